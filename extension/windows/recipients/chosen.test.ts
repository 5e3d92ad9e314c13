import { expect, test } from 'vitest';
import { type Fact, heirOf, joined, keyOf, replaced, settled, standingOf, withHeirs } from './chosen.ts';

const unit = (code: string, name: string, more: object = {}) => ({
  code,
  name,
  parentName: null,
  closed: false,
  successor: null,
  successorName: null,
  ...more,
});
const A = { code: 'H99.01', name: 'UBND xã Mẫu A' };
const B = { code: 'H99.02', name: 'UBND xã Mẫu B' };
const OLD = { code: 'H99.90', name: 'UBND xã Mẫu Cũ' };
const NAMED = { code: '', name: 'UBND xã Mẫu Đông' };
const ALONE = { code: '', name: 'Bộ Mẫu' };
const facts = new Map<string, Fact>([
  [keyOf(A), { unit: unit(A.code, A.name), proposals: [] }],
  [keyOf({ code: '000.00.01.H99', name: '' }), { unit: unit(A.code, A.name), proposals: [] }],
  [
    keyOf(OLD),
    {
      unit: unit(OLD.code, OLD.name, { closed: true, successor: B.code, successorName: B.name }),
      proposals: [],
    },
  ],
  [keyOf(NAMED), { unit: null, proposals: [unit('H99.07', 'UBND xã Mẫu Đông')] }],
  [keyOf(ALONE), { unit: unit('G99', 'Bộ Mẫu'), proposals: [] }],
  [keyOf({ code: 'X1', name: '' }), { unit: null, proposals: [] }],
]);

test('a unit is added once, whatever code it is known under', () => {
  expect(joined([A], [B, A, B], facts)).toEqual({ recipients: [A, B], fresh: [B], doubled: [A, B] });
  const old = { code: '000.00.01.H99', name: '' };
  expect(joined([old], [A], facts)).toMatchObject({ fresh: [], doubled: [A] });
  expect(joined([A], [old], facts)).toMatchObject({ fresh: [], doubled: [old] });
});

test('how each recipient stands', () => {
  expect([A, OLD, NAMED, { code: 'X1', name: '' }, B].map((one) => standingOf(one, facts))).toEqual([
    'good',
    'closed',
    'choose',
    'unknown',
    'good',
  ]);
  expect(standingOf({ code: '', name: 'chưa hỏi' }, facts)).toBe('asking');
});

test('a closed unit gives its place to the one that took over, and none to one that is there already', () => {
  expect(heirOf(OLD, facts)).toEqual(B);
  expect(withHeirs([OLD, A], facts)).toEqual([B, A]);
  expect(withHeirs([A, OLD, B], facts)).toEqual([A, B]);
});

test('a name that one unit alone bears gets its code, one that several bear stays to be chosen', () => {
  expect(settled([NAMED, ALONE], facts)).toEqual([NAMED, { code: 'G99', name: 'Bộ Mẫu' }]);
  expect(settled([NAMED, A], facts)).toBeNull();
  expect(replaced([NAMED, A], NAMED, A, facts)).toEqual([A]);
});
