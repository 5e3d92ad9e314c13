import { createReadStream } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import type { ScanSettings } from './settings.ts';

/** What clamd said of one file. `away`: it gave no answer; `refused`: it answered that it did not look. */
export type ScanResult =
  | { state: 'clean' }
  | { state: 'infected'; name: string }
  | { state: 'refused'; says: string }
  | { state: 'away' };

/** Pieces of this size travel to clamd, each with its length in front. */
const PIECE = 64 * 1024;
/** An answer is one short line. */
const LONGEST_ANSWER = 4096;

/**
 * Has a file scanned by a running clamd (its INSTREAM command, clamd(8)): the bytes go over its socket, no path does.
 * Never throws for what clamd does; a file that cannot be read is the caller's failure.
 */
export async function scanFile(path: string, settings: ScanSettings): Promise<ScanResult> {
  const socket = createConnection(
    settings.socket === undefined ? { host: settings.host, port: settings.port } : { path: settings.socket },
  );
  socket.setTimeout(settings.timeLimitMs, () => socket.destroy(new Error('clamd: no answer in time')));
  const answer = readAnswer(socket);
  try {
    const cut = await handOver(socket, path, answer);
    return resultOf(await answer, cut);
  } finally {
    socket.destroy();
  }
}

/**
 * Sends until the file or the other side ends: clamd answers early when a file is larger than it takes. True when it
 * hung up in the middle of the file; its answer is then often lost with the connection.
 */
async function handOver(socket: Socket, path: string, answer: Promise<string | null>): Promise<boolean> {
  let answered = false;
  const ended = answer.then(() => {
    answered = true;
  });
  const send = async (bytes: Uint8Array) => {
    if (answered || socket.destroyed || socket.write(bytes)) return;
    await Promise.race([ended, new Promise((resolve) => socket.once('drain', resolve))]);
  };
  let pieces = 0;
  await send(Buffer.from('zINSTREAM\0'));
  for await (const piece of createReadStream(path, { highWaterMark: PIECE })) {
    if (answered || socket.destroyed) return pieces > 1;
    pieces += 1;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    await send(length);
    await send(piece);
  }
  await send(Buffer.alloc(4));
  return false;
}

/** The answer up to its NUL; null when there is none. */
function readAnswer(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8');
      if (text.includes('\0') || text.length > LONGEST_ANSWER) resolve(text.split('\0')[0] ?? '');
    });
    socket.on('error', () => resolve(text === '' ? null : text));
    socket.on('close', () => resolve(text === '' ? null : text));
  });
}

function resultOf(answer: string | null, cut: boolean): ScanResult {
  if (answer === null)
    return cut ? { state: 'refused', says: 'clamd hung up (StreamMaxLength?)' } : { state: 'away' };
  const said = answer.trim().replace(/^stream: /u, '');
  if (said === 'OK') return { state: 'clean' };
  if (said.endsWith(' FOUND')) return { state: 'infected', name: said.slice(0, -' FOUND'.length) };
  return { state: 'refused', says: said.slice(0, 200) };
}
