import { expect, test } from 'vitest';
import { composeProfile, type Draft, ownId, pathPattern } from './compose.ts';
import { rulesFor } from './words.ts';

const draft: Draft = {
  fields: { subject: { label: ['Trích yếu'] } },
  file: { at: { selector: 'a.tep', attribute: 'href', as: 'url' } },
  place: { at: 'a.tep', position: 'after' },
};
const naming = { name: 'QLVB xã Mẫu A', roles: [{ role: 'issue', send: true }] } as const;
const ADDRESS = 'https://qlvb.xa-mau-a.example.vn:8443/VanBanDi/ChiTiet/4101?tab=2';

test('a profile counts for the origin of the page alone, and says when it is the same kind of page', () => {
  const profile = composeProfile(draft, ADDRESS, naming);
  expect(profile.addresses).toEqual(['https://qlvb.xa-mau-a.example.vn:8443/*']);
  expect(profile.id).toBe('own-qlvb-xa-mau-a-example-vn-8443');
  expect(profile.pages).toMatchObject([
    {
      when: { path: '^/VanBanDi/ChiTiet/\\d+', exists: ['a.tep'] },
      buttons: [{ role: 'issue', send: true, at: 'a.tep', position: 'after' }],
    },
  ]);
});

test.each([
  ['https://a.example.vn/van-ban/12', 'https://a.example.vn/van-ban/9'],
  ['https://a.example.vn/x.aspx?id=5', 'https://a.example.vn/x.aspx?id=77'],
  ['https://a.example.vn/app/#/van-ban/12', 'https://a.example.vn/app/?a=1#/van-ban/345'],
  [
    'https://a.example.vn/vb/0f8fad5b-d9cb-469f-a165-70867728950e',
    'https://a.example.vn/vb/7c9e6679-7425-40de-944b-e07fc1f90ae7',
  ],
])('what is learned at %s holds at %s', (learned, other) => {
  const { pathname, search, hash } = new URL(other);
  expect(pathname + search + hash).toMatch(new RegExp(pathPattern(learned), 'u'));
});

test('it does not hold on another kind of page', () => {
  expect('/VanBanDen/ChiTiet/4101').not.toMatch(new RegExp(pathPattern(ADDRESS), 'u'));
});

test('signs of a pattern in an address are taken as they stand', () => {
  const pattern = pathPattern('https://a.example.vn/(S(abc))/a+b.aspx');
  expect('/(S(abc))/a+b.aspx').toMatch(new RegExp(pattern, 'u'));
});

test.each(['file:///etc/passwd', 'chrome://settings/', 'javascript:alert(1)'])(
  '%s gets no profile',
  (address) => {
    expect(() => composeProfile(draft, address, naming)).toThrow();
  },
);

test('values of a size that no page needs are refused, and so are keys that are no part of a profile', () => {
  const long = { ...draft, file: { at: { selector: 'a'.repeat(401) } } };
  expect(() => composeProfile(long, ADDRESS, naming)).toThrow();
  const fields = { subject: { constant: 'x'.repeat(200_000) } };
  expect(() => composeProfile({ ...draft, fields }, ADDRESS, naming)).toThrow();
  const code = { ...draft, script: 'alert(1)' };
  expect(() => composeProfile(code as Draft, ADDRESS, naming)).toThrow();
});

test('a name is cut to what is shown, and an empty one is the host', () => {
  expect(composeProfile(draft, ADDRESS, { ...naming, name: 'x'.repeat(500) }).name.vi).toHaveLength(80);
  expect(composeProfile(draft, ADDRESS, { ...naming, name: ' ' }).name.vi).toBe(
    'qlvb.xa-mau-a.example.vn:8443',
  );
});

test('ids are valid for any host', () => {
  expect(ownId('127.0.0.1:8080')).toBe('own-127-0-0-1-8080');
  expect(ownId(`${'a'.repeat(70)}.vn`)).toHaveLength(60);
});

test('number and notation that are printed together are told apart; recipients with codes are recipients', () => {
  const at = { label: ['Số ký hiệu'] };
  expect(Object.keys(rulesFor('code', at, '15/UBND-VP'))).toEqual(['number', 'notation']);
  expect(Object.keys(rulesFor('number', at, '15'))).toEqual(['number']);
  expect(Object.keys(rulesFor('places', at, 'H99.02 - UBND xã Mẫu B'))).toEqual(['recipients']);
  expect(Object.keys(rulesFor('places', at, '- Như trên;\n- Lưu: VT.'))).toEqual(['toPlaces']);
});
