import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { KyguiError } from '../../shared/errors.ts';

/** A file that the settings name: a secret, a password, a root. What is wrong with it is said without its place. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KyguiError('SETTINGS_INVALID', { problem: basename(file) }, { cause });
  }
}
