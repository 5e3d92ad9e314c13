import { expect, test } from 'vitest';
import { parentCodes } from './parent-code.ts';

test.each([
  ['H37.DN.001', ['H37.DN', 'H37']],
  ['H99', []],
  ['000.12.34.H41', ['000.00.34.H41', '000.00.00.H41']],
  ['001.12.34.H41', ['000.12.34.H41', '000.00.34.H41', '000.00.00.H41']],
  ['000.00.00.H41', []],
  ['', []],
])('the units above %s stand under %j', (code, above) => {
  expect(parentCodes(code)).toEqual(above);
});
