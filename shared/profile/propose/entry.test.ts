import { expect, test } from 'vitest';
import type { SiteProfile } from '../schema.ts';
import { siteProfileSchema } from '../schema.ts';
import { labelKey } from '../text.ts';
import { composeEntry, entryProfile, mergeProfiles, nameOf, withWrite, writeRuleFor } from './entry.ts';
import { ENTRY_KEYS, entrySpellings } from './entry-words.ts';

const ADDRESS = 'https://qlvb.example.vn/VanBanDen/Them/4101?so=7';
const control = (change: object = {}) => ({ kind: 'text', placeholder: '', options: [], ...change });
const draft = { write: [writeRuleFor('code', '#so', control())], file: 'input[name=tep]' };
const learned = (address = ADDRESS, change: object = {}) =>
  entryProfile(composeEntry({ ...draft, ...change }, address), address, 'QLVB xã Mẫu');
const letters: SiteProfile = siteProfileSchema.parse({
  ...learned(),
  handIn: undefined,
  pages: [
    {
      id: 'document',
      when: { path: '^/VanBanDi' },
      file: { at: { selector: 'a', attribute: 'href' } },
      fields: {},
      buttons: [],
    },
  ],
});

test('a form is known by its page, its file input and its first control; numbers of the address may differ', () => {
  const { handIn, pages, addresses } = learned();
  expect(pages).toEqual([]);
  expect(addresses).toEqual(['https://qlvb.example.vn/*']);
  expect(handIn?.[0]).toMatchObject({
    id: 'entry-vanbanden-them',
    when: { path: '^/VanBanDen/Them/\\d+', exists: ['input[name=tep]', '#so'] },
  });
});

test('a profile that knows neither letters nor forms is none', () => {
  expect(siteProfileSchema.safeParse({ ...learned(), handIn: [] }).success).toBe(false);
  expect(siteProfileSchema.safeParse({ ...letters, handIn: undefined }).success).toBe(true);
});

test('letters and forms are learned one after the other, in either order, and neither takes the other away', () => {
  for (const both of [mergeProfiles(letters, learned()), mergeProfiles(learned(), letters)]) {
    expect(both.pages).toEqual(letters.pages);
    expect(both.handIn).toEqual(learned().handIn);
    expect(siteProfileSchema.safeParse(both).success).toBe(true);
  }
});

test('the newer rule of a form counts, another form stays beside it', () => {
  const other = learned('https://qlvb.example.vn/DonThu/Them');
  const again = learned(ADDRESS, { file: '#tep-moi' });
  const merged = mergeProfiles(mergeProfiles(learned(), other), again);
  expect(merged.handIn?.map(({ id, file }) => [id, file])).toEqual([
    ['entry-vanbanden-them', '#tep-moi'],
    ['entry-donthu-them', 'input[name=tep]'],
  ]);
});

test('a control takes one value, and a value goes into one control', () => {
  const two = withWrite(draft, writeRuleFor('subject', '#ty', control()));
  const moved = withWrite(two, writeRuleFor('subject', '#so', control()));
  expect(moved.write.map((rule) => [rule.to, nameOf(rule)])).toEqual([['#so', 'subject']]);
});

test('priorities take the words of the list, the usual ones where it shows none yet', () => {
  const map = (options: readonly string[]) => writeRuleFor('priority', '#k', control({ options })).map;
  expect(map(['', 'BÌNH THƯỜNG', 'Khẩn', 'Hoả tốc'])).toEqual({
    '0': 'BÌNH THƯỜNG',
    '1': 'Khẩn',
    '3': 'Hoả tốc',
    '4': 'Hoả tốc',
  });
  expect(map([])?.['2']).toBe('Thượng khẩn');
  expect(map(['Cấp 1', 'Cấp 2'])).toBeUndefined();
});

test('every word stands for one value alone', () => {
  const all = entrySpellings().flatMap(([name, words]) =>
    words.map((word) => [labelKey(word), name] as const),
  );
  for (const [key, name] of all) expect(ENTRY_KEYS.get(key), key).toBe(name);
  const value = (words: string) => ENTRY_KEYS.get(labelKey(words));
  expect(value('Số đến')).toBe('entryNumber');
  expect(value('Số văn bản')).toBe('number');
  expect(value('Ngày văn bản đến')).toBe('entryDate');
  expect(value('Ngày văn bản')).toBe('date');
  expect(value('Nơi nhận')).toBeUndefined();
});
