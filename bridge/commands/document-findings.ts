import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Role } from '../../shared/document/role.ts';
import { settleSendRules } from '../../shared/document/send-rules.ts';
import type { AgencySigner } from '../../shared/document/send-signatures.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { Bridge } from '../compose.ts';
import type { StoredDocument } from '../documents/documents.ts';
import { scanFindings } from '../scan/findings.ts';
import type { Settings } from '../settings/schema.ts';
import { gateFindings, issueFindings, type Signing, secrecyFindings, signatureFindings } from './findings.ts';

export interface Inspected {
  verdict: PdfVerdict;
  findings: Finding[];
  /** Text of each page as printed; empty for scans. */
  pages: string[];
}

/** How the rules know our own certificates. */
export function agencySigner({ agency }: Settings): AgencySigner {
  return { name: agency?.name ?? '', certificates: agency?.certificates ?? [] };
}

/** Everything that speaks for or against signing a file in a role; `refuse` stops the signature. */
export async function documentFindings(
  bridge: Bridge,
  stored: StoredDocument,
  role: Role,
  letter: LetterDraft | undefined,
  signing?: Signing,
): Promise<Inspected> {
  const report = await bridge.judge.gate(stored.path, role, stored.sha256);
  const { pages, properties } = await bridge.reader.text(stored.path);
  const own = agencySigner(bridge.settings);
  const findings = [
    ...secrecyFindings(pages, [stored.name, ...properties, ...(letter ? [letter.subject] : [])]),
    ...gateFindings(report),
    ...(role === 'issue' && signing
      ? issueFindings(report.verdict, [signing.thumbprint, ...own.certificates], bridge.judge.policy)
      : []),
    ...signatureFindings(
      report.verdict,
      role,
      letter !== undefined,
      own,
      signing,
      letter && { signer: letter.signer.fullName, pages },
    ),
    ...(letter ? await scanFindings(bridge.settings.sending.scan, [stored]) : []),
  ];
  const weighed = letter ? settleSendRules(findings, [], bridge.settings.sending.policy) : findings;
  return { verdict: report.verdict, findings: weighed, pages };
}
