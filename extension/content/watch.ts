import { holds } from '../../shared/profile/read.ts';
import type { Encoding } from '../../shared/profile/schema.ts';
import type { PageProfile } from '../messages/page.ts';
import { askWorker } from './ask.ts';
import { pageScope } from './scope.ts';

const LOOK_EVERY_MS = 250;

/** Looks for what the page must show after it took a file, and tells the worker once. */
export function watchFor(
  pending: NonNullable<PageProfile['pending']>,
  encoding: Encoding | undefined,
  isOver: () => boolean = () => false,
): void {
  const until = performance.now() + pending.seconds * 1000;
  const look = () => {
    if (isOver()) return;
    if (holds(pending.when, pageScope(document, encoding))) {
      void askWorker('page.taken', { jobKey: pending.jobKey }).catch(() => undefined);
    } else if (performance.now() < until) {
      setTimeout(look, LOOK_EVERY_MS);
    }
  };
  look();
}
