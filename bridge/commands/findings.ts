import type { LetterDraft } from '../../shared/document/letter.ts';
import { OFFICIAL_ROLES, type Role } from '../../shared/document/role.ts';
import { describeSignature, type PdfVerdict } from '../../shared/document/verdict.ts';
import { REASONS } from '../../shared/document/verdict-reasons.ts';
import { describeError, type ErrorCode, type ErrorDetails } from '../../shared/errors.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';

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

/** What the earlier signatures of a file mean for a further one: broken ones are never co-signed. */
export function signatureFindings(
  verdict: PdfVerdict,
  role: Role,
  letter: LetterDraft | undefined,
): Finding[] {
  const findings: Finding[] = [];
  if (verdict.signed && !verdict.sound) {
    const reason = verdict.reasons.map((code) => REASONS[code]);
    findings.push({
      id: 'signatures.sound',
      result: 'refuse',
      says: {
        vi: `Chữ ký có sẵn không toàn vẹn. ${reason.map(({ vi }) => vi).join(' ')}`,
        en: `An earlier signature is not intact. ${reason.map(({ en }) => en).join(' ')}`,
      },
      next: {
        vi: 'Không ký chồng lên tệp này. Xin lại bản đúng từ người ký trước.',
        en: 'Do not sign on top of this file. Get a correct copy from the earlier signer.',
      },
    });
  } else if (verdict.signed) {
    const words = (language: 'vi' | 'en') =>
      verdict.signatures.map((signature) => describeSignature(signature, language)).join(' ');
    findings.push({
      id: 'signatures.sound',
      result: verdict.trusted ? 'pass' : 'warning',
      says: { vi: words('vi'), en: words('en') },
    });
  }
  if (role === 'issue' && !verdict.signed) {
    findings.push({
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
    });
  }
  if (OFFICIAL_ROLES.includes(role) && verdict.signed && verdict.sound && !verdict.trusted) {
    findings.push({
      id: 'signatures.trusted',
      result: 'warning',
      says: {
        vi: 'Chưa xác minh được người ký trước là ai.',
        en: 'Who signed before could not be verified.',
      },
      next: {
        vi: 'Đối chiếu với người ký, hoặc nhờ bộ phận CNTT nhập chứng thư gốc.',
        en: 'Ask the signer, or have IT import the roots to trust.',
      },
    });
  }
  return findings;
}
