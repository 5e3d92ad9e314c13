import { useEffect, useRef, useState } from 'preact/hooks';
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
  /** Which of the job's files it is. */
  part: string;
}

/**
 * Reads the job's file once it is here, takes its digest and opens the same copy for drawing. The letter
 * stays on the screen until its signed file can take its place, so that nobody loses the place she was looking at.
 * @param present the worker has put this file there
 * @param wanted false lets go of whatever is open
 */
export function useDocument(jobKey: string, part: string, present: boolean, wanted = true) {
  const [shown, setShown] = useState<ShownDocument | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = useRef<PDFDocumentProxy | null>(null);
  useEffect(() => {
    if (!present || !wanted) return;
    let left = false;
    const load = async () => {
      const bytes = await (await heldFile(jobKey, part)).arrayBuffer();
      const { byteLength: size } = bytes;
      const sha256 = await sha256Hex(bytes);
      const pdf = await openPdf(bytes);
      if (left) return void pdf.loadingTask.destroy();
      const before = open.current;
      open.current = pdf;
      setShown({ pdf, part, sha256, size, pages: pdf.numPages });
      setFailure(null);
      void before?.loadingTask.destroy();
    };
    load().catch((thrown) => !left && setFailure(asFailure(thrown)));
    return () => {
      left = true;
    };
  }, [jobKey, part, present, wanted]);
  useEffect(() => {
    if (!wanted) return;
    return () => {
      setShown(null);
      void open.current?.loadingTask.destroy();
      open.current = null;
    };
  }, [jobKey, wanted]);
  return { shown, failure };
}
