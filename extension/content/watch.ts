import { holds } from '../../shared/profile/read.ts';
import type { PageProfile } from '../messages/page.ts';
import { askWorker } from './ask.ts';
import { pageScope } from './scope.ts';

const LOOK_EVERY_MS = 250;

/** Looks for what the page must show after it took a file, and tells the worker once. */
export function watchFor(
  signal: AbortSignal,
  profile: PageProfile,
  pending: NonNullable<PageProfile['pending']>,
): void {
  const until = Date.now() + pending.seconds * 1000;
  const look = () => {
    if (signal.aborted) return;
    if (holds(pending.when, pageScope(document, profile.encoding))) {
      void askWorker('page.taken', { jobKey: pending.jobKey }).catch(() => undefined);
    } else if (Date.now() < until) {
      setTimeout(look, LOOK_EVERY_MS);
    }
  };
  look();
}

/** A page that loaded after a file was handed to the one before it. */
export function init(signal: AbortSignal, profile: PageProfile): void {
  if (profile.pending) watchFor(signal, profile, profile.pending);
}
