/** @needs gcc softhsm2-util pkcs11-tool openssl */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxPki } from '../../sandbox/pki/create.ts';
import { createFaultModule, type FaultModule } from '../../sandbox/token/fault-module.ts';
import { createSandboxToken } from '../../sandbox/token/softhsm.ts';

const RIGHT = 'Canary-Right-81734';
const WRONG = 'Canary-Wrong-55219';

let dir = '';
let fault: FaultModule;
let thumbprint = '';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-canary-'));
  const pki = await createSandboxPki(join(dir, 'pki'), { port: 18_083 });
  const token = await createSandboxToken(join(dir, 'token'), pki, { pin: RIGHT, identities: ['leader'] });
  fault = await createFaultModule(join(dir, 'fault'), token);
  thumbprint = pki.identities.leader.thumbprint;
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** How often the text lies in the writable memory of a process, as UTF-8 or UTF-16. */
async function countInMemory(pid: number, text: string): Promise<number> {
  const patterns = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  const maps = (await readFile(`/proc/${pid}/maps`, 'utf8')).split('\n');
  const memory = await open(`/proc/${pid}/mem`, 'r');
  let count = 0;
  try {
    for (const line of maps) {
      const range = /^([0-9a-f]+)-([0-9a-f]+) rw/u.exec(line);
      if (range?.[1] === undefined || range[2] === undefined) continue;
      const start = Number.parseInt(range[1], 16);
      const bytes = Buffer.alloc(Number.parseInt(range[2], 16) - start);
      // Pages that cannot be read (guards, devices) stay zero.
      await memory.read(bytes, 0, bytes.length, start).catch(() => {});
      for (const pattern of patterns) {
        for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) count += 1;
      }
    }
  } finally {
    await memory.close();
  }
  return count;
}

/** Living module processes of a bridge; ended ones that were not waited for yet have no command line. */
async function moduleProcesses(pid: number): Promise<number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const found: number[] = [];
  for (const child of listed.split(' ').filter(Boolean)) {
    const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('token-host')) found.push(Number(child));
  }
  return found;
}

/** Lines of standard output, one at a time. */
function linesOf(child: ChildProcess): () => Promise<string> {
  let text = '';
  const waiting: (() => void)[] = [];
  child.stdout?.on('data', (part: Buffer) => {
    text += part.toString();
    for (const wake of waiting.splice(0)) wake();
  });
  child.once('exit', () => {
    text += 'ended\n';
    for (const wake of waiting.splice(0)) wake();
  });
  return async () => {
    while (!text.includes('\n')) await new Promise<void>((wake) => waiting.push(wake));
    const line = text.slice(0, text.indexOf('\n'));
    text = text.slice(line.length + 1);
    return line;
  };
}

test('a PIN is nowhere but in the module process: not in memory, heap, logs, store or crash files of the bridge', async () => {
  const home = join(dir, 'home');
  await mkdir(home);
  await fault.reset();
  const plan = { modulePath: fault.modulePath, env: fault.env, thumbprint, home };
  const script = fileURLToPath(new URL('./canary-bridge.ts', import.meta.url));
  // Core files are allowed here, so that only the product's own care keeps them away.
  const child = spawn(
    '/bin/sh',
    ['-c', 'ulimit -c unlimited; exec "$@"', 'sh', process.execPath, '--import', 'tsx', script],
    {
      env: { ...process.env, CANARY_PLAN: JSON.stringify(plan) },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const pid = child.pid ?? 0;
  try {
    const next = linesOf(child);
    const send = (pin: string) =>
      child.stdin?.write(Buffer.concat([Buffer.of(pin.length), Buffer.from(pin)]));
    send(WRONG);
    send(RIGHT);
    expect(await next()).toBe('TOKEN_PIN_WRONG');
    expect(await next()).toBe('signed');

    const [module, ...others] = await moduleProcesses(pid);
    expect(others).toEqual([]);
    const limits = await readFile(`/proc/${module}/limits`, 'utf8');
    expect(limits).toMatch(/Max core file size +0 +0/u);
    // The search itself works: the module process does hold the PIN, and the bridge its own log text.
    expect(await countInMemory(module ?? 0, RIGHT)).toBeGreaterThan(0);
    expect(await countInMemory(pid, 'opening failed')).toBeGreaterThan(0);
    expect(await countInMemory(pid, RIGHT)).toBe(0);
    expect(await countInMemory(pid, WRONG)).toBe(0);

    await fault.order('crash C_Sign');
    child.stdin?.write('.');
    expect(await next()).toBe('TOKEN_DRIVER_CRASHED');
    expect(await next()).toBe('crashed');
    expect(await moduleProcesses(pid)).toEqual([]);
    expect(await countInMemory(pid, RIGHT)).toBe(0);

    const files = await readdir(home);
    expect(files.sort()).toEqual(['bridge.heapsnapshot', 'kygui.log', 'pin-tries.json']);
    for (const name of files) {
      const text = await readFile(join(home, name), 'utf8');
      expect(text.length).toBeGreaterThan(2);
      expect(text).not.toContain(RIGHT);
      expect(text).not.toContain(WRONG);
    }
    child.stdin?.write('.');
    expect(await next()).toBe('ended');
  } finally {
    child.kill('SIGKILL');
  }
}, 300_000);
