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

const ZONE = 'Asia/Ho_Chi_Minh';

/** Local time in Vietnam without zone, `YYYY-MM-DDTHH:mm:ss`, as edXML packages carry it. */
export function vietnamMoment(instant: string): string {
  return Temporal.Instant.from(instant)
    .toZonedDateTimeISO(ZONE)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' });
}

/** The instant of a local Vietnam moment; null when it is no moment. */
export function instantOfVietnam(moment: string): string | null {
  try {
    return Temporal.PlainDateTime.from(moment)
      .toZonedDateTime(ZONE)
      .toInstant()
      .toString({ fractionalSecondDigits: 3 });
  } catch {
    return null;
  }
}
