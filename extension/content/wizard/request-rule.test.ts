// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from 'vitest';
import { readText } from '../../../shared/profile/read.ts';
import type { FieldRule } from '../../../shared/profile/schema.ts';
import { pageScope } from '../scope.ts';
import { fits, goodAnswer, requestRule, type SeenUpload, Unlearned } from './request-rule.ts';

/** What is learned from the upload of letter 4101 must send the file of letter 7305. */

const at = (path: string) =>
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    `https://qlvb.example.vn${path}`,
  );
const upload = (path: string, more: Partial<SeenUpload> = {}): SeenUpload => ({
  address: `https://qlvb.example.vn${path}`,
  method: 'POST',
  headers: [],
  fields: [],
  fileField: 'file',
  fileName: 'thu.pdf',
  ...more,
});
const read = (rule: FieldRule, root: ParentNode = document) => readText(rule, pageScope(root));

beforeEach(() => {
  document.body.innerHTML = '';
  document.head.innerHTML = '';
  localStorage.clear();
  at('/vb/xem/4101');
});

test.each([
  ['Authorization', 'Bearer ngan9f8e7d'],
  ['Authorization', 'Bearer chi-trang-biet-9f8e7d6c5b'],
  ['X-Api-Key', 'kx-ngan'],
])('a secret that stands nowhere on the page is not kept: %s: %s', (name, value) => {
  expect(() => requestRule(upload('/api/tep', { headers: [[name, value]] }), document)).toThrow(Unlearned);
});

describe('the address', () => {
  test.each<[string, string, (id: number) => string]>([
    ['the address of the page', '/vb/xem/', () => ''],
    ['a hidden control', '/xem?muc=', (id) => `<input type="hidden" name="vb" value="${id}">`],
    ['the key in a name', '/app?muc=', (id) => `<article id="doc-${id}"></article>`],
    ['a link', '/app?muc=', (id) => `<a href="/tep/${id}?kieu=1">a</a>`],
  ])('takes the key of the letter from %s', (_, path, page) => {
    const number = (id: number) => (path.endsWith('=') ? '1' : String(id));
    at(path + number(4101));
    document.body.innerHTML = page(4101);
    const { address } = requestRule(upload('/api/vb/4101/tep?_=1766400000000&kieu=2'), document);
    at(path + number(7305));
    document.body.innerHTML = page(7305);
    expect(read(address)).toBe('https://qlvb.example.vn/api/vb/7305/tep?kieu=2');
  });

  test('that stands whole on the page is read whole', () => {
    document.body.innerHTML = '<div data-upload="/luu/4101/12"></div>';
    const { address } = requestRule(upload('/luu/4101/12'), document);
    document.body.innerHTML = '<div data-upload="/luu/7305/44"></div>';
    expect(read(address)).toBe('https://qlvb.example.vn/luu/7305/44');
  });

  test('with a key that is nowhere on the page is not learned, nor is one of the rows beside', () => {
    document.body.innerHTML = '<ul><li data-id="4999"></li><li data-id="4998"></li></ul>';
    expect(() => requestRule(upload('/luu/4999'), document)).toThrow(Unlearned);
  });
});

test('tokens are read where the page keeps them, and never kept themselves', () => {
  const secret = 'c2VjcmV0LW9mLXRoaXMtc2Vzc2lvbg';
  document.head.innerHTML = `<meta name="_csrf" content="${secret}1">`;
  localStorage.setItem('auth', JSON.stringify({ user: { token: `${secret}2` } }));
  // biome-ignore lint/suspicious/noDocumentCookie: as pages set it
  document.cookie = `XSRF-TOKEN=${secret}3`;
  const rule = requestRule(
    upload('/luu', {
      headers: [
        ['Authorization', `Bearer ${secret}2`],
        ['X-XSRF-TOKEN', `${secret}3`],
      ],
      fields: [
        ['_csrf', `${secret}1`],
        ['loai', '1'],
        ['ten', 'thu.pdf'],
      ],
    }),
    document,
  );
  expect(JSON.stringify(rule)).not.toContain(secret);
  expect(Object.values(rule.headers ?? {}).map((one) => read(one))).toEqual([
    `Bearer ${secret}2`,
    `${secret}3`,
  ]);
  expect(Object.values(rule.fields ?? {}).map((one) => read(one))).toEqual([
    `${secret}1`,
    '1',
    'van-ban.pdf',
  ]);
});

test.each([
  ['a token that is nowhere', { fields: [['ma', 'c2VjcmV0LW9mLXRoaXMtc2Vzc2lvbg']] }],
  ['a file in pieces', { fields: [['chunkIndex', '0']] }],
] as [string, Partial<SeenUpload>][])('%s is not learned', (_, more) => {
  expect(() => requestRule(upload('/luu', more), document)).toThrow(Unlearned);
});

test('in a list the row is known by what was sent, and read by its own attributes', () => {
  document.body.innerHTML = '<table><tr data-id="4101"></tr><tr data-id="7305"></tr></table>';
  const [one, other] = document.querySelectorAll('tr');
  if (!one || !other) throw new Error('no rows');
  const seen = upload('/luu', { fields: [['id', '4101']] });
  expect([one, other].map((row) => fits(seen, row))).toEqual([1, 0]);
  const { fields } = requestRule(seen, one);
  expect(read(fields?.id ?? { constant: '' }, other)).toBe('7305');
});

test.each([
  ['{"ok":true,"id":5}', '{"ok": true}', '{"ok":false}'],
  ['{"errorCode":0}', '{"errorCode": 0}', '{"errorCode":12}'],
  ['{"status":"success"}', '{"status":"success"}', '{"status":"failed"}'],
])('of %s it is kept what a good answer says', (learned, good, bad) => {
  const pattern = new RegExp(goodAnswer(learned) ?? '', 'u');
  expect([pattern.test(good), pattern.test(bad)]).toEqual([true, false]);
});

test('an answer that says nothing leaves its status to count', () => {
  expect(goodAnswer('<html>Cập nhật</html>')).toBeUndefined();
  expect(goodAnswer('{"status":false}')).toBeUndefined();
});
