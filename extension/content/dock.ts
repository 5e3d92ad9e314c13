import type { ErrorCode } from '../../shared/errors.ts';
import { readIdentity } from '../../shared/profile/identity.ts';
import { fitsAddress } from '../../shared/profile/read.ts';
import type { PageProfile, SignAnswer, SignAsk } from '../messages/page.ts';
import { askWorker } from './ask.ts';
import { createButton, type DockButton } from './button.ts';
import { watchLists } from './list/choose.ts';
import { lookOnChanges } from './page-changes.ts';
import { findPlaces, type Insides, type Place, put } from './places.ts';
import { readDocumentFields } from './read.ts';
import { pageScope } from './scope.ts';
import { findAttachments, findDocumentFile, pageFile, sendPageFiles } from './take.ts';

/** What the page put in the way is in no list: `<form name="querySelectorAll">` hides the browser's own call. */
const INTERNAL = 'INTERNAL' satisfies ErrorCode;

async function press(button: DockButton, place: Place, profile: PageProfile): Promise<void> {
  button.show('busy');
  const { page, root, rule } = place;
  const scope = pageScope(root, profile.encoding);
  const file = await findDocumentFile(page, scope);
  if (!file) {
    button.show('failed', 'SITE_FETCH_FAILED' satisfies ErrorCode);
    return;
  }
  const attachments = rule.send ? findAttachments(page, scope, file) : [];
  const ask: SignAsk = {
    profileId: profile.profileId,
    pageId: page.id,
    role: rule.role,
    send: rule.send ?? false,
    fields: readDocumentFields(page, scope),
    identity: readIdentity(page, scope, file),
    file: pageFile(file),
    attachments: attachments.map(pageFile),
    title: document.title,
  };
  const reply = await askWorker<SignAnswer>('sign', ask).catch(() => undefined);
  if (reply?.ok) button.show('opened');
  else button.show('failed', reply?.error.code ?? ('SITE_WORKER_STOPPED' satisfies ErrorCode));
  if (!reply?.ok || !reply.body.opened) return;
  const { jobKey } = reply.body;
  await sendPageFiles(jobKey, file, attachments, scope);
}

/** One button and what it stands for now. */
interface Standing {
  button: DockButton;
  place: Place;
}

/** Buttons of drawings that are gone, kept for the next one: a table that is drawn anew costs no new ones. */
const SPARE_MOST = 60;

/** True while the address is one that the profile's rules speak of. */
const appliesTo = ({ pages, lists }: PageProfile): boolean =>
  [...pages.filter(({ buttons }) => buttons.length > 0), ...lists].some(({ when }) =>
    fitsAddress(when, location.href),
  );

/**
 * Puts the buttons into the page and keeps them there. A button is known by its anchor in a map and by being
 * connected, not by a mark in the page: a page that throws it away gets it back, one that keeps it never gets two.
 */
export function init(signal: AbortSignal, profile: PageProfile): void {
  const placed = new Map<Element, Map<string, Standing>>();
  const spare = new Map<string, Standing[]>();
  const lookAtLists = watchLists(signal, profile);

  const make = (id: string, place: Place): Standing => {
    const kept = spare.get(id)?.pop();
    if (kept) return kept;
    const standing: Standing = {
      button: createButton(place.rule, profile.words, (pressed) => {
        press(pressed, standing.place, profile).catch(() => pressed.show('failed', INTERNAL));
      }),
      place,
    };
    return standing;
  };
  const putAway = (id: string, standing: Standing) => {
    const { button } = standing;
    button.host.remove();
    const kept = spare.get(id) ?? [];
    spare.set(id, kept);
    // One that still tells what became of a press would tell it of another letter.
    if (button.isAtRest() && kept.length < SPARE_MOST) kept.push(standing);
  };

  const look = (insides: Insides) => {
    lookAtLists();
    const places = findPlaces(profile, insides).map((place) => ({
      place,
      id: `${place.page.id}/${place.rule.role}/${place.rule.send ?? false}`,
    }));
    const wanted = new Map<Element, Set<string>>();
    for (const { place, id } of places)
      wanted.set(place.anchor, (wanted.get(place.anchor) ?? new Set()).add(id));
    for (const [anchor, buttons] of placed) {
      for (const [id, standing] of buttons) {
        if (wanted.get(anchor)?.has(id) && standing.button.host.isConnected) continue;
        buttons.delete(id);
        putAway(id, standing);
      }
      if (buttons.size === 0) placed.delete(anchor);
    }
    for (const { place, id } of places) {
      const here = placed.get(place.anchor) ?? new Map<string, Standing>();
      placed.set(place.anchor, here);
      let shown = here.get(id);
      if (!shown) {
        shown = make(id, place);
        here.set(id, shown);
        put(shown.button.host, place.rule.position, place.anchor);
      }
      // The page may have drawn another row around an anchor that it kept.
      shown.place = place;
    }
  };
  lookOnChanges(signal, look, () => appliesTo(profile));
  signal.addEventListener('abort', () => {
    for (const buttons of placed.values()) for (const { button } of buttons.values()) button.host.remove();
    placed.clear();
  });
}
