import { expect, test } from 'vitest';
import { onlyOne, sameValue } from './same-value.ts';

test.each([
  ['Trích yếu', '  trích   YẾU'.normalize('NFD'), true],
  ['05/01/2026', '5-1-2026', true],
  ['05/01/2026', '2026-01-05', true],
  ['05/01/2026', '05/01/2026 00:00', true],
  ['05/01/2026', '01/05/2026', false],
  ['1234', '1.234', true],
  ['1234', '12345', false],
  ['1234567', '1 234 567', true],
  ['15', '1,5', false],
  ['123', '12.3', false],
  ['12/3', '1/23', false],
  ['05/01/2026', '05/01/2026 - 06/01/2026', false],
  ['05/01/2026', '05/01/26', true],
  ['05/01/2026', '2026-01-05T08:30', true],
  ['15/UBND', '15/UBND-VP', false],
  ['Khẩn', '', false],
])('%s was written, %s is shown', (wanted, shown, same) => {
  expect(sameValue(shown, wanted)).toBe(same);
});

test('two that say the same are none, one that says it letter for letter is before the others', () => {
  const find = (options: string[]) => onlyOne(options, (option) => [option], 'Khẩn');
  expect(find(['khẩn', 'Khẩn'])).toBe('Khẩn');
  expect(find(['khẩn', 'KHẨN'])).toBeUndefined();
  expect(find(['KHẨN'])).toBe('KHẨN');
  expect(find(['Khẩn', 'Khẩn'])).toBeUndefined();
});
