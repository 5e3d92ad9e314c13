import { expect, test } from 'vitest';
import { matchesPattern } from './address.ts';
import { labelKey, tidy, toDay } from './text.ts';

test.each([
  ['05/01/2026', '2026-01-05'],
  ['5-1-2026', '2026-01-05'],
  ['05.01.2026 08:30', '2026-01-05'],
  ['5/1/26', '2026-01-05'],
  ['2026-01-05', '2026-01-05'],
  ['05-JAN-26', '2026-01-05'],
  ['5 January 2026', '2026-01-05'],
  ['Hà Nội, ngày 05 tháng 01 năm 2026', '2026-01-05'],
  ['2026-01-04T17:00:00Z', '2026-01-05'],
  ['2026-01-05T00:00:00+07:00', '2026-01-05'],
  ['2026-01-05T16:59:59.123Z', '2026-01-05'],
])('%s is the day %s in Vietnam', (text, day) => {
  expect(toDay(text)).toBe(day);
});

test.each(['31/02/2026', '00/01/2026', 'hôm nay', '', '2026', '31/02/26', '1.2.3.44'])(
  '%s is no day',
  (text) => {
    expect(toDay(text)).toBeUndefined();
  },
);

test('text is composed, without odd blanks', () => {
  expect(tidy(`  ${'Trích yếu'.normalize('NFD')}\u00a0\n văn  bản `)).toBe('Trích yếu văn bản');
});

test('what turns the writing round is taken out: what is read is what is seen', () => {
  expect(tidy('kinh phí \u202e000.5\u202c \u2067đồng\u2069')).toBe('kinh phí 000.5 đồng');
});

test('labels are compared without diacritics, case and marks', () => {
  expect(labelKey(' SỐ, KÝ HIỆU (*) : ')).toBe(labelKey('Số, ký hiệu'));
  expect(labelKey('Đơn vị')).toBe('don vi');
});

test.each([
  ['http://127.0.0.1/*', 'http://127.0.0.1:8080/a?b=1', true],
  ['http://127.0.0.1:80/*', 'http://127.0.0.1:8080/', false],
  ['https://*.example.vn/vb/*', 'https://qlvb.example.vn/vb/1', true],
  ['https://*.example.vn/vb/*', 'https://example.vn/vb/1', true],
  ['https://*.example.vn/vb/*', 'https://badexample.vn/vb/1', false],
  ['https://*.example.vn/vb/*', 'https://qlvb.example.vn/khac', false],
  ['https://qlvb.example.vn/*', 'http://qlvb.example.vn/', false],
  ['https://qlvb.example.vn/*', 'https://qlvb.example.vn.evil.example/', false],
  ['*://qlvb.example.vn/*', 'file:///etc/passwd', false],
])('pattern %s and address %s: %s', (pattern, address, fits) => {
  expect(matchesPattern(pattern, address)).toBe(fits);
});
