import { expect, test } from 'vitest';
import { handInText } from './write.ts';

const values = { number: '15', notation: 'UBND-VP', date: '2026-01-05', priority: '2' } as const;

test.each([
  ['names in braces are filled in', { value: '{number}/{notation}' }, '15/UBND-VP'],
  ['dates are written as clerks write them', { value: '{date}' }, '05/01/2026'],
  ['or as date controls want them', { value: '{date}', days: 'yyyy-MM-dd' }, '2026-01-05'],
  ['known values are replaced', { value: '{priority}', map: { '2': 'Thượng khẩn' } }, 'Thượng khẩn'],
  ['what is not known leaves the control alone', { value: 'Hạn: {dueDate}' }, ''],
  ['a constant stays', { value: 'Trục liên thông' }, 'Trục liên thông'],
] as const)('%s', (_, rule, text) => {
  expect(handInText({ to: '#x', ...rule }, values)).toBe(text);
});
