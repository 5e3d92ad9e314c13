import { holds } from '../../shared/profile/read.ts';
import type { PageProfile } from '../messages/page.ts';
import { askWorker } from './ask.ts';
import { pageScope } from './scope.ts';

const LOOK_EVERY_MS = 250;

/** After a file was handed over: looks for what the page must show now, and tells the worker once. */
export function init(signal: AbortSignal, profile: PageProfile): void {
  const { pending } = profile;
  if (!pending) return;
  const until = Date.now() + pending.seconds * 1000;
  const look = () => {
    if (signal.aborted) return;
    if (holds(pending.when, pageScope())) {
      void askWorker('page.taken', { jobKey: pending.jobKey }).catch(() => undefined);
    } else if (Date.now() < until) {
      setTimeout(look, LOOK_EVERY_MS);
    }
  };
  look();
}
