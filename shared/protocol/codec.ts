import { KyguiError } from '../errors.ts';
import { concatBytes, utf8 } from './secure/bytes.ts';

/** First byte of a decrypted record. */
const KEEP_ALIVE = 0;
const JSON_FRAME = 1;
const CHUNK = 2;

/** What one decrypted record holds. An empty chunk ends its stream. */
export type Content =
  | { kind: 'keep-alive'; ask: boolean }
  | { kind: 'json'; frame: unknown }
  | { kind: 'chunk'; stream: number; payload: Uint8Array };

/** `[1][UTF-8 JSON]` */
export function encodeJson(frame: unknown): Uint8Array {
  return concatBytes(Uint8Array.of(JSON_FRAME), utf8(JSON.stringify(frame)));
}

/** `[2][stream, 32 bits big-endian][payload]` */
export function encodeChunk(stream: number, payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(5 + payload.length);
  record[0] = CHUNK;
  new DataView(record.buffer).setUint32(1, stream);
  record.set(payload, 5);
  return record;
}

/** `[0][1 ask, 0 answer]` */
export function encodeKeepAlive(ask: boolean): Uint8Array {
  return Uint8Array.of(KEEP_ALIVE, ask ? 1 : 0);
}

/** Reads a decrypted record; CHANNEL_VIOLATION when it is none of the above. */
export function decodeContent(record: Uint8Array): Content {
  const kind = record[0];
  if (kind === KEEP_ALIVE && record.length === 2) return { kind: 'keep-alive', ask: record[1] === 1 };
  if (kind === CHUNK && record.length >= 5) {
    const stream = new DataView(record.buffer, record.byteOffset).getUint32(1);
    return { kind: 'chunk', stream, payload: record.subarray(5) };
  }
  if (kind === JSON_FRAME) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(record.subarray(1));
      return { kind: 'json', frame: JSON.parse(text) as unknown };
    } catch (cause) {
      throw new KyguiError('CHANNEL_VIOLATION', { problem: 'frame is not JSON' }, { cause });
    }
  }
  throw new KyguiError('CHANNEL_VIOLATION', { problem: 'kind of frame' });
}
