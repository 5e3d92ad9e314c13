import { readDocumentProperties } from './document-properties.ts';
import type { FontLibrary } from './drawing/fonts.ts';
import type { ReadLimits } from './file/limits.ts';
import { PdfFile } from './file/pdf-file.ts';
import type { ByteSource } from './file/source.ts';
import { DocumentLines } from './place/page-lines.ts';

/** Everything a document says in words. */
export interface DocumentText {
  /** As {@link readPrintedText}. */
  pages: string[];
  /** As {@link readDocumentProperties}. */
  properties: string[];
}

/** The text of the pages and the words of the metadata. @throws every code of opening a file */
export function readDocumentText(
  from: string | ByteSource,
  fonts: FontLibrary,
  limits: Partial<ReadLimits> = {},
): DocumentText {
  const file = PdfFile.open(from, { limits, damaged: 'when-unsigned' });
  try {
    const document = new DocumentLines(file, fonts, { annotations: true });
    const pages = document.searched.map((number) =>
      (document.page(number)?.lines ?? []).map((line) => line.text).join('\n'),
    );
    return { pages, properties: readDocumentProperties(file) };
  } finally {
    file.close();
  }
}

/**
 * The text of a document as a reader sees it: one string for each searched page, lines from the top, in NFC, with
 * what stamps and signature fields draw. A page
 * that is a picture, or whose fonts tell no characters, is an empty string. @throws every code of opening a file
 */
export function readPrintedText(
  path: string,
  fonts: FontLibrary,
  limits: Partial<ReadLimits> = {},
): string[] {
  return readDocumentText(path, fonts, limits).pages;
}
