/** Seconds between tries (axis API 6.7), the last one for good. */
const LADDER_SECONDS = [30, 60, 120, 240, 480] as const;

/** How often the axis may answer with a passing failure before the package is put aside (axis API 6). */
export const MAX_REFUSALS = 5;

/** How often a package may leave altogether when the axis says each time that it never came (axis API 6). */
export const MAX_SENDS = 5;

/** Milliseconds to wait after the `count`-th failure in a row (from 1), with a jitter of ±20 %. */
export function backoffMs(count: number, random: () => number = Math.random): number {
  const index = Math.min(Math.max(count, 1), LADDER_SECONDS.length) - 1;
  const seconds = LADDER_SECONDS[index] ?? 480;
  return Math.round(seconds * 1000 * (0.8 + 0.4 * random()));
}
