import browser from 'webextension-polyfill';
import type { EventFrame } from '../../shared/protocol/frames.ts';
import { DOCTOR_PROGRESS } from '../messages/doctor.ts';
import { changeJob } from './jobs.ts';
import type { BridgeLink } from './link.ts';
import { tellAllTaken } from './tell-taken.ts';
import { inTurns } from './turns.ts';
import { noteItem, noteMissed } from './unread.ts';

/** Kept for the panel: bumped with every change, so that an open panel reloads what it shows. */
const CHANGES = 'changes';

async function bump(events: readonly (EventFrame['event'] | 'link.turned')[]): Promise<void> {
  const held = await browser.storage.session.get({ [CHANGES]: {} });
  const changes = { ...(held[CHANGES] as Record<string, number>) };
  for (const event of events) changes[event] = (changes[event] ?? 0) + 1;
  await browser.storage.session.set({ [CHANGES]: changes });
}

async function note(event: EventFrame, link: BridgeLink): Promise<void> {
  if (event.event === 'job.progress') {
    const { step, done, total } = event;
    // Events wait in line behind others, and the answer that ends the step may have come meanwhile.
    await changeJob(event.jobKey, (job) =>
      job.step === 'stored' || job.step === 'approving' ? { progress: { step, done, total } } : null,
    );
    return;
  }
  if (event.event === 'doctor.progress') {
    await browser.storage.session.set({ [DOCTOR_PROGRESS]: event });
    return;
  }
  await bump([event.event]);
  if (event.event === 'inbox.changed') await noteItem(event.itemId, link);
}

/** An open panel reads again what it shows; what came in meanwhile is told. */
async function noteTurn(isOpen: boolean, link: BridgeLink): Promise<void> {
  await bump(['outbox.changed', 'inbox.changed', 'link.turned']);
  if (!isOpen) return;
  await noteMissed(link);
  await tellAllTaken(link);
}

/** Events of the bridge, one after the other; one that cannot be noted stops none of the others. */
export function followBridge(link: BridgeLink): void {
  const inTurn = inTurns<BridgeLink>();
  const noteInTurn = (work: () => Promise<void>) => void inTurn(link, work).catch(() => undefined);
  link.follow(
    (event) => noteInTurn(() => note(event, link)),
    (isOpen) => noteInTurn(() => noteTurn(isOpen, link)),
  );
}
