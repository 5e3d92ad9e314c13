import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openHome } from './home.ts';
import { loadSettings, settlePort, unknownSettings } from './load.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-settings-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('settings.json', () => {
  it('keeps the port of the first start beside what stands there, readable by this person alone', async () => {
    const home = openHome({ KYGUI_HOME: dir });
    await writeFile(home.settings, JSON.stringify({ logLevel: 'warn' }));
    expect(await settlePort(home, loadSettings(home), async () => 20_123)).toBe(20_123);
    expect(loadSettings(home)).toMatchObject({ port: 20_123, logLevel: 'warn' });
    if (process.platform !== 'win32') expect((await stat(home.settings)).mode & 0o777).toBe(0o600);
    expect(await settlePort(home, loadSettings(home), async () => 20_456)).toBe(20_123);
  });

  it('that cannot be written says so', async () => {
    const home = openHome({ KYGUI_HOME: dir });
    const settings = loadSettings(home);
    await rm(dir, { recursive: true });
    await expect(settlePort(home, settings, async () => 20_123)).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
    });
  });

  it('has entries that nothing reads told by their path, and is used all the same', async () => {
    const home = openHome({ KYGUI_HOME: dir });
    await writeFile(
      home.settings,
      JSON.stringify({
        $schema: 'settings.schema.json',
        agency: { code: 'H99.01', name: 'Ủy ban nhân dân xã Mẫu Một', nane: 'x' },
        poll: { inboxSecond: 5, inboxSeconds: 60 },
        tokens: { environment: { ANY_NAME: '1' } },
        stamps: [{ role: 'issue', file: 'dau.png', width: 36 }],
        level: 'B-LT',
      }),
    );
    expect(unknownSettings(home)).toEqual(['agency.nane', 'poll.inboxSecond', 'stamps.0.width', 'level']);
    expect(loadSettings(home).poll.inboxSeconds).toBe(60);
  });

  it('that is not there, or does not fit, has none', async () => {
    const home = openHome({ KYGUI_HOME: dir });
    expect(unknownSettings(home)).toEqual([]);
    await writeFile(home.settings, JSON.stringify({ port: 'many', nonsense: 1 }));
    expect(unknownSettings(home)).toEqual([]);
  });
});

describe('pictures of stamps', () => {
  it.each([['AA11'], ['Nguyễn Văn Mẫu'], ['A'.repeat(64)]])(
    'are for a certificate by its thumbprint, not by %s',
    async (certificate) => {
      const home = openHome({ KYGUI_HOME: dir });
      const stamps = [{ role: 'issue', file: 'dau.png', certificate }];
      await writeFile(home.settings, JSON.stringify({ stamps }));
      expect(() => loadSettings(home)).toThrow('SETTINGS_INVALID');
      await writeFile(
        home.settings,
        JSON.stringify({ stamps: [{ ...stamps[0], certificate: 'a'.repeat(64) }] }),
      );
      expect(loadSettings(home).stamps).toHaveLength(1);
    },
  );
});

describe('the folder of a person', () => {
  it('is the named one, in full', () => {
    const { root, database } = openHome({ KYGUI_HOME: relative(process.cwd(), dir) });
    expect(root).toBe(dir);
    expect(database).toBe(join(dir, 'kygui.sqlite'));
  });

  it('is the usual one when the variable is set to nothing, never the folder one happens to be in', () => {
    vi.stubEnv('XDG_CONFIG_HOME', dir);
    const { root } = openHome({ KYGUI_HOME: ' ' });
    expect(isAbsolute(root)).toBe(true);
    expect(root).not.toBe(process.cwd());
    expect(root).toBe(openHome({}).root);
    vi.unstubAllEnvs();
  });
});
