import { realpathSync } from 'node:fs';
import { KyguiError } from '../../../shared/errors.ts';

/** The input is only ever read: a result must have another place. @throws PDF_OUTPUT_IS_INPUT */
export function assertOtherFile(input: string, output: string): void {
  if (place(input) === place(output)) throw new KyguiError('PDF_OUTPUT_IS_INPUT');
}

function place(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
