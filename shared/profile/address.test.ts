import { expect, test } from 'vitest';
import { matchesPattern } from './address.ts';

test.each([
  ['https://QLVB.Example.vn/*', 'https://qlvb.example.vn/a', true],
  ['https://mẫu.example.vn/*', new URL('https://mẫu.example.vn/a').href, true],
  ['https://*.mẫu.example.vn/*', new URL('https://qlvb.mẫu.example.vn/a').href, true],
  ['https://example.vn/*', 'https://example.vn.tan-cong.example/a', false],
  ['http://[fd00::1]/*', 'http://[fd00::1]/a', true],
  ['http://[fd00::1]:8080/*', 'http://[fd00::1]:8080/a', true],
  ['http://[fd00::1]:8080/*', 'http://[fd00::1]:81/a', false],
  ['https://example.vn/a*b*c', 'https://example.vn/a-b-b-c', true],
  ['https://example.vn/ab*ba', 'https://example.vn/aba', false],
  ['https://example.vn/a.c', 'https://example.vn/abc', false],
])('%s and %s: %s', (pattern, address, fits) => {
  expect(matchesPattern(pattern, address)).toBe(fits);
});

test('a pattern of many stars answers at once', () => {
  const pattern = `https://example.vn/${'*a'.repeat(2000)}*b`;
  expect(matchesPattern(pattern, `https://example.vn/${'a'.repeat(20_000)}`)).toBe(false);
});
