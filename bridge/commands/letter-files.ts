import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Role } from '../../shared/document/role.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import { findingOf } from './findings.ts';

/** Roles in which the agency signs what it sends: an original, or a copy that it makes itself. */
const AGENCY_ROLES: readonly Role[] = ['issue', 'copy'];

/**
 * Whether what is sent is what is signed in the same job: every file of the letter is among the signed ones, and the
 * letter itself gets the agency's signature (NĐ 30/2020, Điều 5: an original bears both signatures).
 */
export function letterFileFindings(
  letter: LetterDraft,
  signed: readonly { documentId: string; role: Role }[],
): Finding[] {
  const main = letter.attachments.find((attachment) => attachment.main);
  const missing = letter.attachments.filter(
    ({ documentId }) => !signed.some((document) => document.documentId === documentId),
  );
  const findings = missing.map(({ name }) =>
    findingOf('letter.files', 'refuse', 'SENDING_FILE_MISSING', { name }),
  );
  if (!main) findings.push(findingOf('letter.files', 'refuse', 'SENDING_FILE_MISSING', { name: '' }));
  const role = signed.find((document) => document.documentId === main?.documentId)?.role;
  if (role !== undefined && !AGENCY_ROLES.includes(role)) {
    findings.push({
      id: 'signatures.agency',
      result: 'refuse',
      says: {
        vi: 'Văn bản chưa có chữ ký số của cơ quan nên chưa được gửi.',
        en: 'The letter does not bear the signature of the agency, so it may not be sent.',
      },
      next: {
        vi: 'Ký không gửi; sau đó văn thư ký phát hành rồi gửi.',
        en: 'Sign without sending; the clerk then issues the letter and sends it.',
      },
    });
  }
  return findings;
}
