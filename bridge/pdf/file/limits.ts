import { KyguiError } from '../../../shared/errors.ts';

/** Caps on what a foreign file may cost. All are reached only by hostile or broken files. */
export interface ReadLimits {
  /** Largest file in bytes. */
  fileBytes: number;
  /** Nesting of arrays and dictionaries in one object. */
  depth: number;
  /** Parsed tokens in one object. */
  nodesPerObject: number;
  /** Bytes of one object without its stream data. */
  objectBytes: number;
  /** Bytes that one decoded stream may have. */
  decodedBytes: number;
  /** Bytes that all decoded streams of one opened file may have together. */
  decodedBytesTotal: number;
  /** Cross-reference sections in the chain. */
  sections: number;
  /** Cross-reference entries in all sections together. */
  entries: number;
  /** Largest object number that is given (ISO 32000-1, annex C: what readers take). */
  objectNumber: number;
  /** Pages visited in the page tree. */
  pages: number;
}

export const DEFAULT_LIMITS: ReadLimits = {
  fileBytes: 2 * 1024 ** 3,
  depth: 200,
  nodesPerObject: 2_000_000,
  objectBytes: 32 * 1024 ** 2,
  decodedBytes: 128 * 1024 ** 2,
  decodedBytesTotal: 1024 ** 3,
  sections: 4096,
  entries: 8_388_607,
  objectNumber: 8_388_607,
  pages: 200_000,
};

/** Throws PDF_LIMIT_EXCEEDED naming the limit. */
export function exceeded(limit: string): never {
  throw new KyguiError('PDF_LIMIT_EXCEEDED', { limit });
}

const NESTING = 'nesting';

/** Throws PDF_LIMIT_EXCEEDED for an object that is nested deeper than any honest one. */
export const tooDeep = (): never => exceeded(NESTING);

/** An object that {@link tooDeep} refused; others can be read all the same. */
export const isTooDeep = (thrown: unknown): boolean =>
  thrown instanceof KyguiError && thrown.code === 'PDF_LIMIT_EXCEEDED' && thrown.details.limit === NESTING;

/** Throws PDF_XREF_DAMAGED naming the place. */
export function xrefDamaged(where: string): never {
  throw new KyguiError('PDF_XREF_DAMAGED', { where });
}

/** Throws PDF_OBJECT_DAMAGED naming the place. */
export function objectDamaged(where: string): never {
  throw new KyguiError('PDF_OBJECT_DAMAGED', { where });
}
