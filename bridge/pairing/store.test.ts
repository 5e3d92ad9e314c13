import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPairingStore, type Pairing } from './store.ts';

const pairing = (label: string): Pairing => ({
  id: crypto.randomUUID(),
  origin: 'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
  key: crypto.getRandomValues(new Uint8Array(32)),
  createdAt: '2026-01-05T01:30:00Z',
  label,
  personalPhrase: 'cây đa bến nước',
});

describe('store of pairing keys', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kygui-pairings-'));
    file = join(folder, 'pairings.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is empty before the first pairing and keeps what was added over a restart', async () => {
    const store = await openPairingStore(file);
    expect(store.list()).toEqual([]);
    const [edge, chrome] = [pairing('Edge'), pairing('Chrome')];
    await Promise.all([store.add(edge), store.add(chrome)]);
    await store.remove(edge.id);
    const again = await openPairingStore(file);
    expect(again.list()).toEqual([chrome]);
    expect(again.find(edge.id)).toBeUndefined();
    expect(await readdir(folder)).toEqual(['pairings.json']);
  });

  it.skipIf(process.platform === 'win32')(
    'is readable by this person alone, and refuses a file that is not',
    async () => {
      const store = await openPairingStore(file);
      await store.add(pairing('Chrome'));
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      await chmod(file, 0o644);
      await expect(openPairingStore(file)).rejects.toMatchObject({ code: 'PAIRING_STORE_INVALID' });
    },
  );

  it('refuses a damaged file and leaves it as it is', async () => {
    await writeFile(file, '{"version":1,"pairings":[{"id"', { mode: 0o600 });
    await expect(openPairingStore(file)).rejects.toMatchObject({ code: 'PAIRING_STORE_INVALID' });
    expect(await readFile(file, 'utf8')).toBe('{"version":1,"pairings":[{"id"');
  });

  it('keeps the newest 32 pairings', async () => {
    const store = await openPairingStore(file);
    for (let count = 0; count < 33; count += 1) await store.add(pairing(String(count)));
    expect(store.list().map(({ label }) => label)).toEqual(
      Array.from({ length: 32 }, (_, index) => String(index + 1)),
    );
  });

  it('says that its folder is away, and keeps the pairings that it had', async () => {
    const store = await openPairingStore(file);
    await store.add(pairing('Edge'));
    await rm(folder, { recursive: true });
    await expect(store.add(pairing('Chrome'))).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    expect(store.list().map(({ label }) => label)).toEqual(['Edge']);
  });
});
