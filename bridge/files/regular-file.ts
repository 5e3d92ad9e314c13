import { type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * A pipe or device that is read as a file makes the reader wait, or never ends, and a folder has no bytes. What is
 * not there, or behind links that lead in a circle, is told by who reads it.
 * @throws INPUT_NOT_A_FILE
 */
export function assertRegularFile(path: string): void {
  const found = statOf(path);
  if (found && !found.isFile()) throw new KyguiError('INPUT_NOT_A_FILE', { file: basename(path) });
}
