import { expect, test } from 'vitest';
import { KyguiError } from '../errors.ts';
import { readGroups, writeGroups } from './group-file.ts';

const GROUPS = [
  {
    name: 'Các xã; phường',
    members: [
      { code: 'H99.01', name: 'UBND xã "Mẫu" A' },
      { code: 'H99.02', name: '=cmd|mẫu' },
    ],
  },
  { name: '-Bộ', members: [{ code: 'G99', name: null }] },
];
const CONTENT = [
  { name: 'Các xã; phường', codes: ['H99.01', 'H99.02'] },
  { name: '-Bộ', codes: ['G99'] },
];

test.each(['json', 'csv'] as const)('groups written as %s are read again', (format) => {
  expect(readGroups(writeGroups(GROUPS, format))).toEqual(CONTENT);
});

test('no cell of a CSV file begins as a formula', () => {
  for (const line of writeGroups(GROUPS, 'csv').slice(1).split('\r\n'))
    for (const cell of line.split(';')) expect(cell).not.toMatch(/^"?[=+\-@]/u);
});

test.each([
  'Nhóm,Mã,Tên\nCác xã,H99.01,UBND xã Mẫu A\nCác xã,H99.02,\nCác xã,H99.01,\n',
  'group\tcode\r\nCác xã\tH99.01\r\n\r\nCác xã\tH99.02',
  'Các xã;H99.01\rCác xã;H99.02',
])('columns are found whatever separates them: %j', (text) => {
  expect(readGroups(text)).toEqual([{ name: 'Các xã', codes: ['H99.01', 'H99.02'] }]);
});

test.each([
  ['', '1'],
  ['{"groups": [{"name": "A", "codes": [5]}]}', 'groups.0.codes.0'],
  ['{"groups"', 'JSON'],
  ['Nhóm;Mã\nCác xã;H99.01\nCác xã;', '3'],
  ['Các xã;"H99.01', '1'],
])('a file that is no list of groups is refused with its place: %j', (text, place) => {
  expect(() => readGroups(text)).toThrow(KyguiError);
  try {
    readGroups(text);
  } catch (error) {
    expect(error).toMatchObject({ code: 'DIRECTORY_GROUP_FILE', details: { place } });
  }
});
