import browser from 'webextension-polyfill';
import type { EventFrame } from '../../shared/protocol/frames.ts';
import { DOCTOR_PROGRESS } from '../messages/doctor.ts';
import { changeJob } from './jobs.ts';
import type { BridgeLink } from './link.ts';
import { noteIncoming } from './unread.ts';

/** Kept for the panel: bumped with every change, so that an open panel reloads what it shows. */
const CHANGES = 'changes';

async function note(event: EventFrame, link: BridgeLink): Promise<void> {
  if (event.event === 'job.progress') {
    const { step, done, total } = event;
    await changeJob(event.jobKey, { progress: { step, done, total } });
    return;
  }
  if (event.event === 'doctor.progress') {
    await browser.storage.session.set({ [DOCTOR_PROGRESS]: event });
    return;
  }
  const held = await browser.storage.session.get({ [CHANGES]: {} });
  const changes = held[CHANGES] as Record<string, number>;
  const count = (changes[event.event] ?? 0) + 1;
  await browser.storage.session.set({ [CHANGES]: { ...changes, [event.event]: count } });
  if (event.event === 'inbox.changed') await noteIncoming(event.itemId, link);
}

/** Events of the bridge, one after the other; one that cannot be noted stops none of the others. */
export function followBridge(link: BridgeLink): void {
  let last: Promise<void> = Promise.resolve();
  link.follow((event) => {
    last = last.then(() => note(event, link)).catch(() => undefined);
  });
}
