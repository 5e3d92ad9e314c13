import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built bridge; the sandbox runs what offices run. */
export const kyguiProgram = fileURLToPath(new URL('../../bridge/kygui.mjs', import.meta.url));

export interface OfficeOptions {
  /** KYGUI_HOME of this office's bridge. */
  home: string;
  /** Content of settings.json; the port is chosen by the bridge. */
  settings: Record<string, unknown>;
  /** Shared secret of the axis connection, written to `settings.axis.secretFile`. */
  secret: string;
  environment?: Record<string, string>;
  /** Another program than the built one. */
  program?: string;
}

/** One agency with a bridge of its own: settings, state, token, and the process, which tests may kill. */
export interface Office {
  home: string;
  port(): number;
  /** Runs a `kygui` command of this office to its end. */
  command(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }>;
  /** Asks the running bridge for a pairing code; resolves with the code, `done` when the pairing is over. */
  pair(): Promise<{ code: string; done: Promise<number> }>;
  start(): Promise<void>;
  /** SIGTERM and wait. */
  stop(): Promise<void>;
  /** SIGKILL and wait: nothing is tidied up. */
  kill(): Promise<void>;
  /** Stops the running process in its tracks (SIGSTOP), or lets it go on. */
  freeze(frozen: boolean): void;
  log(): string;
}

const READY_MS = 30_000;

export async function createOffice(options: OfficeOptions): Promise<Office> {
  const { home } = options;
  await mkdir(home, { recursive: true, mode: 0o700 });
  const secretFile = join(home, 'axis-secret');
  await writeFile(secretFile, options.secret, { mode: 0o600 });
  await chmod(secretFile, 0o600);
  const axis = options.settings.axis as Record<string, unknown> | undefined;
  await writeFile(
    join(home, 'settings.json'),
    `${JSON.stringify({ ...options.settings, ...(axis && { axis: { ...axis, secretFile } }) }, null, 2)}\n`,
    { mode: 0o600 },
  );
  const env = { ...process.env, ...options.environment, KYGUI_HOME: home };
  let serving: ChildProcess | undefined;
  let port = 0;
  let log = '';

  const launch = (words: string[]) =>
    spawn(process.execPath, [options.program ?? kyguiProgram, ...words], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const end = async (signal: NodeJS.Signals) => {
    const child = serving;
    serving = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.kill(signal);
    });
  };

  return {
    home,
    port: () => port,
    log: () => log,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze(frozen) {
      serving?.kill(frozen ? 'SIGSTOP' : 'SIGCONT');
    },

    command(...words) {
      return new Promise((resolve) => {
        const child = launch(words);
        let stdout = '';
        let stderr = '';
        child.stdout?.on('data', (piece) => {
          stdout += piece;
        });
        child.stderr?.on('data', (piece) => {
          stderr += piece;
        });
        child.on('close', (status) => resolve({ status: status ?? 1, stdout, stderr }));
      });
    },

    pair() {
      return new Promise((resolve, reject) => {
        const child = launch(['pair', '--json']);
        let said = '';
        const done = new Promise<number>((ended) => {
          child.on('close', (status) => ended(status ?? 1));
        });
        createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
          said += line;
          const code = /"code":\s*"([^"]+)"/u.exec(line)?.[1];
          if (code) resolve({ code, done });
        });
        void done.then((status) => reject(new Error(`kygui pair ended with ${status}: ${said}`)));
      });
    },

    start() {
      return new Promise((resolve, reject) => {
        const child = launch(['serve', '--json']);
        serving = child;
        const timer = setTimeout(
          () => reject(new Error(`kygui serve was not ready in ${READY_MS} ms:\n${log}`)),
          READY_MS,
        );
        child.stderr?.on('data', (piece) => {
          log += piece;
        });
        createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
          log += `${line}\n`;
          const ready = /"port":\s*(\d+)/u.exec(line)?.[1];
          if (!ready) return;
          port = Number(ready);
          clearTimeout(timer);
          resolve();
        });
        child.on('close', (status) => {
          clearTimeout(timer);
          reject(new Error(`kygui serve ended with ${status}:\n${log}`));
        });
      });
    },
  };
}
