import { createReadStream } from 'node:fs';

/** The bytes of a file, or null when it has more than `most`: what is larger never comes into memory. */
export async function readAtMost(path: string, most: number): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of createReadStream(path, { end: most })) {
    pieces.push(piece);
    size += piece.length;
  }
  return size > most ? null : Buffer.concat(pieces, size);
}
