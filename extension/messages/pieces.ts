/**
 * Files cross from page to worker and back through a port: whole where the browser's channels carry files, in pieces of
 * base64 where they know JSON only (Chromium before 148; a single message may not exceed 64 MiB there). A file that
 * such a channel lost arrives as an empty object; the taker then asks for pieces, so no version is asked for.
 */
export interface WholeFile {
  whole: Blob;
}

export interface FilePiece {
  /** Base64; an empty piece ends the file. */
  piece: string;
  /** Why there is no file. */
  failure?: PieceFailure;
}

/** Said by the taker. */
interface PiecesWanted {
  inPieces: true;
}

/** One end of a port, as far as files need it. */
export interface FilePort {
  onMessage: { addListener(listener: (message: unknown) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
  postMessage(message: unknown): void;
}

/** Codes that a content script may report instead of a file. */
const PIECE_FAILURES = ['SITE_SESSION_EXPIRED', 'SITE_FETCH_FAILED'] as const;
export type PieceFailure = (typeof PIECE_FAILURES)[number];

/** A file that did not come, with what its page said. */
export class NotPoured extends Error {
  readonly failure: PieceFailure | undefined;

  constructor(failure?: PieceFailure) {
    super('not poured');
    this.failure = failure;
  }
}

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

function fromPiece({ piece }: FilePiece): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(piece), (character) => character.charCodeAt(0));
}

/** Offers a file as it is. True when the port was closed upon it, false when pieces are wanted. */
const offerWhole = (port: FilePort, file: Blob): Promise<boolean> =>
  new Promise((resolve) => {
    port.onDisconnect.addListener(() => resolve(true));
    port.onMessage.addListener((message) => {
      if ((message as PiecesWanted).inPieces) resolve(false);
    });
    try {
      port.postMessage({ whole: file } satisfies WholeFile);
    } catch {
      // DataCloneError: Firefox, for files of the page's making.
      resolve(false);
    }
  });

/** Sends a file through a port, whose other end closes it when it has the file. */
export async function pourFile(port: FilePort, file: Blob): Promise<void> {
  if (await offerWhole(port, file)) return;
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    port.postMessage(await toPiece(file.slice(at, at + PIECE_BYTES)));
  }
  port.postMessage({ piece: '' } satisfies FilePiece);
}

/** Ends a port whose file could not be had. */
export function pourFailure(port: Pick<FilePort, 'postMessage'>, failure: PieceFailure): void {
  port.postMessage({ piece: '', failure } satisfies FilePiece);
}

/**
 * Takes the file that the other end sends through a port.
 * @param heard is told what has come so far, in bytes; it may throw to take no more
 * @throws NotPoured when the port ends before the file does, or says why there is none
 */
export const takeFile = (port: FilePort, heard: (size: number) => void): Promise<Blob> =>
  new Promise((resolve, reject) => {
    const pieces: BlobPart[] = [];
    let size = 0;
    /** The whole file, once its end has come. */
    const add = (message: Partial<WholeFile & FilePiece>): Blob | undefined => {
      if (message.whole !== undefined) {
        if (message.whole instanceof Blob) {
          heard(message.whole.size);
          return message.whole;
        }
        port.postMessage({ inPieces: true } satisfies PiecesWanted);
        return undefined;
      }
      const failure = PIECE_FAILURES.find((code) => code === message.failure);
      if (failure) throw new NotPoured(failure);
      if (message.piece === '') return new Blob(pieces);
      const bytes = fromPiece(message as FilePiece);
      size += bytes.length;
      heard(size);
      pieces.push(bytes);
      return undefined;
    };
    port.onMessage.addListener((message) => {
      try {
        const whole = add(message as Partial<WholeFile & FilePiece>);
        if (whole) resolve(whole);
      } catch (thrown) {
        reject(thrown);
      }
    });
    port.onDisconnect.addListener(() => reject(new NotPoured()));
  });

/** Name of the port that brings the signed file of a job to its page. */
export const givePort = (jobKey: string) => `file:${jobKey}`;
/** Name of the port that brings a file which only its page can read to the worker: the letter, or one that goes with it. */
export const takePort = (jobKey: string, attachment?: number) =>
  attachment === undefined ? `take:${jobKey}` : `take:${jobKey}/${attachment}`;
