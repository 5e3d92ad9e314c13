import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Role } from '../../shared/document/role.ts';
import { NO_AGENCY } from '../../shared/document/send-signatures.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import { findingOf } from './findings.ts';

/** Roles in which the agency signs what it sends: an original, or a copy that it makes itself. */
const AGENCY_ROLES: readonly Role[] = ['issue', 'copy'];

/**
 * Whether the letter itself is signed in the same job, and by the agency (NĐ 30/2020, Điều 5: an original bears both
 * signatures). The files that go with it are looked at apart (letter-attachments.ts).
 */
export function letterFileFindings(
  letter: LetterDraft,
  signed: readonly { documentId: string; role: Role }[],
): Finding[] {
  const main = letter.attachments.find((attachment) => attachment.main);
  const findings: Finding[] = [];
  if (!main || !signed.some(({ documentId }) => documentId === main.documentId)) {
    const name = main?.name ?? '';
    findings.push(findingOf('letter.files', 'refuse', 'SENDING_FILE_MISSING', { name }));
  }
  const role = signed.find((document) => document.documentId === main?.documentId)?.role;
  if (role !== undefined && !AGENCY_ROLES.includes(role)) {
    findings.push({
      ...NO_AGENCY,
      next: {
        vi: 'Ký không gửi; sau đó văn thư ký phát hành rồi gửi.',
        en: 'Sign without sending; the clerk then issues the letter and sends it.',
      },
    });
  }
  return findings;
}
