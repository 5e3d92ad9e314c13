import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/setup/longest-first.ts';

/** Files that tests/setup leaves out, aloud, because a program they name in `@needs` is missing here. */
const leftOut = (process.env.KYGUI_LEFT_OUT ?? '').split('\n').filter((file) => file !== '');

/**
 * `unit` lies beside the code and needs nothing but Node; the folders of tests/ need the programs that
 * tests/setup installs (SoftHSM, Chromium, qpdf …) and run with fewer workers, because they own processes.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['shared/**/*.test.ts', 'bridge/**/*.test.ts', 'extension/**/*.test.{ts,tsx}'],
          exclude: leftOut,
          // By itself the runner leaves a core to others, which of two is half of all; some tests wait for a page's timers.
          maxWorkers: 3,
          // Old office PCs and busy build machines are slow; a hang is still found.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**', ...leftOut],
          // These files mostly wait for processes of their own; one at a time leaves the machine idle.
          maxWorkers: 3,
          // They wait for drivers, databases and servers on a machine that may be busy; the report names what needed it.
          retry: 1,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: leftOut,
          setupFiles: ['tests/setup/tell-failed.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          // Two browsers, two bridges and an axis on one old machine: once more, and the report names what needed it.
          retry: 1,
        },
      },
    ],
  },
});
