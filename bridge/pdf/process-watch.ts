import { Worker } from 'node:worker_threads';

/**
 * Node options of a process that reads foreign files: three quarters of its memory for objects, a small nursery (23 MB
 * less at the peak, no time lost on files of any size), one thread of V8's own instead of four (some 5 MB less), and its
 * optimizing compiler, which needs 7 MB, only for what runs long: not for one letter.
 * @param nursery MB of each of its halves.
 */
export const memoryOptions = (megabytes: number, nursery = 1): string[] => [
  `--max-old-space-size=${Math.max(64, Math.floor(megabytes * 0.75))}`,
  `--max-semi-space-size=${nursery}`,
  '--v8-pool-size=1',
  '--interrupt-budget=10000000',
];

/** The signal by which a process ends that took too much processor time; too much memory ends it by SIGKILL. */
export const OUT_OF_TIME: NodeJS.Signals = 'SIGTERM';

/** Wall time in which the processor time of a job must be had: a machine with other work to do is no hostile file. */
export const WALL_PER_CPU = 5;

/** Ends by signal, because a worker thread cannot end its process otherwise while the main thread is busy. */
const WATCH = `
  const { workerData } = require('node:worker_threads');
  const { rss, deadline, signal } = workerData;
  const look = () => {
    if (process.memoryUsage.rss() > rss) process.kill(process.pid, 'SIGKILL');
    // Read once: the job may end, and its deadline become 0, at any moment between two readings.
    const [until] = deadline;
    const { user, system } = process.cpuUsage();
    if (until > 0 && (user + system) / 1e6 > until) process.kill(process.pid, signal);
  };
  look();
  setInterval(look, 50);
`;

/** Watches over the process that it runs in, while that reads a foreign file. */
export interface ProcessWatch {
  /** A job begins, which may take so many seconds of processor time. */
  begin(seconds: number): void;
  end(): void;
}

/** @param rss bytes of resident memory at which the process ends. */
export function watchProcess(rss: number): ProcessWatch {
  const deadline = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  new Worker(WATCH, { eval: true, workerData: { rss, deadline, signal: OUT_OF_TIME } }).unref();
  return {
    begin(seconds) {
      const { user, system } = process.cpuUsage();
      deadline[0] = (user + system) / 1e6 + seconds;
    },
    end() {
      deadline[0] = 0;
    },
  };
}
