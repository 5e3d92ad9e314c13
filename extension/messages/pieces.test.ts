// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { type FilePiece, fromPiece, PIECE_BYTES, pourFile } from './pieces.ts';

test.each([0, 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES + 5])(
  'a file of %i bytes arrives as it left',
  async (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, index) => (index * 31) % 256);
    const sent: FilePiece[] = [];
    await pourFile({ postMessage: (message) => sent.push(message as FilePiece) }, new Blob([bytes]));
    expect(sent.at(-1)).toEqual({ piece: '' });
    const received = Buffer.concat(sent.slice(0, -1).map(fromPiece));
    expect(received.equals(bytes)).toBe(true);
    expect(sent).toHaveLength(Math.ceil(size / PIECE_BYTES) + 1);
  },
);
