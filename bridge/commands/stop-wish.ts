import { KyguiError } from '../../shared/errors.ts';
import type { Handlers } from '../listener/handlers.ts';
import type { Authorities } from '../pdf/levels/raise-level.ts';

/** @throws CANCELLED when the clerk wished to stop */
export function throwWhenStopped(stop: AbortSignal | undefined): void {
  if (stop?.aborted) throw new KyguiError('CANCELLED');
}

/** Approved jobs that are being carried out, each with the clerk's wish to stop it. */
export class StopWishes {
  readonly #running = new Map<string, AbortController>();

  begin(jobKey: string): AbortSignal {
    const wish = new AbortController();
    this.#running.set(jobKey, wish);
    return wish.signal;
  }

  end(jobKey: string): void {
    this.#running.delete(jobKey);
  }

  /** False when no such job is being carried out: it has ended, or was never approved. */
  stop(jobKey: string): boolean {
    const wish = this.#running.get(jobKey);
    wish?.abort();
    return wish !== undefined;
  }
}

/**
 * Takes the clerk's wish down; what becomes of it is the answer to the approval. Before the token is asked nothing was
 * begun; from then on until the signed file is kept, the signature is thrown away.
 */
export function signStop(stops: StopWishes): NonNullable<Handlers['sign.stop']> {
  return async ({ jobKey }) => ({ heard: stops.stop(jobKey) });
}

/** Whatever a slow authority does, the wish to stop is heard at once. */
function orStopped<T>(asked: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(new KyguiError('CANCELLED'));
    if (stop.aborted) leave();
    stop.addEventListener('abort', leave, { once: true });
    asked.then(resolve, reject).finally(() => stop.removeEventListener('abort', leave));
  });
}

/** The same authorities, not waited for any longer once the clerk wished to stop. */
export function untilStopped(authorities: Authorities, stop: AbortSignal): Authorities {
  const { timestamp, revocation } = authorities;
  return {
    ...authorities,
    timestamp: timestamp && { stamp: (...asked) => orStopped(timestamp.stamp(...asked), stop) },
    revocation: revocation && {
      ocsp: (...asked) => orStopped(revocation.ocsp(...asked), stop),
      crl: (...asked) => orStopped(revocation.crl(...asked), stop),
      issuer: (...asked) => orStopped(revocation.issuer?.(...asked) ?? Promise.resolve(null), stop),
    },
  };
}
