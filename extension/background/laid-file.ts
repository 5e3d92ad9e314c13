import { checkPdf, checkSize } from './fetch-file.ts';
import { held } from './held-files.ts';

/**
 * The PDF that a window of ours laid among the held files for a job; what the window said of it counts for nothing.
 * @throws SITE_FILE_TOO_LARGE, PDF_NOT_PDF, SITE_FILE_LOST
 */
export async function laidFile(jobKey: string): Promise<Blob> {
  const file = await held(jobKey, 'original.pdf');
  checkSize(file.size);
  await checkPdf(file);
  return file;
}
