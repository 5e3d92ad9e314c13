import type { IncomingMessage, ServerResponse } from 'node:http';

/** A small request body as a whole. */
export async function readSmall(request: IncomingMessage, limit = 1 << 20): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of request as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > limit) throw new Error('request too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

export async function drain(request: IncomingMessage): Promise<void> {
  for await (const _ of request) {
    // A server that answers without reading on would break the client's upload instead of answering it.
  }
}

export function sendText(
  response: ServerResponse,
  status: number,
  type: string,
  text: string | Buffer,
): void {
  const body = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

/** Writes pieces with back-pressure; ends early when the client is gone. */
export async function sendPieces(
  response: ServerResponse,
  pieces: AsyncIterable<string> | Iterable<string>,
): Promise<number> {
  let size = 0;
  for await (const piece of pieces) {
    if (response.destroyed) return size;
    size += Buffer.byteLength(piece);
    if (!response.write(piece)) {
      await new Promise<void>((resolve) => {
        const go = () => {
          response.off('drain', go).off('close', go);
          resolve();
        };
        response.once('drain', go).once('close', go);
      });
    }
  }
  response.end();
  return size;
}

export function wait(milliseconds: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      response.off('close', go);
      resolve();
    };
    const timer = setTimeout(go, milliseconds);
    response.once('close', go);
  });
}
