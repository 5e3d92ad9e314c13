import { FINDINGS, type GatePolicy } from '../../shared/document/gate.ts';
import { decideIssue } from '../../shared/document/issue-order.ts';
import type { Role } from '../../shared/document/role.ts';
import { findSecrecyMarkInName, findSecrecyMarks } from '../../shared/document/secrecy.ts';
import { type AgencySigner, sendSignatureFindings } from '../../shared/document/send-signatures.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { reasonWeight } from '../../shared/document/verdict-reasons.ts';
import type { Finding as PackageFinding } from '../../shared/edxml/finding.ts';
import { describeError, type ErrorCode, type ErrorDetails } from '../../shared/errors.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { GateReport } from '../pdf/judge/gate-decision.ts';

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
 * Whether the letter may be issued now, by the gate's policy. That nobody approved it is a finding of its own
 * (`signatures.person`), so it is told here only where the policy refuses it.
 */
export function issueFindings(verdict: PdfVerdict, own: readonly string[], policy: GatePolicy): Finding[] {
  const { refusal, warnings } = decideIssue(verdict, own, policy);
  return [
    ...(refusal ? [findingOf('gate.issue', 'refuse', refusal)] : []),
    ...warnings
      .filter((code) => code !== 'GATE_NOT_APPROVED')
      .map((code) => findingOf('gate.issue', 'warning', code)),
  ];
}

/** A certificate that signs in the same act, as far as the rules look at it. */
export interface Signing {
  thumbprint: string;
  commonName: string;
}

/**
 * Whether a letter may be issued or sent as a copy: the competent person signed before the agency, each with the right
 * kind of certificate. A letter that stays in the office is only warned about.
 */
export function signatureFindings(
  verdict: PdfVerdict,
  role: Role,
  sends: boolean,
  agency: AgencySigner,
  signing?: Signing,
  names?: { signer: string; pages: readonly string[] },
): Finding[] {
  if (role !== 'issue' && !(role === 'copy' && sends)) return trustFindings(verdict);
  const adding = signing ?? { thumbprint: agency.certificates[0] ?? '', commonName: agency.name };
  const found = sendSignatureFindings({ verdict, agency, copy: role === 'copy', adding, ...names });
  if (sends) return found;
  return found.flatMap((finding) =>
    finding.result === 'refuse' ? [{ ...finding, result: 'warning' as const }] : [],
  );
}

/**
 * Earlier signatures that are intact but whose signers could not be established: told in every role, refused in none (a
 * letter of another agency may be stamped before its root is installed).
 */
function trustFindings(verdict: PdfVerdict): Finding[] {
  if (!verdict.signed || !verdict.sound || verdict.trusted) return [];
  const doubtful = verdict.signatures.filter(({ reasons }) =>
    reasons.some((reason) => reasonWeight(reason) === 'untrusted'),
  );
  const who = doubtful.map(({ signerName }) => signerName ?? '?').join(', ');
  return [
    {
      id: 'signatures.trusted',
      result: 'warning',
      says: {
        vi: `Chữ ký đã có còn nguyên vẹn nhưng chưa xác định được người ký đáng tin cậy: ${who}.`,
        en: `The earlier signatures are intact, but it is not established that their signers can be relied upon: ${who}.`,
      },
      next: {
        vi: 'Hỏi lại nơi gửi hoặc nhờ bộ phận CNTT cài chứng thư gốc (cài đặt “trust”), rồi xem lại.',
        en: 'Ask the sender, or have the administrator install the root certificates (setting "trust"), then look again.',
      },
    },
  ];
}

/** State-secret markings in the text, the names or the metadata of a file: a stamp refuses, a mention warns. */
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

/** Files of a kind whose words nobody can tell are named, so that a person looks at them. */
export function unsearchedFindings(names: readonly string[]): Finding[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, 5).join(', ') + (names.length > 5 ? ` … (${names.length})` : '');
  return [
    {
      id: 'secrecy.unsearched',
      result: 'notice',
      says: {
        vi: `Không tìm được dấu chỉ độ mật trong tệp không đọc được chữ: ${shown}.`,
        en: `Files whose text cannot be read were not searched for state-secret markings: ${shown}.`,
      },
      next: {
        vi: 'Tự mở xem các tệp này trước khi gửi.',
        en: 'Open these files and look at them before sending.',
      },
    },
  ];
}

const RESULTS = { error: 'refuse', warning: 'warning', notice: 'notice' } as const;

/** What helps with an entry of the letter: it stands in the window, ready to be changed. */
const NEXT = {
  mend: {
    vi: 'Sửa trong phần thông tin gửi rồi xem lại; văn bản chưa được gửi.',
    en: 'Mend it in what is sent, then look again; nothing was sent.',
  },
  look: {
    vi: 'Xem lại; nếu chưa đúng thì sửa trước khi gửi.',
    en: 'Look again; if it is not right, mend it before sending.',
  },
};

/** A finding of the package checks in the words of the screens. */
export function fromPackageFinding(finding: PackageFinding): Finding {
  const result = RESULTS[finding.severity];
  return {
    id: finding.id,
    result,
    says: { vi: finding.vi, en: finding.en },
    next: NEXT[result === 'refuse' ? 'mend' : 'look'],
  };
}
