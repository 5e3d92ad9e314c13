import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { VGCA_OPERATIONS } from './operations.ts';

const rows = readFileSync(new URL('../../docs/vgca.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d+ \|/u.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('the table of operations has one row for each, in order, with something tested', () => {
  expect(rows.map(([, number, path, call]) => [Number(number), path, call])).toEqual(
    VGCA_OPERATIONS.map(({ path, call }, index) => [index + 1, path, `\`${call}\``]),
  );
  for (const [, , path, , does, tested] of rows) {
    expect(does, path).not.toBe('');
    expect(tested, path).toMatch(/page|unit/u);
  }
});

test('what the table calls not supported is what is answered so', () => {
  const said = rows.filter(([, , , , does]) => does?.includes('chưa hỗ trợ')).map(([, , path]) => path);
  const real = VGCA_OPERATIONS.filter(({ kind }) => kind === 'unsupported').map(({ path }) => path);
  expect(said).toEqual(real);
});
