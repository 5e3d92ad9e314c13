import { describe, expect, test } from 'vitest';
import { profileFault } from '../fault.ts';
import { pageRuleSchema } from '../schema.ts';
import { fits, matchOf, piecesOf } from './apply.ts';
import { expressionFault, textLimits } from './expression.ts';

describe('an expression that a text could keep busy for ever is refused', () => {
  test.each([
    ['(a+)+$', 'nested repetition'],
    ['^(\\w+\\s?)*$', 'words with an optional space'],
    ['^(a|a)*$', 'alternatives that are the same'],
    ['^(?:[\\p{L}\\d]+[.&-]?)*$', 'an optional separator'],
    ['^(?:[^;]+;\\s*)*$', 'a space that is part of the next value too'],
    ['^(?:a*b*)*c', 'repetition of what may be empty'],
    ['^(?:a?){30}a{30}$', 'optional parts, counted'],
    [`^${'a?'.repeat(30)}${'a'.repeat(30)}$`, 'optional parts, written out'],
    ['^(?:x(?:|y?|z?))*$', 'nothing in several ways'],
    ['(?=(a+)+b)a', 'inside a look-ahead'],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'groups in groups'],
    ['(.*a){20}', 'a counted group around .*'],
    ['^(.*),(.*),(.*),(.*),(.*)$', 'five that share out the commas'],
    ['(x+x+)+y', 'two in a row, repeated'],
  ])('%s (%s)', (source) => expect(expressionFault(source)).toBe('endless'));
});

describe('what profiles are written with is let through', () => {
  test.each([
    '^(\\d+)\\s*/',
    '/\\s*(.+)$',
    '^(?:V/v\\s+)?(.+)$',
    '^\\s*Số\\s*:?\\s*(.*?)\\s*ngày\\s*(.*)$',
    '^(\\d+(?:\\.\\d+)*)$',
    '^(?:[^;]+;)*$',
    '^(?:UBND|UBMT)(?:-[A-Z]{2,10})*$',
    'ngày\\s*(\\d{1,2})\\s*tháng\\s*(\\d{1,2})\\s*năm\\s*(\\d{4})',
    '(?<so>\\d+)\\s*/\\s*(?<kh>[\\p{Lu}\\d]+(?:-[\\p{Lu}\\d]+)*)',
    '^.{1,500}$',
    '^(.*),(.*),(.*)$',
    '[\\u0041-\\u005a]+\\uD83D\\uDE00',
    '^(?!.*dự thảo)(.+)$',
    '^(\\d)\\1$',
    '\\n|;',
    '',
  ])('%s', (source) => expect(expressionFault(source)).toBeUndefined());
});

test.each(['(', '[a-', '\\p{Nichts}', '(?i:a)'])('%s is no expression of a profile', (source) =>
  expect(expressionFault(source)).toBe('syntax'),
);

test('an expression is not applied to a text that is too long for what it costs', () => {
  const commas = ','.repeat(150);
  expect(fits('^(.*),(.*),(.*),(.*)$', commas)).toBe(true);
  expect(fits('^(.*),(.*),(.*),(.*)$', commas.repeat(2))).toBe(false);
  expect(matchOf('(\\d+)$', '1'.repeat(30_000))?.[0]).toHaveLength(30_000);
  expect(matchOf('(\\d+)$', '1'.repeat(30_001))).toBeNull();
  expect(piecesOf('(\\d+)$', '1'.repeat(30_001))).toEqual([]);
  // What costs no more than reading the text once is applied to every text.
  expect(piecesOf('\\n|;', 'a;'.repeat(100_000))).toHaveLength(100_001);
  expect(fits('"ok":true', `${'x'.repeat(1_000_000)}"ok":true`)).toBe(true);
});

test('the fault of a rule is told with its place, also where a rule may have two forms', () => {
  const page = (pattern: string) => ({
    id: 'mau',
    when: {},
    file: { at: { selector: 'a', attribute: 'href' } },
    fields: { number: [{ label: ['Số'] }, { selector: 'td', pattern }] },
    buttons: [],
  });
  const faultOf = (pattern: string) => {
    const { error } = pageRuleSchema.safeParse(page(pattern));
    return error && profileFault(error);
  };
  expect(faultOf('^\\d+$')).toBeUndefined();
  expect(faultOf('^(\\d+)+$')).toMatchObject({
    code: 'SITE_EXPRESSION_ENDLESS',
    field: 'fields.number.1.pattern',
  });
  expect(faultOf('(')).toMatchObject({ code: 'SITE_PROFILE_INVALID', field: 'fields.number.1.pattern' });
});

test('a page is told the limits of the expressions in its profile, and of nothing else', () => {
  const parts = {
    when: { path: '^/vb/\\d+$', text: [{ selector: 'a.+b.+', pattern: '(\\d+)$' }] },
    fields: { number: [{ label: ['(\\d+) (\\d+)$'], pattern: '^(.*),(.*),(.*)$', split: ';' }] },
    file: { at: { address: 'id=(\\d+)$' }, name: { constant: '(\\d+)$ ' } },
  };
  expect(textLimits(parts)).toEqual({ '(\\d+)$': 30_000, '^(.*),(.*),(.*)$': 1_200 });
});
