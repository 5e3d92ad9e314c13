import { describe, expect, it } from 'vitest';
import { GatePolicy } from './gate.ts';
import { decideIssue } from './issue-order.ts';
import type { PdfVerdict } from './verdict.ts';

const AGENCY = 'a'.repeat(64);
const RENEWED = 'b'.repeat(64);
const LEADER = 'c'.repeat(64);

/** As much of a verdict as the order looks at. */
function signed(...signatures: (readonly [fieldName: string, thumbprint: string])[]): PdfVerdict {
  const part: unknown = {
    signed: signatures.length > 0,
    sound: true,
    trusted: true,
    reasons: [],
    signatures: signatures.map(([fieldName, thumbprint]) => ({ kind: 'signature', fieldName, thumbprint })),
  };
  return part as PdfVerdict;
}

const told = (verdict: PdfVerdict, policy: object = {}, own: readonly string[] = [AGENCY]) =>
  decideIssue(verdict, own, GatePolicy.parse(policy));

describe('the order of signatures in a letter that is issued', () => {
  it('is right when the competent person signed before, by our button or by another program', () => {
    for (const field of ['KyGui_approve_1', 'KyGui_plain_1', 'Signature1'])
      expect(told(signed([field, LEADER])), field).toEqual({ refusal: null, warnings: [] });
  });

  it('warns when nobody, or only the drafter with initials, signed before; a policy refuses or is silent', () => {
    const unapproved = { refusal: null, warnings: ['GATE_NOT_APPROVED'] };
    expect(told(signed())).toEqual(unapproved);
    expect(told(signed(['KyGui_initial_1', LEADER]))).toEqual(unapproved);
    expect(told(signed(['KyGui_plain_1', AGENCY]))).toEqual(unapproved);
    expect(told(signed(), { official: { unapproved: 'refuse' } }).refusal).toBe('GATE_NOT_APPROVED');
    expect(told(signed(), { official: { unapproved: 'ignore' } })).toEqual({ refusal: null, warnings: [] });
  });

  it('refuses a second signature of issue by the same agency; a policy can let it pass', () => {
    const issued = signed(['KyGui_approve_1', LEADER], ['KyGui_issue_1', AGENCY]);
    expect(told(issued)).toEqual({ refusal: 'GATE_ALREADY_ISSUED', warnings: [] });
    expect(told(issued, {}, [RENEWED, AGENCY]).refusal).toBe('GATE_ALREADY_ISSUED');
    const elsewhere = signed(['Signature1', LEADER], ['Signature2', AGENCY]);
    expect(told(elsewhere).refusal).toBe('GATE_ALREADY_ISSUED');
    expect(told(issued, { official: { secondIssue: 'warn' } })).toEqual({
      refusal: null,
      warnings: ['GATE_ALREADY_ISSUED'],
    });
  });

  it('only tells that another agency issued it: a letter of several agencies bears the seal of each', () => {
    const joint = signed(['KyGui_approve_1', LEADER], ['KyGui_issue_1', RENEWED]);
    expect(told(joint)).toEqual({ refusal: null, warnings: ['GATE_ISSUED_BY_OTHER'] });
    expect(told(joint, { official: { secondIssue: 'ignore' } }).warnings).toEqual([]);
  });

  it('counts no time-stamp as a signature', () => {
    const stamped = signed(['KyGui_approve_1', LEADER]);
    const [one] = stamped.signatures;
    if (one) one.kind = 'document-timestamp';
    expect(told(stamped).warnings).toEqual(['GATE_NOT_APPROVED']);
  });
});
