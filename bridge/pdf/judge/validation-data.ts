import type { PDFDict } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { readValidationData } from './revisions/validation-data-diff.ts';
import { dictAt } from './revisions/values.ts';

type ValidationData = ReturnType<typeof readValidationData>;

/**
 * What the security store holds now or held in an earlier revision, each blob once: an answer that was replaced still
 * says what it said. An earlier store that cannot be read says nothing.
 */
export function validationDataOfAll(file: PdfFile): ValidationData {
  const all = readValidationData(file.latest);
  const seen = new Set<PDFDict | null>([dictAt(file.latest, file.latest.catalog, 'DSS')]);
  for (const { index } of file.revisions.slice(0, -1).toReversed()) {
    const view = file.view(index);
    try {
      const store = dictAt(view, view.catalog, 'DSS');
      if (seen.has(store)) continue;
      seen.add(store);
      const earlier = readValidationData(view);
      for (const kind of ['certificates', 'ocsps', 'crls'] as const) add(all[kind], earlier[kind]);
    } catch (error) {
      if (!(error instanceof KyguiError)) throw error;
    }
  }
  return all;
}

function add(known: Uint8Array[], found: readonly Uint8Array[]): void {
  for (const one of found) {
    if (!known.some((other) => Buffer.compare(one, other) === 0)) known.push(one);
  }
}
