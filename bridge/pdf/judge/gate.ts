import { DEFAULT_GATE_POLICY, type Finding, type GatePolicy } from '../../../shared/document/gate.ts';
import type { PdfVerdict } from '../../../shared/document/verdict.ts';
import { PdfFile } from '../file/pdf-file.ts';
import { findActiveContent } from './active-content.ts';
import { decide, type GateReport, type Intent } from './gate-decision.ts';
import { type JudgeOptions, judgePdf } from './judge.ts';
import { judgeOpened } from './judge-opened.ts';
import { EMPTY_TRUST_LIST } from './trust/trust-list.ts';

/**
 * The gate before signing and sending: earlier signatures must be sound, and nothing in the file may change what is
 * seen. Trust is not asked: a letter of another agency may be stamped before its root is installed.
 * @throws what {@link judgePdf} throws, and PDF_NEEDS_PASSWORD and its like for files that cannot be opened.
 */
export async function checkGate(
  path: string,
  intent: Intent,
  options: JudgeOptions & { policy?: GatePolicy },
): Promise<GateReport> {
  let found: Finding[] | undefined;
  const verdict = await judgePdf(path, options, (file) => {
    found = findActiveContent(file.latest);
  });
  const findings = found ?? readFindings(path, verdict);
  return decide(verdict, findings, intent, options.policy ?? DEFAULT_GATE_POLICY);
}

/** {@link checkGate} without trust, for a sound file that is open already and stays open. */
export async function checkGateOnFile(
  file: PdfFile,
  intent: Intent,
  policy: GatePolicy | null,
): Promise<GateReport> {
  const verdict = await judgeOpened(file, { trust: EMPTY_TRUST_LIST, revocation: null });
  return decide(verdict, findActiveContent(file.latest), intent, policy ?? DEFAULT_GATE_POLICY);
}

function readFindings(path: string, verdict: PdfVerdict): Finding[] {
  if (verdict.reasons.includes('FILE_UNREADABLE') && verdict.signed) return [];
  const file = PdfFile.open(path, { damaged: 'when-unsigned' });
  try {
    return findActiveContent(file.latest);
  } finally {
    file.close();
  }
}
