import { AsyncLocalStorage } from 'node:async_hooks';
import { KyguiError } from '../../shared/errors.ts';

/** Runs work strictly one after another. A call from inside running work would wait for itself: it throws. */
export interface Queue {
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Resolves when everything that was queued has ended. */
  drained(): Promise<void>;
}

export function createQueue(): Queue {
  const inside = new AsyncLocalStorage<true>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    run<Result>(work: () => Promise<Result>): Promise<Result> {
      if (inside.getStore()) {
        return Promise.reject(
          new KyguiError(
            'INTERNAL',
            {},
            { cause: new Error('a transaction was opened inside a transaction') },
          ),
        );
      }
      const result = last.then(() => inside.run(true, work));
      last = result.catch(() => undefined);
      return result;
    },
    async drained() {
      await last;
    },
  };
}
