import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Role } from '../../shared/document/role.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { Bridge } from '../compose.ts';
import type { StoredDocument } from '../documents/documents.ts';
import { gateFindings, secrecyFindings, signatureFindings } from './findings.ts';

export interface Inspected {
  verdict: PdfVerdict;
  findings: Finding[];
  /** Text of each page as printed; empty for scans. */
  pages: string[];
}

/** Everything that speaks for or against signing a file in a role; `refuse` stops the signature. */
export async function documentFindings(
  bridge: Bridge,
  stored: StoredDocument,
  role: Role,
  letter: LetterDraft | undefined,
  thumbprint?: string,
): Promise<Inspected> {
  const report = await bridge.judge.gate(stored.path, role, stored.sha256);
  const pages = await bridge.reader.text(stored.path);
  const findings = [
    ...secrecyFindings(pages, [stored.name, ...(letter ? [letter.subject] : [])]),
    ...gateFindings(report),
    ...signatureFindings(report.verdict, role, letter, thumbprint),
  ];
  return { verdict: report.verdict, findings, pages };
}
