import type { FontLibrary } from './drawing/fonts.ts';
import type { ReadLimits } from './file/limits.ts';
import { PdfFile } from './file/pdf-file.ts';
import { DocumentLines } from './place/page-lines.ts';

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
  const file = PdfFile.open(path, { limits, damaged: 'when-unsigned' });
  try {
    const document = new DocumentLines(file, fonts, { annotations: true });
    return document.searched.map((number) =>
      (document.page(number)?.lines ?? []).map((line) => line.text).join('\n'),
    );
  } finally {
    file.close();
  }
}
