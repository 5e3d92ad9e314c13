import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import workerAddress from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import { KyguiError } from '../../../shared/errors.ts';

export type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist/legacy/build/pdf.mjs';

GlobalWorkerOptions.workerSrc = workerAddress;

/** Folder of the build that holds pdf.js's fonts, character maps and decoders. */
const RESOURCES = new URL('/pdfjs/', location.href).href;

/** Opens a PDF for drawing. Scripts, forms and links of the file are not run: only its pictures are shown. */
export async function openPdf(bytes: ArrayBuffer): Promise<PDFDocumentProxy> {
  try {
    return await getDocument({
      // pdf.js takes the buffer away; the caller's copy stays.
      data: bytes.slice(0),
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
