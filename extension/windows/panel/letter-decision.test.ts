import { describe, expect, it, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({
  default: { i18n: { getMessage: (key: string) => key }, runtime: {} },
}));
const { decisionsFor } = await import('./letter-decision.tsx');

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

  it.each(['claimed', 'asked', 'sent', 'receipted', 'closed', 'cancelled'] as const)(
    'leaves the outbox alone while it works or has worked: %s',
    (state) => {
      expect(decisionsFor({ state })).toEqual([]);
    },
  );
});
