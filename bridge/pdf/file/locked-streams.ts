import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import { FileStream } from './file-stream.ts';
import { exceeded } from './limits.ts';
import type { PdfView } from './pdf-view.ts';
import { reachable } from './reachable.ts';

/** Objects looked at, some 30 µs each. */
const MOST_OBJECTS = 200_000;

/**
 * Of a file whose attachments are locked by a password that nobody here has, nothing else may be locked: a stream that
 * names its own filter (ISO 32000-2, 7.4.10) would be drawn for those who have the password, and seen by no one here.
 * @throws PDF_NEEDS_PASSWORD, PDF_OBJECT_DAMAGED, PDF_LIMIT_EXCEEDED
 */
export function assertOnlyAttachmentsLocked(view: PdfView): void {
  let objects = 0;
  for (const value of reachable(
    view.trailer,
    (ref) => view.looked(ref),
    (dict) => besideAttachments(view, dict),
  )) {
    if (value instanceof PDFRef && ++objects > MOST_OBJECTS) exceeded('objects');
    if (value instanceof FileStream && isLocked(view, value)) throw new KyguiError('PDF_NEEDS_PASSWORD');
  }
}

/** ISO 32000-2, table 43: what a file specification's /EF holds. */
const ATTACHED: ReadonlySet<string> = new Set(['F', 'UF', 'DOS', 'Mac', 'Unix']);

/** All that a dictionary holds but attached files; a resource may be called EF too, and is no dictionary of files. */
const besideAttachments = (view: PdfView, dict: PDFDict): PDFObject[] =>
  dict.entries().flatMap(([key, item]) => {
    const files = key === PDFName.of('EF') ? view.looked(item) : undefined;
    if (!(files instanceof PDFDict)) return [item];
    return files.entries().flatMap(([name, file]) => (ATTACHED.has(name.decodeText()) ? [] : [file]));
  });

function isLocked(view: PdfView, { dict }: FileStream): boolean {
  const filter = view.get(dict, 'Filter');
  const stages = filter instanceof PDFArray ? filter.asArray() : [filter];
  return stages.some((stage) => view.looked(stage) === PDFName.of('Crypt'));
}
