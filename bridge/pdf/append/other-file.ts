import { realpath } from 'node:fs/promises';
import { KyguiError } from '../../../shared/errors.ts';

/** The input is only ever read: a result must have another place. @throws PDF_OUTPUT_IS_INPUT */
export async function assertOtherFile(input: string, output: string): Promise<void> {
  const [from, to] = await Promise.all([
    realpath(input).catch(() => input),
    realpath(output).catch(() => output),
  ]);
  if (from === to) throw new KyguiError('PDF_OUTPUT_IS_INPUT');
}
