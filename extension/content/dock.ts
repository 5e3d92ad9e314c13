import { readIdentity } from '../../shared/profile/identity.ts';
import type { PageProfile, SignAnswer, SignAsk } from '../messages/page.ts';
import { askWorker } from './ask.ts';
import { createButton, type DockButton } from './button.ts';
import { watchLists } from './list/choose.ts';
import { lookOnChanges } from './page-changes.ts';
import { findPlaces, type Place, put } from './places.ts';
import { readDocumentFields } from './read.ts';
import { pageScope } from './scope.ts';
import { findAttachments, findDocumentFile, pageFile, sendPageFiles } from './take.ts';

async function press(button: DockButton, place: Place, profile: PageProfile): Promise<void> {
  button.show('busy');
  const { page, root, rule } = place;
  const scope = pageScope(root, profile.encoding);
  const file = await findDocumentFile(page, scope);
  if (!file) {
    button.show('failed');
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
  button.show(reply?.ok ? 'opened' : 'failed');
  if (!reply?.ok || !reply.body.opened) return;
  const { jobKey } = reply.body;
  await sendPageFiles(jobKey, file, attachments, scope);
}

/**
 * Puts the buttons into the page and keeps them there. A button is known by its anchor in a map and by being
 * connected, not by a mark in the page: a page that throws it away gets it back, one that keeps it never gets two.
 */
export function init(signal: AbortSignal, profile: PageProfile): void {
  const placed = new Map<Element, Map<string, { button: DockButton; place: Place }>>();

  const lookAtLists = watchLists(signal, profile);

  lookOnChanges(signal, (insides) => {
    lookAtLists();
    const keep = new Set<DockButton>();
    for (const place of findPlaces(profile, insides)) {
      const id = `${place.page.id}/${place.rule.role}/${place.rule.send ?? false}`;
      const here = placed.get(place.anchor) ?? new Map<string, { button: DockButton; place: Place }>();
      placed.set(place.anchor, here);
      let shown = here.get(id);
      if (!shown?.button.host.isConnected) {
        const button = createButton(place.rule, profile.words, (pressed) => {
          const now = here.get(id)?.place;
          if (now) void press(pressed, now, profile);
        });
        shown = { button, place };
        here.set(id, shown);
        put(button.host, place.rule.position, place.anchor);
      }
      // The page may have drawn another row around an anchor that it kept.
      shown.place = place;
      keep.add(shown.button);
    }
    for (const [anchor, buttons] of placed) {
      for (const [id, { button }] of buttons) {
        if (keep.has(button)) continue;
        button.host.remove();
        buttons.delete(id);
      }
      if (buttons.size === 0) placed.delete(anchor);
    }
  });
  signal.addEventListener('abort', () => {
    for (const buttons of placed.values()) for (const { button } of buttons.values()) button.host.remove();
    placed.clear();
  });
}
