import { describe, expect, it } from 'vitest';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { fromPackageFinding, signatureFindings } from './findings.ts';

const AGENCY = { name: 'Sở Nội vụ Mẫu', certificates: [] };

/** As much of a verdict as these findings look at. */
function verdict(trusted: boolean, sound = true): PdfVerdict {
  const reasons = trusted ? [] : (['NO_TRUST_LIST'] as const);
  const one = { kind: 'signature', signerName: 'Nguyễn Văn Mẫu', thumbprint: 'ab', reasons };
  const part: unknown = { signed: true, sound, trusted, signatures: [one], reasons };
  return part as PdfVerdict;
}
const ids = (one: PdfVerdict, role: 'plain' | 'approve' | 'issue') =>
  signatureFindings(one, role, false, AGENCY).map(({ id, result }) => `${id} ${result}`);

describe('what is told about earlier signatures', () => {
  it('warns in every role when they are intact and their signers not established', () => {
    expect(ids(verdict(false), 'approve')).toEqual(['signatures.trusted warning']);
    expect(ids(verdict(false), 'plain')).toEqual(['signatures.trusted warning']);
    const [finding] = signatureFindings(verdict(false), 'plain', false, AGENCY);
    expect(finding?.says.vi).toContain('Nguyễn Văn Mẫu');
    expect(finding?.next?.vi).toBeTruthy();
  });

  it('says nothing more about trusted ones, or about broken ones, which the gate tells', () => {
    expect(ids(verdict(true), 'approve')).toEqual([]);
    expect(ids(verdict(false, false), 'approve')).toEqual([]);
  });
});

it.each(['error', 'warning', 'notice'] as const)(
  'what a package check tells as %s says what to do',
  (severity) => {
    const found = { id: 'N.Subject', severity, path: 'Subject', vi: 'Thiếu trích yếu.', en: 'No subject.' };
    expect(fromPackageFinding(found).next?.vi).toBeTruthy();
  },
);
