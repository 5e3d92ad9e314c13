import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import { askControl, type Control, openControl } from './control.ts';

describe('control of the running bridge', () => {
  let folder: string;
  let file: string;
  let control: Control | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kygui-control-'));
    file = join(folder, 'control');
  });
  afterEach(async () => {
    await control?.close();
    control = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  it('gives news and then the answer', async () => {
    control = await openControl(file, {
      pair: async (body, { news }) => {
        news({ code: '47015-7K3M-Q9XD' });
        return { asked: body };
      },
    });
    const heard: unknown[] = [];
    const answer = await askControl(file, {
      ask: 'pair',
      body: { a: 1 },
      news: (words) => heard.push(words),
    });
    expect(heard).toEqual([{ code: '47015-7K3M-Q9XD' }]);
    expect(answer).toEqual({ asked: { a: 1 } });
  });

  it('listens no longer when its file cannot be written, and leaves none beside it', async () => {
    await mkdir(file);
    await expect(openControl(file, {})).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['control']);
  });

  it('passes failures on by their code', async () => {
    control = await openControl(file, {
      pair: async () => {
        throw new KyguiError('PAIRING_BUSY');
      },
    });
    await expect(askControl(file, { ask: 'pair' })).rejects.toMatchObject({ code: 'PAIRING_BUSY' });
    await expect(askControl(file, { ask: 'constructor' })).rejects.toMatchObject({
      code: 'CHANNEL_COMMAND_UNKNOWN',
    });
  });

  it('tells an answer that nobody understands as a failure', async () => {
    const address = join(folder, 'other.sock');
    const other = createServer((socket) => socket.end('{"?"\n')).listen(address);
    await writeFile(file, JSON.stringify({ address, token: 'x' }));
    await expect(askControl(file, { ask: 'pair' })).rejects.toMatchObject({ code: 'INTERNAL' });
    other.close();
  });

  it('says that no bridge runs, before the first start and after a crash that left its files', async () => {
    await expect(askControl(file, { ask: 'pair' })).rejects.toMatchObject({ code: 'BRIDGE_NOT_RUNNING' });
    await writeFile(file, JSON.stringify({ address: join(folder, 'gone.sock'), token: 'x' }));
    await expect(askControl(file, { ask: 'pair' })).rejects.toMatchObject({ code: 'BRIDGE_NOT_RUNNING' });
    control = await openControl(file, { pair: async () => 'again' });
    expect(await askControl(file, { ask: 'pair' })).toBe('again');
  });

  it('refuses a second bridge of the same person', async () => {
    control = await openControl(file, {});
    await expect(openControl(file, {})).rejects.toMatchObject({ code: 'BRIDGE_ALREADY_RUNNING' });
  });

  it('tells the handler when the asker has gone, and the asker that it cancelled', async () => {
    const gone = new Promise<void>((resolve) => {
      void openControl(file, {
        pair: async (_, { news, signal }) =>
          await new Promise((done) => {
            news('asked');
            signal.addEventListener('abort', () => {
              resolve();
              done(null);
            });
          }),
      }).then((opened) => {
        control = opened;
      });
    });
    await expect.poll(() => control).toBeDefined();
    const stop = new AbortController();
    const asked = askControl(file, { ask: 'pair', signal: stop.signal, news: () => stop.abort() });
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    await gone;
  });

  it('keeps address and token in a file for this person alone, and answers nothing without the token', async () => {
    let calls = 0;
    control = await openControl(file, {
      pair: async () => {
        calls += 1;
        return null;
      },
    });
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { address } = JSON.parse(await readFile(file, 'utf8'));
    const received = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(address, () => socket.write('{"token":"guess","ask":"pair","body":null}\n'));
      socket.on('data', (piece) => {
        text += String(piece);
      });
      socket.on('close', () => resolve(text));
    });
    expect(received).toBe('');
    expect(calls).toBe(0);
  });

  it('finds a shorter place when the folder is too deep for a socket', async () => {
    const deep = join(folder, 'd'.repeat(60), 'e'.repeat(60));
    await mkdir(deep, { recursive: true });
    control = await openControl(join(deep, 'control'), { pair: async () => 'deep' });
    expect(await askControl(join(deep, 'control'), { ask: 'pair' })).toBe('deep');
  });
});
