import { KyguiError } from '../../shared/errors.ts';
import { augmentPdf } from '../pdf/levels/augment.ts';
import type { Level } from '../pdf/levels/raise-level.ts';
import { composeAuthorities } from '../program/authorities.ts';
import { composeLibraries } from '../program/compose-libraries.ts';
import { openHome } from '../settings/home.ts';
import { loadSettings } from '../settings/load.ts';
import type { Outcome } from './output.ts';
import { type Runtime, withWords } from './runtime.ts';

export interface AugmentWords {
  output: string;
  level?: Level;
  tsa?: string;
  trust?: string;
}

/** `kygui augment IN -o OUT --level LEVEL`: adds what stands behind signatures; nothing of them changes. */
export async function augment(runtime: Runtime, input: string, words: AugmentWords): Promise<Outcome> {
  const { level } = words;
  if (level === undefined || level === 'B-B')
    throw new KyguiError('USAGE', { problem: 'cần một mức / a level is needed: --level B-T | B-LT | B-LTA' });
  const raised = await augmentPdf({
    input,
    output: words.output,
    level,
    authorities: composeAuthorities(withWords(loadSettings(openHome()), words)),
    libraries: composeLibraries(runtime.places),
    now: Date.now(),
  });
  return {
    json: { output: words.output, level, ...raised },
    lines: [`${words.output}: ${raised.size} B, ${level}`],
  };
}
