import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const WATCH = new URL('./process-watch.ts', import.meta.url).href;
/** At which a process that should have been ended is. */
const LIMIT_MS = 60_000;

/** The signal by which a process ends that does `work` under a watch; null when it lives to its own end. */
async function endOf(work: string): Promise<NodeJS.Signals | null> {
  const dir = await mkdtemp(join(tmpdir(), 'kygui-watch-'));
  const program = join(dir, 'program.mts');
  try {
    await writeFile(
      program,
      `import { watchProcess } from ${JSON.stringify(WATCH)};
       const watch = watchProcess(2 ** 40);
       ${work}
       process.exit(0);`,
    );
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), program], {
      stdio: 'ignore',
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    return await new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

it('a process whose jobs begin and end at any moment of the watch lives on', async () => {
  const signal = await endOf(`
    let sum = 0;
    for (const until = Date.now() + 4000; Date.now() < until; ) {
      for (let job = 0; job < 1000; job += 1) {
        watch.begin(600);
        for (let step = 0; step < 500; step += 1) sum = (sum * 31 + step) | 0;
        watch.end();
      }
    }
  `);
  expect(signal).toBeNull();
}, 120_000);

it('a job that takes more processor time than it may is ended by the signal that says so', async () => {
  expect(await endOf('watch.begin(0.2); for (;;);')).toBe('SIGTERM');
}, 120_000);
