import { describeVerdict, type PdfVerdict, verdictNextStep } from '../../shared/document/verdict.ts';
import type { Judge } from '../program/judge.ts';
import { language, type Outcome } from './output.ts';

/** Lines for a person: the file's sentence, one for each signature, then what to do where something is wrong. */
function verdictLines(verdict: PdfVerdict): string[] {
  const next = verdictNextStep(verdict, language());
  return [...describeVerdict(verdict, language()).split('\n'), ...(next ? [next] : [])];
}

/**
 * `kygui verify FILE`: exit 0 when signed and sound, 3 when not. With `mustTrust` (the roots were named for this very
 * call) every signer must lead to them as well.
 */
export async function verify(file: string, judge: Judge, mustTrust: boolean): Promise<Outcome> {
  const verdict = await judge.judge(file);
  const good = verdict.signed && verdict.sound && (verdict.trusted || !mustTrust);
  return { json: verdict, lines: verdictLines(verdict), exit: good ? 0 : 3 };
}
