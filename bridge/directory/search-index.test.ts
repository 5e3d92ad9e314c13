import { describe, expect, test } from 'vitest';
import { initials } from './abbreviation.ts';
import { SearchIndex } from './search-index.ts';
import type { Unit } from './unit.ts';

function unit(code: string, name: string, more: Partial<Unit> = {}): Unit {
  return {
    code,
    unitId: code,
    parentId: '',
    oldCodes: [],
    name,
    formerNames: [],
    mail: '',
    closed: false,
    lastSeen: '2026-01-05T00:00:00.000Z',
    ...more,
  };
}

const units = [
  unit('H99', 'UBND tỉnh Mẫu', { oldCodes: ['000.00.00.H99'] }),
  unit('H99.01', 'UBND xã Mẫu A', { oldCodes: ['000.00.01.H99'], parentId: 'H99' }),
  unit('H99.02', 'Ủy ban nhân dân xã Mẫu B', { parentId: 'H99' }),
  unit('H99.03', 'UBND xã Mẫu C', { oldCodes: ['H99.91'], parentId: 'H99', formerNames: ['UBND xã Mẫu Cổ'] }),
  unit('H99.90', 'UBND xã Mẫu Cũ', { closed: true, parentId: 'H99' }),
  unit('H99.91', 'UBND xã Mẫu Giữa', { closed: true, oldCodes: ['H99.90'] }),
  unit('G99', 'Bộ Mẫu'),
  unit('G12', 'Bộ Tài chính Mẫu'),
  unit('H99.50', 'Trường Tiểu học Mỹ Đức Mẫu'),
  unit('H99.51', 'Trường Tiểu học My Dức Mẫu'),
  unit('14.00.W00', 'Trục liên thông tỉnh Mẫu'),
];
const index = await SearchIndex.build(units);
const codes = (text: string, limit = 10) => index.search(text, limit).map((entry) => entry.code);

describe('search in the directory', () => {
  test.each([
    ['UBND xã Mẫu A', 'H99.01'],
    ['ubnd xa mau a', 'H99.01'],
    ['uy ban nhan dan xa mau a', 'H99.01'],
    ['ubnd xã mẫu b', 'H99.02'],
    ['mau b', 'H99.02'],
    ['h99.0', 'H99.01'],
    ['000.00.01', 'H99.01'],
    ['btcm', 'G12'],
    ['UBNDXMA', 'H99.01'],
    ['bo tai ch', 'G12'],
    ['xã mẫu cổ', 'H99.03'],
  ])('%j finds first %s', (text, code) => {
    expect(codes(text)[0]).toBe(code);
  });

  test('decomposed letters find the same as composed ones', () => {
    expect(codes('Mỹ Đức'.normalize('NFD'))).toEqual(codes('Mỹ Đức'));
  });

  test('typed diacritics come before names that only look alike', () => {
    expect(codes('mỹ đức')).toEqual(['H99.50', 'H99.51']);
  });

  test('words may come in any order and each may be half typed', () => {
    expect(codes('duc tieu hoc my')).toContain('H99.50');
  });

  test('a closed unit comes after the open ones, with its successor through two closures', () => {
    const found = index.search('ubnd xa mau', 20);
    expect(found.map((entry) => entry.closed)).toEqual([false, false, false, true, true]);
    expect(found.find((entry) => entry.code === 'H99.90')?.successor).toBe('H99.03');
  });

  test('axis centres are no addressees', () => {
    expect(codes('truc lien thong')).toEqual([]);
    expect(index.children(null).map((one) => one.code)).not.toContain('14.00.W00');
  });

  test('the limit holds, and nothing typed finds nothing', () => {
    expect(codes('mau', 3)).toHaveLength(3);
    expect(codes('  ')).toEqual([]);
    expect(codes('khong co dau')).toEqual([]);
  });

  test('an old code leads to the unit that has it now, the tree to its children', () => {
    expect(index.find('000.00.01.h99')?.code).toBe('H99.01');
    expect(index.find('H99.90')?.closed).toBe(true);
    expect(index.find('X1')).toBeUndefined();
    // By the directory's own word, and by their codes those for which it has none.
    expect(index.children('H99').map((one) => one.code)).toEqual([
      ...['H99.01', 'H99.03', 'H99.02', 'H99.50', 'H99.51'],
      ...['H99.90', 'H99.91'],
    ]);
  });

  test('a circle of successors ends', async () => {
    const circle = await SearchIndex.build([
      unit('A', 'Mẫu', { closed: true, oldCodes: ['B'] }),
      unit('B', 'Mẫu', { closed: true, oldCodes: ['A'] }),
    ]);
    expect(circle.search('mau', 5).map((entry) => entry.successor)).toEqual([null, null]);
  });
});

test('initials are those of the name written out', () => {
  expect(initials('ubnd xa mau a')).toBe('ubndxma');
  expect(initials('uy ban nhan dan xa mau a')).toBe('ubndxma');
});
