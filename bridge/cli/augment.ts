import { KyguiError } from '../../shared/errors.ts';
import type { DrawingLibraries } from '../pdf/drawing/appearance.ts';
import { augmentPdf } from '../pdf/levels/augment.ts';
import type { Authorities, Level } from '../pdf/levels/raise-level.ts';
import type { Outcome } from './output.ts';

/** `kygui augment IN -o OUT --level LEVEL`: adds what stands behind signatures; nothing of them changes. */
export async function augment(
  input: string,
  words: { output: string; level?: Level },
  parts: { authorities: Authorities; libraries: DrawingLibraries },
): Promise<Outcome> {
  const { level } = words;
  if (level === undefined || level === 'B-B')
    throw new KyguiError('USAGE', { problem: '--level B-T | B-LT | B-LTA' });
  const raised = await augmentPdf({ input, output: words.output, level, ...parts, now: Date.now() });
  return {
    json: { output: words.output, level, ...raised },
    lines: [`${words.output}: ${raised.size} B, ${level}`],
  };
}
