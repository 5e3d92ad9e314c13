import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../../messages/reply.ts';
import { openPdf, type PDFDocumentProxy } from '../parts/pdf.ts';
import { asFailure, heldFile, sha256Hex } from '../parts/worker.ts';

/** What was found of a file's bytes when they were opened here. */
export interface KnownDocument {
  /** SHA-256 of the very bytes that are drawn. */
  sha256: string;
  size: number;
  pages: number;
}

export interface ShownDocument extends KnownDocument {
  pdf: PDFDocumentProxy;
}

/** Reads the job's file once it is here, takes its digest and opens it for drawing: one copy serves both. */
export function useDocument(jobKey: string, part: string, present: boolean) {
  const [shown, setShown] = useState<ShownDocument | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    if (!present) return;
    let open: PDFDocumentProxy | undefined;
    let left = false;
    const load = async () => {
      const bytes = await (await heldFile(jobKey, part)).arrayBuffer();
      const [sha256, pdf] = await Promise.all([sha256Hex(bytes), openPdf(bytes)]);
      open = pdf;
      if (left) void pdf.loadingTask.destroy();
      else setShown({ pdf, sha256, size: bytes.byteLength, pages: pdf.numPages });
    };
    load().catch((thrown) => setFailure(asFailure(thrown)));
    return () => {
      left = true;
      setShown(null);
      void open?.loadingTask.destroy();
    };
  }, [jobKey, part, present]);
  return { shown, failure };
}
