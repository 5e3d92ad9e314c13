import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SandboxToken } from './softhsm.ts';

/** A module that misbehaves on command, over a sandbox token. See `fault-module/fault.c` for the orders. */
export interface FaultModule {
  modulePath: string;
  env: Record<string, string>;
  pin: string;
  /** Replaces all standing orders; they hold from the next call of the module on. */
  order(...lines: readonly string[]): Promise<void>;
  /** What the next PIN typed on the reader will be. */
  type(pin: string): Promise<void>;
  /** Logins that reached the module so far: user type (1 user, 2 for one signature), and whether it had a PIN. */
  logins(): Promise<string[]>;
  /** Forgets orders, logins and the count of wrong PINs. */
  reset(): Promise<void>;
}

/** Compiles the module with gcc and puts it before the sandbox token. */
export async function createFaultModule(dir: string, token: SandboxToken): Promise<FaultModule> {
  await mkdir(dir, { recursive: true });
  const modulePath = join(dir, 'fault.so');
  const source = fileURLToPath(new URL('./fault-module/fault.c', import.meta.url));
  const strict = ['-std=gnu11', '-Wall', '-Wextra', '-O1', '-fvisibility=hidden'];
  await promisify(execFile)('gcc', [...strict, '-shared', '-fPIC', '-o', modulePath, source, '-ldl']);
  const file = (name: string) => join(dir, name);
  const order = (...lines: readonly string[]) => writeFile(file('orders'), lines.join('\n'));
  return {
    modulePath,
    env: { ...token.env, KYGUI_FAULT_REAL: token.modulePath, KYGUI_FAULT_DIR: dir },
    pin: token.pin,
    order,
    type: (pin) => writeFile(file('typed'), pin),
    logins: async () =>
      (await readFile(file('logins'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== ''),
    reset: async () => {
      await order();
      await Promise.all(['logins', 'wrong', 'typed'].map((name) => rm(file(name), { force: true })));
    },
  };
}
