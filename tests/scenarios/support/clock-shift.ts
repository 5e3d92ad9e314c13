import { execFileSync } from 'node:child_process';
import { chmodSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A time of day that a test may set while processes run; see clock-shift.c. */
export interface ClockShift {
  /** For the processes whose clock it is. */
  env: Record<string, string>;
  /** Seconds ahead of the true time; negative lies behind it. */
  set(seconds: number): void;
}

/** @throws when gcc is missing */
export function createClockShift(folder: string): ClockShift {
  const library = join(folder, 'clock-shift.so');
  const source = fileURLToPath(new URL('./clock-shift.c', import.meta.url));
  const strict = ['-std=gnu11', '-Wall', '-Wextra', '-Werror', '-O1'];
  execFileSync('gcc', [...strict, '-shared', '-fPIC', '-o', library, source, '-ldl']);
  const path = join(folder, 'clock-shift');
  const file = openSync(path, 'w+', 0o644);
  // The database server runs under another account.
  chmodSync(folder, 0o755);
  const set = (seconds: number) => {
    const bytes = new Uint8Array(new BigInt64Array([BigInt(seconds)]).buffer);
    writeSync(file, bytes, 0, 8, 0);
  };
  set(0);
  return { env: { LD_PRELOAD: library, KYGUI_CLOCK_SHIFT: path }, set };
}
