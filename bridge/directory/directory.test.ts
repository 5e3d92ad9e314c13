import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DirectoryUnit } from '../axis/transport.ts';
import { systemClock } from '../clock/clock.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { createDirectory, type Directory } from './directory.ts';

let folder = '';
let store: Store;
let rows: DirectoryUnit[] = [];
let broken = false;

const row = (code: string, name: string, more: Partial<DirectoryUnit> = {}): DirectoryUnit => ({
  id: code,
  parentId: '',
  code,
  oldCode: '',
  name,
  mail: '',
  closed: false,
  ...more,
});
const transport = {
  async *directory() {
    for (const one of rows) {
      yield one;
      if (broken) throw new Error('line broken');
    }
  },
};
const open = (ownCode?: string): Directory =>
  createDirectory({ store, transport, clock: systemClock, ...(ownCode === undefined ? {} : { ownCode }) });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-directory-'));
  store = await openSqliteStore(join(folder, 'kygui.db'));
  broken = false;
  rows = [row('H99.01', 'UBND xã Mẫu A'), row('H99.02', 'UBND xã Mẫu B'), row('G99', 'Bộ Mẫu')];
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

describe('synchronising the directory', () => {
  test('rows of one code complete each other', async () => {
    rows.push(row('H99.01', '', { oldCode: '000.00.01.H99' }), row('H99.02', '', { closed: true }));
    await open().sync();
    const directory = open();
    expect(await directory.find('000.00.01.H99')).toMatchObject({ code: 'H99.01', name: 'UBND xã Mẫu A' });
    expect(await directory.find('H99.02')).toMatchObject({ closed: true, name: 'UBND xã Mẫu B' });
  });

  test('a unit that disappears is kept and marked closed, one that comes back is open again', async () => {
    const directory = open();
    await directory.sync();
    const all = rows;
    rows = rows.slice(0, 2);
    expect(await directory.sync()).toEqual({ units: 3, changed: 1, closed: 1 });
    expect(await directory.find('G99')).toMatchObject({ closed: true, name: 'Bộ Mẫu' });
    rows = all;
    await directory.sync();
    expect(await directory.find('G99')).toMatchObject({ closed: false });
  });

  test('a renamed unit is found under both names', async () => {
    const directory = open();
    await directory.sync();
    rows[0] = row('H99.01', 'UBND phường Mẫu Mới');
    await directory.sync();
    expect((await directory.search('xa mau a', 5)).map((entry) => entry.name)).toEqual([
      'UBND phường Mẫu Mới',
    ]);
  });

  test('a second synchronisation of the same list writes nothing', async () => {
    const directory = open();
    await directory.sync();
    expect((await directory.sync()).changed).toBe(0);
  });

  test('an empty or halved list is not believed', async () => {
    const directory = open();
    await directory.sync();
    rows = [];
    await expect(directory.sync()).rejects.toMatchObject({ code: 'DIRECTORY_EMPTY' });
    rows = [row('H99.01', 'UBND xã Mẫu A')];
    await expect(directory.sync()).rejects.toMatchObject({ code: 'DIRECTORY_EMPTY' });
    expect(await directory.find('G99')).toMatchObject({ closed: false });
  });

  test('a list that breaks off changes nothing', async () => {
    const directory = open();
    await directory.sync();
    rows = [row('H99.01', 'anders'), ...rows];
    broken = true;
    await expect(directory.sync()).rejects.toThrow('line broken');
    expect(await open().find('H99.01')).toMatchObject({ name: 'UBND xã Mẫu A' });
  });
});

describe('warnings', () => {
  test('nothing before the first synchronisation', async () => {
    expect(await open('H99.01').warnings(['X'])).toEqual([]);
    expect(await open().syncedAt()).toBeNull();
  });

  test('our own code missing, and recipients unknown or closed with their successor', async () => {
    rows.push(row('H99.90', 'UBND xã Mẫu Cũ', { closed: true }), row('H99.02', '', { oldCode: 'H99.90' }));
    await open().sync();
    expect(await open('H99.77').warnings(['H99.90', 'X1', 'H99.01'])).toEqual([
      { code: 'DIRECTORY_OWN_CODE_MISSING', details: { code: 'H99.77' } },
      { code: 'DIRECTORY_UNIT_CLOSED', details: { code: 'H99.90', successor: 'H99.02' } },
      { code: 'DIRECTORY_UNIT_UNKNOWN', details: { code: 'X1' } },
    ]);
    expect(await open('H99.90').warnings()).toEqual([
      { code: 'DIRECTORY_OWN_CODE_CLOSED', details: { code: 'H99.90', successor: 'H99.02' } },
    ]);
  });
});

test('a recipient group is kept, replaced by name and removed', async () => {
  const directory = open();
  const first = await directory.saveGroup('Các xã', ['H99.01', 'H99.02', 'H99.01']);
  expect(first.codes).toEqual(['H99.01', 'H99.02']);
  const second = await directory.saveGroup(' Các xã ', ['H99.02']);
  expect(second.groupId).toBe(first.groupId);
  expect(await open().groups()).toEqual([second]);
  await directory.removeGroup(first.groupId);
  expect(await directory.groups()).toEqual([]);
});
