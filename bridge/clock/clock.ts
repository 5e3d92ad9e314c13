import { setTimeout as delay } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';

/** Time as the bridge sees it; tests put their own in its place. */
export interface Clock {
  /** Wall clock, ISO 8601 UTC with milliseconds. For showing and for packages, never for leases. */
  now(): string;
  /** Milliseconds that never jump; only differences mean something. */
  monotonicMs(): number;
  /** Resolves after `ms`, at once when the signal is aborted. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal ? { signal } : undefined);
    } catch {
      // Aborted: the caller looks at its signal.
    }
  },
};

/** `instant` moved by `ms`, in the same form. */
export function plusMs(instant: string, ms: number): string {
  return Temporal.Instant.from(instant)
    .add({ milliseconds: Math.round(ms) })
    .toString({ fractionalSecondDigits: 3 });
}

/** Milliseconds from `earlier` to `later`. */
export function msBetween(earlier: string, later: string): number {
  return Temporal.Instant.from(later).epochMilliseconds - Temporal.Instant.from(earlier).epochMilliseconds;
}
