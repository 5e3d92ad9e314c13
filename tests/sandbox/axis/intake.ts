import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hashFileQuirk } from './hash-quirk.ts';
import { HEAD_LIMIT, type PackageHead, readHead, reserialise, type TransitChanges } from './transit.ts';

export interface Upload {
  /** File with the package as sent, without the line end after it. */
  file: string;
  size: number;
  sha256: string;
}

/**
 * Takes an upload in: the edXML followed by CR LF, or without it (fault F19). `hash-file` covers the package
 * only, so it must fit one of the two readings. Null when it fits neither.
 */
export async function takeUpload(
  body: AsyncIterable<Uint8Array>,
  file: string,
  hashFile: string,
  acceptProperHash: boolean,
): Promise<Upload | null> {
  const hash = createHash('sha256');
  let held: Buffer = Buffer.alloc(0);
  let size = 0;
  const hold = async function* () {
    for await (const piece of body) {
      const both = Buffer.concat([held, piece]);
      const ready = both.subarray(0, Math.max(0, both.length - 2));
      held = both.subarray(ready.length);
      hash.update(ready);
      size += ready.length;
      yield ready;
    }
  };
  try {
    await pipeline(Readable.from(hold()), createWriteStream(file));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  const fits = (digest: Buffer) =>
    hashFileQuirk(digest) === hashFile || (acceptProperHash && digest.toString('hex') === hashFile);
  const without = hash.copy().digest();
  if (held.equals(Buffer.from('\r\n')) && fits(without))
    return { file, size, sha256: without.toString('hex') };
  const whole = hash.update(held).digest();
  if (!fits(whole)) {
    await rm(file, { force: true });
    return null;
  }
  const handle = await open(file, 'a');
  await handle.write(held);
  await handle.close();
  return { file, size: size + held.length, sha256: whole.toString('hex') };
}

/** Reads the head of a stored package. */
export async function headOf(file: string): Promise<PackageHead> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const start = Buffer.alloc(Math.min(size, HEAD_LIMIT));
    await handle.read(start, 0, start.length, 0);
    return readHead(start);
  } finally {
    await handle.close();
  }
}

/** Writes the package as it is passed on: a new head, the attachments untouched. */
export async function passOn(
  source: string,
  target: string,
  head: PackageHead,
  timestamp: string,
  changes: TransitChanges,
  editRest?: (text: string) => string,
): Promise<void> {
  const printed = reserialise(head, timestamp, changes);
  const rest = createReadStream(source, { start: head.headBytes });
  const parts = async function* () {
    yield Buffer.from(printed, 'utf8');
    if (editRest === undefined) {
      yield* rest;
      return;
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of rest) pieces.push(piece);
    yield Buffer.from(editRest(Buffer.concat(pieces).toString('utf8')), 'utf8');
  };
  await pipeline(Readable.from(parts()), createWriteStream(`${target}.part`));
  await rename(`${target}.part`, target);
}
