/** @needs clamd */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scanFile } from '../../bridge/scan/clamd.ts';
import { scanFindings } from '../../bridge/scan/findings.ts';
import { scanSettingsSchema } from '../../bridge/scan/settings.ts';

/** A real clamd with one signature of our own: no signature database is fetched from anywhere. */

let folder: string;
let daemon: ChildProcess;
const BAD = 'MAU-DOC-HAI-KYGUI';
const settings = (change: object = {}) =>
  scanSettingsSchema.parse({ socket: join(folder, 'clamd.sock'), timeLimitMs: 60_000, ...change });

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-clamd-'));
  mkdirSync(join(folder, 'db'));
  file('db/mau.ndb', `Mau.Kygui.Test:0:*:${Buffer.from(BAD).toString('hex')}\n`);
  const config = file(
    'clamd.conf',
    [
      `LocalSocket ${join(folder, 'clamd.sock')}`,
      `DatabaseDirectory ${join(folder, 'db')}`,
      'Foreground yes',
      'StreamMaxLength 1M',
      'User root',
    ]
      .filter((line) => process.getuid?.() === 0 || !line.startsWith('User'))
      .join('\n'),
  );
  daemon = spawn('clamd', [`--config-file=${config}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  daemon.stderr?.on('data', (text) => {
    said += text;
  });
  const clean = file('clean.txt', 'Số liệu mẫu');
  while ((await scanFile(clean, settings())).state === 'away') {
    if (daemon.exitCode !== null) throw new Error(`clamd ended with ${daemon.exitCode}: ${said}`);
    await sleep(200);
  }
}, 120_000);
afterAll(async () => {
  if (daemon.exitCode === null) {
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('a running clamd', () => {
  test('tells clean from infected, and names what it found', async () => {
    const name = { state: 'infected', name: 'Mau.Kygui.Test.UNOFFICIAL' };
    expect(await scanFile(file('a.txt', 'Số liệu mẫu'), settings())).toEqual({ state: 'clean' });
    expect(await scanFile(file('b.txt', `x ${BAD} y`), settings())).toEqual(name);
    const far = Buffer.alloc(700_000, 'mẫu ');
    far.write(BAD, 600_000);
    expect(await scanFile(file('c.bin', far), settings())).toEqual(name);
  });

  test('a file larger than it takes is said to be unscanned, not clean', async () => {
    const path = file('large.bin', Buffer.alloc(6_000_000, 'mẫu '));
    expect(await scanFile(path, settings())).toMatchObject({ state: 'refused' });
    expect(await scanFindings(settings(), [{ name: 'large.bin', path }])).toMatchObject([
      { id: 'attachments.scan.refused', result: 'warning' },
    ]);
  });

  test('an infected file stops a letter, whatever is done when the scanner is away', async () => {
    const files = [
      { name: 'sach.txt', path: file('d.txt', 'Số liệu mẫu') },
      { name: 'hai.txt', path: file('e.txt', BAD) },
    ];
    const found = await scanFindings(settings({ whenAway: 'notice' }), files);
    expect(found).toMatchObject([{ id: 'attachments.virus', result: 'refuse' }]);
    expect(found[0]?.says.vi).toContain('hai.txt');
    expect(await scanFindings(undefined, files)).toEqual([]);
  });
});

describe('a clamd that is away', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });
  const listen = async (name: string, onBytes: (answer: (text: string) => void, end: () => void) => void) => {
    const path = join(folder, name);
    const server = createServer((socket) => {
      socket.on('error', () => {});
      onBytes(
        (text) => socket.write(text),
        () => socket.destroy(),
      );
      socket.resume();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return path;
  };

  test('is a state of its own, weighed by policy', async () => {
    const path = file('f.txt', 'Số liệu mẫu');
    const nobody = join(folder, 'nobody.sock');
    const hangsUp = await listen('hangs-up.sock', (_answer, end) => end());
    const silent = await listen('silent.sock', () => {});
    for (const socket of [nobody, hangsUp, silent]) {
      const away = settings({ socket, timeLimitMs: 1000, whenAway: 'refuse' });
      expect(await scanFile(path, away)).toEqual({ state: 'away' });
      const twice = [
        { name: 'f.txt', path },
        { name: 'g.txt', path },
      ];
      expect(await scanFindings(away, twice)).toMatchObject([
        { id: 'attachments.scan.away', result: 'refuse' },
      ]);
    }
  });

  test('an answer that is none of clamd’s is no verdict', async () => {
    const odd = await listen('odd.sock', (answer) => answer('HTTP/1.1 200 OK\0'));
    expect(await scanFile(file('h.txt', 'x'), settings({ socket: odd }))).toMatchObject({ state: 'refused' });
  });

  test('a file that cannot be read is not called scanned', async () => {
    await expect(scanFile(join(folder, 'no-file'), settings())).rejects.toThrow(/ENOENT/u);
    expect(readFileSync(join(folder, 'clamd.conf'), 'utf8')).toContain('StreamMaxLength');
  });
});
