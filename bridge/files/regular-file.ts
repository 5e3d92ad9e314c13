import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';

/**
 * A pipe or device that is read as a file makes the reader wait, or never ends, and a folder has no bytes. What is
 * not there is told by who reads it.
 * @throws INPUT_NOT_A_FILE
 */
export function assertRegularFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile()) throw new KyguiError('INPUT_NOT_A_FILE', { file: basename(path) });
}
