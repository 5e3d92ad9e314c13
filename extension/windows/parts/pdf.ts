import type { PDFDocumentProxy, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { KyguiError } from '../../../shared/errors.ts';

export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Folder of the build that holds pdf.js's fonts, character maps and decoders. */
const RESOURCES = new URL('/pdfjs/', location.href).href;

/**
 * Begun when the window opens, waited for when there is a file: the window itself stands without it. Begun once the
 * window stands it would show that 10 ms sooner and the first page 90 ms later.
 */
const library = import('pdfjs-dist/legacy/build/pdf.mjs').then((pdfjs) => {
  pdfjs.GlobalWorkerOptions.workerSrc = workerAddress;
  return pdfjs;
});

/** One thread for the letter, its drawings and the other letters of a batch: starting one costs more than drawing. */
let shared: PDFWorker | undefined;
async function thread(): Promise<PDFWorker> {
  const { PDFWorker } = await library;
  if (!shared || shared.destroyed) shared = new PDFWorker();
  return shared;
}
void thread().catch(() => undefined);

/**
 * Opens a PDF for drawing. Scripts, forms and links of the file are not run: only its pictures are shown.
 * @param bytes are given away: a large file would lie in memory twice
 */
export async function openPdf(bytes: ArrayBuffer): Promise<PDFDocumentProxy> {
  try {
    const [{ getDocument }, worker] = await Promise.all([library, thread()]);
    return await getDocument({
      data: bytes,
      worker,
      standardFontDataUrl: `${RESOURCES}standard_fonts/`,
      cMapUrl: `${RESOURCES}cmaps/`,
      cMapPacked: true,
      wasmUrl: `${RESOURCES}wasm/`,
      iccUrl: `${RESOURCES}iccs/`,
      enableXfa: false,
      useSystemFonts: false,
    }).promise;
  } catch (failure) {
    const name = (failure as Error).name;
    if (name === 'PasswordException') throw new KyguiError('PDF_NEEDS_PASSWORD');
    throw new KyguiError('PDF_NOT_PDF', {}, { cause: failure });
  }
}
