import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The picture of a visible signature, in the folder of the run. */
export const STAMP_FILE = 'stamp.png';

export interface Figures {
  /** Milliseconds of each round. */
  times: number[];
  /** Peak of resident memory of the process in MB, as Linux tells it. */
  rss: number;
}

type Modes = Record<string, () => Promise<void>>;

/** Runs one mode of a worker, `MODE FILE FOLDER ROUNDS` of the command line, and prints its figures as JSON. */
export async function measured(
  modes: (file: string, output: string, folder: string) => Modes,
): Promise<void> {
  const [mode = '', file = '', folder = '', rounds = '1'] = process.argv.slice(2);
  const output = join(folder, `bench-${process.pid}.pdf`);
  const run = modes(file, output, folder)[mode];
  if (!run) throw new Error(`unknown mode ${mode}`);
  const times: number[] = [];
  for (let round = 0; round < Number(rounds); round++) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
    rmSync(output, { force: true });
  }
  const rss = Number(/VmHWM:\s+(\d+)/u.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
  process.stdout.write(`${JSON.stringify({ times, rss } satisfies Figures)}\n`);
}
