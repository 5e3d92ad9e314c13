import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Role } from '../../shared/document/role.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { Bridge } from '../compose.ts';
import type { StoredDocument } from '../documents/documents.ts';
import { signatureFindings } from './findings.ts';

/** Everything that speaks for or against signing a file in a role; `refuse` stops the signature. */
export async function documentFindings(
  bridge: Bridge,
  stored: StoredDocument,
  role: Role,
  letter: LetterDraft | undefined,
): Promise<{ verdict: PdfVerdict; findings: Finding[] }> {
  const verdict = await bridge.judge.judge(stored.path);
  return { verdict, findings: signatureFindings(verdict, role, letter) };
}
