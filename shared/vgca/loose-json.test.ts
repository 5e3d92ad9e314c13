import { expect, it } from 'vitest';
import { readLooseJson } from './loose-json.ts';

it.each([
  ['{"a":"it\'s, b: \\"c\\""}', { a: 'it\'s, b: "c"' }],
  [
    "{'Status':true,'FileServer':'/a b?c=\"1\"','n':'it\\'s'}",
    { Status: true, FileServer: '/a b?c="1"', n: "it's" },
  ],
  [
    '{Status: true, FileServer: "x, y: z", Files: [1, 2, ], }',
    { Status: true, FileServer: 'x, y: z', Files: [1, 2] },
  ],
])('%s is read as it was meant', (text, meant) => {
  expect(readLooseJson(text)).toEqual(meant);
});

it.each(['', 'OK', '<p>{a:1}</p>', '{"Status":false,"Message":"C:\\dir "quoted""}', "{'a':'b}"])(
  '%s is nothing',
  (text) => {
    expect(readLooseJson(text)).toBeUndefined();
  },
);

it('a long text that is no JSON costs nothing', () => {
  for (const text of [`'${'a\\'.repeat(2e6)}`, 'a '.repeat(3e4), `{${' '.repeat(6e4)}`, 'a'.repeat(6e4)]) {
    expect(readLooseJson(text)).toBeUndefined();
  }
});
