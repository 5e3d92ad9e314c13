import { describeVerdict, type PdfVerdict } from '../../shared/document/verdict.ts';
import type { Judge } from '../program/judge.ts';
import { language, type Outcome } from './output.ts';

/** Lines for a person: the file's sentence, then one for each signature. */
export function verdictLines(verdict: PdfVerdict): string[] {
  return describeVerdict(verdict, language()).split('\n');
}

/** `kygui verify FILE`: exit 0 when signed and sound, 3 when not. */
export async function verify(file: string, judge: Judge): Promise<Outcome> {
  const verdict = await judge.judge(file);
  return { json: verdict, lines: verdictLines(verdict), exit: verdict.signed && verdict.sound ? 0 : 3 };
}
