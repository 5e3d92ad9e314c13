import { expect, test } from 'vitest';
import { siteProfileSchema } from '../../shared/profile/schema.ts';
import { watchedBy } from './watched.ts';

const profile = (page: object, rest: object = {}) =>
  siteProfileSchema.parse({
    format: 1,
    id: 'p',
    name: { vi: 'Mẫu', en: 'Sample' },
    addresses: ['https://qlvb.example.vn/*'],
    pages: [
      {
        id: 'letter',
        when: { exists: ['main'] },
        file: { at: { selector: 'a', attribute: 'href' } },
        fields: {},
        buttons: [{ role: 'approve', at: 'main', position: 'last' }],
        ...page,
      },
    ],
    ...rest,
  });

test('a profile of plain elements lets texts and attributes of its pages go by', () => {
  expect(watchedBy(profile({}))).toEqual({ attributes: [], texts: false });
});

test('attributes that a selector names or hangs on are watched, and no others', () => {
  const named = profile({
    when: { exists: ['main[data-state="open"] >>> .tool'], absent: ['button:disabled'] },
    each: '[role=row]',
  });
  expect(watchedBy(named).attributes.sort()).toEqual(['class', 'data-state', 'disabled', 'role']);
});

test('texts are watched where a condition reads one, and where rows are known by what they show', () => {
  const when = { text: [{ selector: 'td', pattern: '^Chờ ký$' }] };
  expect(watchedBy(profile({ when })).texts).toBe(true);
  const list = { id: 'l', when: {}, each: 'tr', page: 'letter' };
  const ticks = [{ role: 'approve', at: 'td', position: 'first' }];
  expect(watchedBy(profile({}, { lists: [{ ...list, ticks }] })).texts).toBe(true);
});
