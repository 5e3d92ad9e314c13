import { expect, it } from 'vitest';
import { KyguiError } from '../../shared/errors.ts';
import { backoffMs } from './backoff.ts';
import { failureOf } from './failure.ts';

const kind = (...parameters: ConstructorParameters<typeof KyguiError>) =>
  failureOf(new KyguiError(...parameters)).kind;

it('anything that is not surely unsent counts as possibly sent', () => {
  expect(failureOf(new Error('?')).kind).toBe('unknown');
  expect(kind('AXIS_OUTCOME_UNKNOWN', {})).toBe('unknown');
  expect(kind('AXIS_TIMEOUT', { outcome: 'unknown' })).toBe('unknown');
});

it('a line that is down waits, wrong settings wait longer, a refusal counts, a bad package ends', () => {
  expect(kind('AXIS_UNREACHABLE', { outcome: 'not-sent' })).toBe('waiting');
  expect(failureOf(new KyguiError('AXIS_CREDENTIALS', { outcome: 'refused' }))).toMatchObject({
    kind: 'waiting',
    settings: true,
  });
  expect(kind('AXIS_SYSTEM_ERROR', { outcome: 'refused' })).toBe('refused');
  expect(kind('AXIS_PACKAGE_MALFORMED', { outcome: 'refused' })).toBe('dead');
});

it('a named recipient fails alone', () => {
  expect(failureOf(new KyguiError('AXIS_RECIPIENT_LOCKED', { recipient: 'G99' }))).toMatchObject({
    code: 'G99',
  });
  expect(kind('AXIS_RECIPIENT_LOCKED', { outcome: 'refused' })).toBe('dead');
});

it('waits grow from half a minute to eight and stay there', () => {
  const waits = [1, 2, 3, 4, 5, 6, 99].map((count) => backoffMs(count, () => 0.5) / 1000);
  expect(waits).toEqual([30, 60, 120, 240, 480, 480, 480]);
  expect(backoffMs(1, () => 0)).toBe(24_000);
  expect(backoffMs(1, () => 1)).toBe(36_000);
});
