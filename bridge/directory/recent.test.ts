import { expect, test } from 'vitest';
import { rankUses } from './recent.ts';

const NOW = Date.parse('2026-02-02T08:00:00.000Z');
const use = (code: string, daysAgo: number, together = 1) => ({
  code,
  at: new Date(NOW - daysAgo * 86_400_000).toISOString(),
  together,
});

test('the last one used comes first, and one used often before one used once on the same day', () => {
  expect(rankUses([use('A', 10), use('B', 1)], NOW)).toEqual(['B', 'A']);
  expect(rankUses([use('A', 3), use('B', 3), use('B', 3)], NOW)).toEqual(['B', 'A']);
});

test('an old habit gives way to what is sent now', () => {
  const old = Array.from({ length: 10 }, () => use('A', 90));
  expect(rankUses([...old, use('B', 1)], NOW)).toEqual(['B', 'A']);
});

test('one of sixty recipients of a circular counts less than the only one of a letter', () => {
  expect(rankUses([use('A', 0, 60), use('A', 1, 60), use('B', 5)], NOW)).toEqual(['B', 'A']);
});
