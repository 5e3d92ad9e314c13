import { describeVerdict, type PdfVerdict } from '../../shared/document/verdict.ts';
import { judgePdf } from '../pdf/judge/judge.ts';
import { language, type Outcome } from './output.ts';

/** Lines for a person: the file's sentence, then one for each signature. */
export function verdictLines(verdict: PdfVerdict): string[] {
  return describeVerdict(verdict, language()).split('\n');
}

/** `kygui verify FILE`: exit 0 when signed and sound, 3 when not. */
export async function verify(file: string, options: { trust?: string | undefined }): Promise<Outcome> {
  const verdict = await judgePdf(file, { trust: options.trust ?? null });
  return { json: verdict, lines: verdictLines(verdict), exit: verdict.signed && verdict.sound ? 0 : 3 };
}
