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

describe('the tree', () => {
  test('units stand below the one that the directory names, else below the one that their code names', async () => {
    rows = [
      row('H99', 'UBND tỉnh Mẫu', { oldCode: '000.00.00.H99' }),
      row('H99.01', 'UBND xã Mẫu A', { parentId: 'H99' }),
      row('H99.01.05', 'Trường Mẫu', { parentId: 'không có' }),
      row('000.00.77.H99', 'Sở Mẫu Cũ'),
      row('H99.90', 'UBND xã Mẫu Cũ', { parentId: 'H99', closed: true }),
      row('14.00.W00', 'Trục liên thông tỉnh Mẫu'),
      row('G99', 'Bộ Mẫu', { parentId: '14.00.W00' }),
    ];
    const directory = open();
    await directory.sync();
    const tops = await directory.children(null);
    expect(tops.units.map(({ code, below }) => [code, below])).toEqual([
      ['G99', 0],
      ['H99', 2],
    ]);
    const province = await directory.children('h99');
    expect(province).toMatchObject({ closed: 1, total: 2, unit: { code: 'H99' }, path: [] });
    expect(province.units.map(({ code }) => code).sort()).toEqual(['000.00.77.H99', 'H99.01']);
    const commune = await directory.children('H99.01');
    expect(commune.path.map(({ code }) => code)).toEqual(['H99']);
    expect(commune.units).toMatchObject([{ code: 'H99.01.05', parentName: 'UBND xã Mẫu A' }]);
    expect((await open('H99.01.05').children()).unit?.code).toBe('H99.01');
    expect((await open('H99').children()).unit?.code).toBe('H99');
    expect((await open().children()).unit).toBeNull();
    await expect(directory.children('X1')).rejects.toMatchObject({ code: 'DIRECTORY_UNIT_UNKNOWN' });
  });

  test('rows that name each other in a circle end the way up', async () => {
    rows = [row('A1', 'Một', { parentId: 'B1' }), row('B1', 'Hai', { parentId: 'A1' })];
    const directory = open();
    await directory.sync();
    expect((await directory.children('A1')).path.map(({ code }) => code)).toEqual(['B1']);
  });
});

describe('recipients that a page names', () => {
  const resolve = async (name: string, code = '', own?: string) => {
    const { recipients } = await open(own).resolve([{ code, name }]);
    const [found] = recipients;
    return { unit: found?.unit?.code ?? null, proposals: found?.proposals.map((unit) => unit.code) ?? [] };
  };
  beforeEach(async () => {
    rows = [
      row('H98', 'UBND tỉnh Mẫu Khác'),
      row('H98.07', 'UBND xã Mẫu Đông', { parentId: 'H98' }),
      row('H99', 'UBND tỉnh Mẫu'),
      row('H99.01', 'UBND xã Mẫu A', { parentId: 'H99', oldCode: '000.00.01.H99' }),
      row('H99.07', 'UBND xã Mẫu Đông', { parentId: 'H99' }),
      row('H99.08', 'UBND xã Mẫu Đông Hải', { parentId: 'H99' }),
      row('H99.90', 'UBND xã Mẫu Cũ', { parentId: 'H99', closed: true }),
      row('H99.03', 'UBND xã Mẫu C', { parentId: 'H99', oldCode: 'H99.90' }),
    ];
    await open().sync();
  });

  test.each([
    ['UBND xã Mẫu A', 'H99.01'],
    ['  - Ủy ban nhân dân  xã Mẫu A;', 'H99.01'],
    ['uy ban nhan dan xa mau a (để b/c)', 'H99.01'],
    ['UBND xã Mẫu Đông, tỉnh Mẫu Khác', 'H98.07'],
    ['h99.03', 'H99.03'],
  ])('%s is one unit', async (name, code) => {
    expect(await resolve(name)).toEqual({ unit: code, proposals: [] });
  });

  test('a code counts before the name, an old one as well, a closed one as it is', async () => {
    expect((await resolve('Một tên khác', '000.00.01.H99')).unit).toBe('H99.01');
    const { recipients } = await open().resolve([{ code: 'H99.90', name: '' }]);
    expect(recipients[0]?.unit).toMatchObject({
      code: 'H99.90',
      closed: true,
      successor: 'H99.03',
      successorName: 'UBND xã Mẫu C',
    });
  });

  test('a name that several bear is never chosen; those of our province are proposed first', async () => {
    expect(await resolve('UBND xã Mẫu Đông')).toEqual({ unit: null, proposals: ['H98.07', 'H99.07'] });
    expect(await resolve('UBND xã Mẫu Đông', '', 'H99.01')).toEqual({
      unit: null,
      proposals: ['H99.07', 'H98.07'],
    });
  });

  test('a name that is only like one of ours, or closed, is proposed and not chosen', async () => {
    expect(await resolve('xã Mẫu Đông Hải')).toEqual({ unit: null, proposals: ['H99.08'] });
    expect((await resolve('UBND xã Mẫu Cũ')).unit).toBeNull();
    expect(await resolve('Tổ dân phố Không Có')).toEqual({ unit: null, proposals: [] });
  });
});

describe('groups of recipients', () => {
  const GROUP = 'e5b1f1c2-0000-4000-8000-000000000001';
  const given = [{ name: 'Các sở', codes: ['G99'] }];
  const withGiven = () => createDirectory({ store, transport, clock: systemClock, givenGroups: given });
  const save = (name: string, codes: string[], more: { groupId?: string; isNew?: boolean } = {}) =>
    withGiven().saveGroups([{ groupId: GROUP, isNew: true, name, codes, ...more }]);

  test('are made once, renamed, changed and removed', async () => {
    await open().sync();
    await save('Các xã', ['H99.01', 'H99.02', 'H99.01']);
    const [again] = await save(' Các xã ', ['H99.01', 'H99.02']);
    expect(again).toMatchObject({ groupId: GROUP, name: 'Các xã', size: 2, closed: 0, locked: false });
    await save('Xã, phường', ['H99.02'], { isNew: false });
    expect(await withGiven().groups()).toMatchObject([
      { name: 'Các sở', locked: true, size: 1 },
      { name: 'Xã, phường', size: 1 },
    ]);
    await withGiven().removeGroup(GROUP);
    expect(await withGiven().groups()).toHaveLength(1);
    await expect(save('Các xã', [], { isNew: false })).rejects.toMatchObject({
      code: 'DIRECTORY_GROUP_UNKNOWN',
    });
  });

  test('that IT gives can be neither changed, removed nor doubled', async () => {
    const { groupId } = await withGiven().group('các sở');
    for (const act of [
      () => save('Khác', [], { groupId, isNew: false }),
      () => withGiven().removeGroup(groupId),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'DIRECTORY_GROUP_LOCKED' });
    await expect(save('CÁC  SỞ', ['G99'])).rejects.toMatchObject({ code: 'DIRECTORY_GROUP_NAME_TAKEN' });
    expect(await withGiven().groups()).toHaveLength(1);
  });

  test('several are taken together or none', async () => {
    const changes = ['Một', 'Hai', 'một'].map((name, index) => ({
      groupId: `${GROUP}${index}`,
      isNew: true,
      name,
      codes: ['G99'],
    }));
    await expect(open().saveGroups(changes)).rejects.toMatchObject({ code: 'DIRECTORY_GROUP_NAME_TAKEN' });
    expect(await open().groups()).toEqual([]);
  });

  test('tell which members are closed, with the unit that took over, and which nobody knows', async () => {
    rows.push(row('H99.90', 'UBND xã Mẫu Cũ', { closed: true }), row('H99.02', '', { oldCode: 'H99.90' }));
    await open().sync();
    await save('Các xã', ['H99.01', 'H99.90', 'X1']);
    const group = await open().group('Các xã');
    expect(group.closed).toBe(2);
    expect(group.members).toMatchObject([
      { code: 'H99.01', unit: { closed: false } },
      { code: 'H99.90', unit: { closed: true, successor: 'H99.02', successorName: 'UBND xã Mẫu B' } },
      { code: 'X1', unit: null },
    ]);
  });

  test('are offered before typing, and by the beginnings of their words', async () => {
    await open().sync();
    await save('Các xã vùng cao', ['H99.01']);
    expect((await withGiven().suggest('', 8)).groups.map(({ name }) => name)).toEqual([
      'Các sở',
      'Các xã vùng cao',
    ]);
    expect((await withGiven().suggest('xa vung', 8)).groups.map(({ name }) => name)).toEqual([
      'Các xã vùng cao',
    ]);
    expect((await withGiven().suggest('mau a', 8)).units).toMatchObject([{ code: 'H99.01', used: false }]);
  });
});
