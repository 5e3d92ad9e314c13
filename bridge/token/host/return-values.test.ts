// @needs pkcs11js
import pkcs11 from 'pkcs11js';
import { expect, test } from 'vitest';
import { describeError } from '../../../shared/errors.ts';
import { isReturn, returnValueError, returnValueTable } from '../return-values.ts';

test('every return value that pkcs11js knows has its number, its own code and its own sentences', () => {
  const known = Object.entries(pkcs11).filter(([name]) => name.startsWith('CKR_') && name !== 'CKR_OK');
  const table = new Map<string, number>(returnValueTable.map(([value, name]) => [name, value]));
  for (const [name, value] of known) {
    if (name === 'CKR_VENDOR_DEFINED') continue;
    expect([name, table.get(name)]).toEqual([name, value]);
  }
  expect(known.length).toBeGreaterThan(85);
});

test('no two return values share a code or a sentence in either language', () => {
  const codes = returnValueTable.map(([, , code]) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const language of ['vi', 'en'] as const) {
    const said = codes.map((code) => describeError(code, {}, language).says);
    expect(new Set(said).size).toBe(said.length);
    for (const sentence of said) expect(sentence.normalize('NFC')).toBe(sentence);
  }
});

test('a value of the maker carries its number in hexadecimal', () => {
  const error = returnValueError(0x8000_1234, 'eTPKCS11.dll', 'C_Sign');
  expect(error.code).toBe('TOKEN_VENDOR_ERROR');
  expect(describeError(error.code, error.details, 'vi').says).toContain('0x80001234');
});

test('a value is asked for by name', () => {
  expect(isReturn(0xa0, 'CKR_PIN_INCORRECT')).toBe(true);
  expect(isReturn(0xa4, 'CKR_PIN_INCORRECT')).toBe(false);
  expect(isReturn(null, 'CKR_PIN_INCORRECT')).toBe(false);
});
