/**
 * Bounds of a package from a stranger. No official size limit was found; 50 MB a file is the figure of two
 * known clients. Everything but the two sizes bounds work and memory, not letters.
 */
export interface ReadLimits {
  /** Bytes of the whole package as received. */
  packageBytes: number;
  /** Bytes of one attachment after decoding, and again after unwrapping. */
  fileBytes: number;
  /** Bytes of everything that is not attachment payload. */
  markupBytes: number;
  /** Characters of one piece of markup: a comment, a text, a tag. The longest legal text has 500. */
  tokenCharacters: number;
  depth: number;
  /** Elements and attributes together. */
  elements: number;
  attributesPerElement: number;
  attachments: number;
  /** Unzipped : zipped, enforced from one megabyte of output on. */
  unzipRatio: number;
  /** Warnings that stand alone; what is beyond is gathered by kind and place, with its values. */
  warnings: number;
}

const MEGABYTE = 1024 * 1024;

export const DEFAULT_LIMITS: ReadLimits = {
  packageBytes: 60 * MEGABYTE,
  fileBytes: 50 * MEGABYTE,
  markupBytes: 4 * MEGABYTE,
  tokenCharacters: 256 * 1024,
  depth: 32,
  elements: 50_000,
  attributesPerElement: 32,
  attachments: 200,
  unzipRatio: 200,
  warnings: 300,
};
