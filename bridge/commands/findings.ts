import { FINDINGS } from '../../shared/document/gate.ts';
import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Role } from '../../shared/document/role.ts';
import { findSecrecyMarkInName, findSecrecyMarks } from '../../shared/document/secrecy.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import type { Finding as PackageFinding } from '../../shared/edxml/finding.ts';
import { describeError, type ErrorCode, type ErrorDetails } from '../../shared/errors.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { GateReport } from '../pdf/judge/gate.ts';

/** A code of the closed list as a finding. */
export function findingOf(
  id: string,
  result: Finding['result'],
  code: ErrorCode,
  details: ErrorDetails = {},
): Finding {
  const vi = describeError(code, details, 'vi');
  const en = describeError(code, details, 'en');
  return { id, result, says: { vi: vi.says, en: en.says }, next: { vi: vi.next, en: en.next } };
}

/** What the gate saw: broken earlier signatures and content that could change what is seen. */
export function gateFindings(report: GateReport): Finding[] {
  const findings: Finding[] = [];
  const { refusal } = report;
  if (refusal) findings.push(findingOf('gate.refused', 'refuse', refusal.code, refusal.details));
  const warned = report.findings
    .filter((finding) => report.warnings.includes(finding.code))
    .map(({ code }) => FINDINGS[code]);
  if (warned.length > 0) {
    findings.push({
      id: 'gate.content',
      result: 'warning',
      says: {
        vi: `Tệp có ${warned.map(({ vi }) => vi).join(', ')}.`,
        en: `The file has ${warned.map(({ en }) => en).join(', ')}.`,
      },
      next: { vi: 'Xem kỹ từng trang trước khi ký.', en: 'Look at each page closely before signing.' },
    });
  }
  return findings;
}

/**
 * Whether the competent person signed before the agency (NĐ 30/2020, Điều 5, 32, 33). A signature by the very
 * certificate that is to sign now is the agency's own, not the person's.
 */
export function signatureFindings(
  verdict: PdfVerdict,
  role: Role,
  letter: LetterDraft | undefined,
  thumbprint?: string,
): Finding[] {
  if (role !== 'issue') return [];
  const persons = verdict.signatures.filter(
    (one) => one.kind === 'signature' && (thumbprint === undefined || one.thumbprint !== thumbprint),
  );
  if (persons.length === 0) return [noPerson(letter)];
  if (persons.some(({ revocation }) => revocation !== 'revoked')) return [];
  return [
    {
      id: 'signatures.revoked',
      result: letter ? 'refuse' : 'warning',
      says: {
        vi: 'Chứng thư số của người đã ký bị thu hồi trước khi ký.',
        en: 'The certificate of the person who signed had been revoked before the signature.',
      },
      next: {
        vi: 'Trình người có thẩm quyền ký lại bằng chứng thư số còn hiệu lực.',
        en: 'Have the competent person sign again with a valid certificate.',
      },
    },
  ];
}

function noPerson(letter: LetterDraft | undefined): Finding {
  return {
    id: 'signatures.order',
    result: letter ? 'refuse' : 'warning',
    says: {
      vi: 'Văn bản chưa có chữ ký của người có thẩm quyền.',
      en: 'The document does not bear the signature of the competent person yet.',
    },
    next: {
      vi: 'Trình lãnh đạo ký duyệt trước, sau đó văn thư mới đóng dấu phát hành.',
      en: 'Have it signed by the competent person first; the agency signs after that.',
    },
  };
}

/** State-secret markings in the text or the name of a file: a stamp refuses, a mention warns. */
export function secrecyFindings(pages: readonly string[], names: readonly string[]): Finding[] {
  const marks = [
    ...findSecrecyMarks(pages.join('\n')),
    ...names.flatMap((name) => findSecrecyMarkInName(name) ?? []),
  ];
  if (marks.some((mark) => mark.strength === 'stamp'))
    return [findingOf('secrecy.marking', 'refuse', 'STATE_SECRET_MARK')];
  if (!marks.some((mark) => mark.strength === 'possible')) return [];
  return [
    {
      id: 'secrecy.marking',
      result: 'warning',
      says: {
        vi: 'Văn bản có chữ giống dấu chỉ độ mật.',
        en: 'The document has words that look like a state-secret marking.',
      },
      next: {
        vi: 'Kiểm tra kỹ; văn bản mật không được xử lý trên phần mềm này.',
        en: 'Look closely; secret documents must not be handled with this software.',
      },
    },
  ];
}

const RESULTS = { error: 'refuse', warning: 'warning', notice: 'notice' } as const;

/** A finding of the package checks in the words of the screens. */
export function fromPackageFinding(finding: PackageFinding): Finding {
  const result = RESULTS[finding.severity];
  return {
    id: finding.id,
    result,
    says: { vi: finding.vi, en: finding.en },
    ...(result === 'refuse' && {
      next: {
        vi: 'Sửa ô này rồi xem lại; văn bản chưa được gửi.',
        en: 'Mend this entry and look again; nothing was sent.',
      },
    }),
  };
}
