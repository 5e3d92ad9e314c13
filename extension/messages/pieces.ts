/**
 * Files cross from page to worker and back through a port, in pieces of base64: message channels of browsers
 * before Chromium 148 know JSON only, and a single message may not exceed 64 MiB.
 */
export interface FilePiece {
  /** Base64; an empty piece ends the file. */
  piece: string;
  /** Why there is no file. */
  failure?: PieceFailure;
}

/** Codes that a content script may report instead of a file. */
export const PIECE_FAILURES = ['SITE_SESSION_EXPIRED', 'SITE_FETCH_FAILED'] as const;
export type PieceFailure = (typeof PIECE_FAILURES)[number];

/** Bytes of a piece: a multiple of 3, so that no piece but the last carries padding. */
export const PIECE_BYTES = 262_143;

/**
 * A part of a file in base64. It is read as an address: in Firefox the bytes of what a content script asked for are of
 * the page's making, and out of the script's reach.
 */
const toPiece = (part: Blob): Promise<FilePiece> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ piece: String(reader.result).replace(/^[^,]*,/u, '') });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(part);
  });

export function fromPiece({ piece }: FilePiece): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(piece), (character) => character.charCodeAt(0));
}

/** Sends a file through a port, in order. */
export async function pourFile(port: { postMessage(message: unknown): void }, file: Blob): Promise<void> {
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    port.postMessage(await toPiece(file.slice(at, at + PIECE_BYTES)));
  }
  port.postMessage({ piece: '' } satisfies FilePiece);
}

/** Ends a port whose file could not be had. */
export function pourFailure(port: { postMessage(message: unknown): void }, failure: PieceFailure): void {
  port.postMessage({ piece: '', failure } satisfies FilePiece);
}

/** Name of the port that brings the signed file of a job to its page. */
export const givePort = (jobKey: string) => `file:${jobKey}`;
/** Name of the port that brings a file which only its page can read to the worker: the letter, or one that goes with it. */
export const takePort = (jobKey: string, attachment?: number) =>
  attachment === undefined ? `take:${jobKey}` : `take:${jobKey}/${attachment}`;
