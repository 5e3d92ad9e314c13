import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { KyguiError } from '../../shared/errors.ts';
import { judgePdf } from '../pdf/judge/judge.ts';

/** The one judge of a bridge, with its trust list. */
export interface Judge {
  judge(path: string): Promise<PdfVerdict>;
  /** Null when the file is no PDF. */
  ifPdf(path: string): Promise<PdfVerdict | null>;
}

/** @param trust folder or PEM file of the roots; null judges integrity alone */
export function judgeWith(trust: string | null): Judge {
  const judge = (path: string) => judgePdf(path, { trust });
  return {
    judge,
    async ifPdf(path) {
      try {
        return await judge(path);
      } catch (error) {
        if (error instanceof KyguiError && error.code === 'PDF_NOT_PDF') return null;
        throw error;
      }
    },
  };
}
