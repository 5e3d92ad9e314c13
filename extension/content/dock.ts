import type { ErrorCode } from '../../shared/errors.ts';
import { fitsAddress } from '../../shared/profile/read.ts';
import type { PageProfile } from '../messages/page.ts';
import { isCutOff } from './ask.ts';
import { createButton, type DockButton } from './button.ts';
import type { Lifetime } from './lifetime.ts';
import { watchLists } from './list/choose.ts';
import { onDemand } from './on-demand.ts';
import { lookOnChanges } from './page-changes.ts';
import { findPlaces, type Insides, type Place, put } from './places.ts';

/** The press is answered at once; what it needs may still be on its way, and is asked for the one time. */
async function pressed(button: DockButton, place: Place, profile: PageProfile): Promise<void> {
  button.show('busy');
  const address = location.href;
  const parts = await onDemand().catch(() => undefined);
  const fault = parts
    ? // What the page put in the way is in no list: `<form name="querySelectorAll">` hides the browser's own call.
      await parts.press(place, profile, address).catch(() => 'INTERNAL' satisfies ErrorCode)
    : ('SITE_WORKER_STOPPED' satisfies ErrorCode);
  if (fault === undefined) button.show('opened');
  else button.show('failed', fault);
}

/** One button and what it stands for now. */
interface Standing {
  button: DockButton;
  place: Place;
}

/** Buttons of drawings that are gone, kept for the next one: a table that is drawn anew costs no new ones. */
const SPARE_MOST = 60;

const idOf = ({ page, rule }: Place): string => `${page.id}/${rule.role}/${rule.send ?? false}`;

/** A button that still tells of a press stays with its letter. */
const fitsInto = ({ button }: Standing, { anchor }: Place): boolean =>
  button.isAtRest() && button.host.ownerDocument === anchor.ownerDocument;

/** True while the address is one that the profile's rules speak of. */
const appliesTo = ({ pages, lists }: PageProfile): boolean =>
  [...pages.filter(({ buttons }) => buttons.length > 0), ...lists].some(({ when }) =>
    fitsAddress(when, location.href),
  );

/**
 * Puts the buttons into the page and keeps them there. A button is known by its anchor in a map and by being
 * connected, not by a mark in the page: a page that throws it away gets it back, one that keeps it never gets two.
 */
export function init(life: Lifetime, profile: PageProfile): void {
  const placed = new Map<Element, Map<string, Standing>>();
  const spare = new Map<string, Standing[]>();
  const lookAtLists = watchLists(life, profile);

  const make = (id: string, place: Place): Standing => {
    const kept = spare.get(id) ?? [];
    const fitting = kept.findLastIndex((one) => fitsInto(one, place));
    const [taken] = fitting < 0 ? [] : kept.splice(fitting, 1);
    if (taken) return taken;
    const standing: Standing = {
      button: createButton(
        place.rule,
        profile.words,
        (button) => void pressed(button, standing.place, profile),
        () => void onDemand().catch(() => undefined),
        place.anchor.ownerDocument,
      ),
      place,
    };
    return standing;
  };
  const putAway = (id: string, standing: Standing) => {
    const { button } = standing;
    button.host.remove();
    // One that still tells what became of a press would tell it of another letter.
    if (!button.isAtRest()) return;
    const kept = spare.get(id) ?? [];
    spare.set(id, kept);
    if (kept.length < SPARE_MOST) kept.push(standing);
  };

  const look = (insides: Insides) => {
    // After an update of the extension another instance stands in the page, in a world of its own.
    if (isCutOff()) {
      life.end();
      return;
    }
    lookAtLists();
    const places = findPlaces(profile, insides).map((place) => ({ place, id: idOf(place) }));
    const wanted = new Map<Element, Set<string>>();
    for (const { place, id } of places)
      wanted.set(place.anchor, (wanted.get(place.anchor) ?? new Set()).add(id));
    /** Buttons of places that are gone: the places that came move them over, without taking them out first. */
    const free: { id: string; standing: Standing }[] = [];
    for (const [anchor, buttons] of placed) {
      for (const [id, standing] of buttons) {
        if (wanted.get(anchor)?.has(id) && standing.button.host.isConnected) continue;
        buttons.delete(id);
        free.push({ id, standing });
      }
      if (buttons.size === 0) placed.delete(anchor);
    }
    const takeFree = (id: string, place: Place): Standing | undefined => {
      const index = free.findIndex((one) => one.id === id && fitsInto(one.standing, place));
      return index < 0 ? undefined : free.splice(index, 1)[0]?.standing;
    };
    for (const { place, id } of places) {
      const here = placed.get(place.anchor) ?? new Map<string, Standing>();
      placed.set(place.anchor, here);
      let shown = here.get(id);
      if (!shown) {
        shown = takeFree(id, place) ?? make(id, place);
        here.set(id, shown);
        put(shown.button.host, place.rule.position, place.anchor);
      }
      // The page may have drawn another row around an anchor that it kept.
      shown.place = place;
    }
    for (const { id, standing } of free) putAway(id, standing);
  };
  lookOnChanges(life, profile.watched, look, () => appliesTo(profile));
  life.onEnd(() => {
    for (const buttons of placed.values()) for (const { button } of buttons.values()) button.host.remove();
    placed.clear();
  });
}
