import { describe, expect, it, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({
  default: { i18n: { getMessage: (key: string) => key }, runtime: {} },
}));
const { decisionsFor, questionFor } = await import('./letter-decision.tsx');

describe('what a clerk may decide on an outgoing letter', () => {
  it('decides an unknown outcome after asking the recipient: it is there, or it is not', () => {
    expect(decisionsFor({ state: 'outcome-unknown' })).toEqual(['arrived', 'resend']);
  });

  it('sends a failed letter again', () => {
    expect(decisionsFor({ state: 'failed' })).toEqual(['resend']);
  });

  it.each(['accepted', 'signed', 'packaged'] as const)('stops a letter that has not left: %s', (state) => {
    expect(decisionsFor({ state })).toEqual(['stop']);
  });

  it('may say of a letter that was carried that it came, and does not send it twice', () => {
    expect(decisionsFor({ state: 'exported' })).toEqual(['arrived']);
  });

  it('is asked about an answer in words of its own', () => {
    expect(questionFor({ state: 'failed' }, 'resend', true)).toBe('answerRetryAsk');
    expect(questionFor({ state: 'outcome-unknown' }, 'arrived', true)).toBe('answerArrivedAsk');
    expect(questionFor({ state: 'outcome-unknown' }, 'resend', false)).toBe('letterResendAsk');
  });

  it.each(['claimed', 'asked', 'sent', 'receipted', 'arrived', 'closed', 'cancelled'] as const)(
    'leaves the outbox alone while it works or has worked: %s',
    (state) => {
      expect(decisionsFor({ state })).toEqual([]);
    },
  );
});
