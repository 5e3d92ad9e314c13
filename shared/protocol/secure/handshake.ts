import { z } from 'zod';
import { KyguiError } from '../../errors.ts';
import { concatBytes, utf8 } from './bytes.ts';
import { NoiseHandshake, type NoiseKeys } from './noise.ts';

/** Range of protocol versions one side speaks. */
const versionRangeSchema = z
  .object({ min: z.number().int().min(1), max: z.number().int().min(1) })
  .refine(({ min, max }) => min <= max);
export type VersionRange = z.infer<typeof versionRangeSchema>;

/** What a finished handshake gives one side. */
export interface ChannelKeys {
  /** 32 bytes, for records this side sends. */
  send: Uint8Array;
  /** 32 bytes, for records this side receives. */
  receive: Uint8Array;
  /** Protocol version both speak. */
  version: number;
  /** Noise handshake hash, unique for each connection. */
  handshakeHash: Uint8Array;
}

/** First bytes unlike those of any record, so that neither can be taken for the other. */
const HELLO = 0x48;
const WELCOME = 0x57;
const ID_BYTES = 16;

/** The highest version both speak; CHANNEL_VERSION_MISMATCH names the older side otherwise. */
export function negotiateVersion(extension: VersionRange, bridge: VersionRange): number {
  const version = Math.min(extension.max, bridge.max);
  if (version >= Math.max(extension.min, bridge.min)) return version;
  throw new KyguiError('CHANNEL_VERSION_MISMATCH', {
    older: extension.max < bridge.min ? 'extension' : 'bridge',
    extension: `${extension.min}–${extension.max}`,
    bridge: `${bridge.min}–${bridge.max}`,
  });
}

/** The port is bound in, so that a program on another port cannot pass a handshake on. */
function prologue(id: Uint8Array, port: number): Uint8Array {
  return concatBytes(utf8(`kygui channel 1 127.0.0.1:${port} `), id);
}

function idBytes(pairingId: string): Uint8Array {
  const digits = pairingId.replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/u.test(digits)) throw new RangeError('a pairing id is a UUID');
  return Uint8Array.from({ length: ID_BYTES }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

function readRange(payload: Uint8Array): VersionRange {
  try {
    return versionRangeSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
  } catch (cause) {
    throw new KyguiError('CHANNEL_VIOLATION', { problem: 'hello' }, { cause });
  }
}

export interface HandshakeParameters {
  /** UUID of the pairing, sent in clear. */
  pairingId: string;
  /** Pairing key, 32 bytes. */
  key: Uint8Array;
  /** TCP port of the bridge, as this side sees it. */
  port: number;
  versions: VersionRange;
}

/**
 * The extension's side. Hello on the wire: one byte `H`, the pairing id (16 bytes), Noise message 1 with the
 * version range as encrypted JSON. Welcome: one byte `W`, Noise message 2 with the bridge's range.
 */
export class InitiatorHandshake {
  readonly #noise: NoiseHandshake;
  readonly #id: Uint8Array;
  readonly #versions: VersionRange;

  constructor(parameters: HandshakeParameters) {
    this.#id = idBytes(parameters.pairingId);
    this.#versions = parameters.versions;
    this.#noise = new NoiseHandshake({
      role: 'initiator',
      psk: parameters.key,
      prologue: prologue(this.#id, parameters.port),
    });
  }

  hello(): Uint8Array {
    const message = this.#noise.writeFirst(utf8(JSON.stringify(this.#versions)));
    return concatBytes(Uint8Array.of(HELLO), this.#id, message);
  }

  /** Reads the welcome; CHANNEL_PEER_UNPROVEN when the other side does not hold the pairing key. */
  finish(welcome: Uint8Array): ChannelKeys {
    if (welcome[0] !== WELCOME) throw new KyguiError('CHANNEL_PEER_UNPROVEN', {});
    let answer: { payload: Uint8Array; keys: NoiseKeys };
    try {
      answer = this.#noise.readSecond(welcome.subarray(1));
    } catch (cause) {
      throw new KyguiError('CHANNEL_PEER_UNPROVEN', {}, { cause });
    }
    const { keys, payload } = answer;
    const version = negotiateVersion(this.#versions, readRange(payload));
    return { send: keys.initiator, receive: keys.responder, version, handshakeHash: keys.handshakeHash };
  }
}

/** The pairing id a hello names, as UUID text; CHANNEL_VIOLATION when it is no hello. */
export function helloPairingId(hello: Uint8Array): string {
  if (hello[0] !== HELLO || hello.length < 1 + ID_BYTES)
    throw new KyguiError('CHANNEL_VIOLATION', { problem: 'not a hello' });
  const digits = Array.from(hello.subarray(1, 1 + ID_BYTES), (byte) => byte.toString(16).padStart(2, '0'));
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}

/**
 * The bridge's side: checks a hello against the pairing key (CHANNEL_PROOF_FAILED) and writes the welcome.
 * A replayed hello passes here, and gets no further: the replayer cannot write the first record. `keys` is the
 * version error instead when no common version exists; the welcome is sent even then, so that the other side
 * learns the range from a proven peer.
 */
export function respondToHello(
  hello: Uint8Array,
  parameters: HandshakeParameters,
): { welcome: Uint8Array; keys: ChannelKeys | KyguiError } {
  const noise = new NoiseHandshake({
    role: 'responder',
    psk: parameters.key,
    prologue: prologue(idBytes(parameters.pairingId), parameters.port),
  });
  const extension = readRange(noise.readFirst(hello.subarray(1 + ID_BYTES)));
  const { message, keys } = noise.writeSecond(utf8(JSON.stringify(parameters.versions)));
  const welcome = concatBytes(Uint8Array.of(WELCOME), message);
  try {
    const version = negotiateVersion(extension, parameters.versions);
    const { initiator, responder, handshakeHash } = keys;
    return { welcome, keys: { send: responder, receive: initiator, version, handshakeHash } };
  } catch (error) {
    if (error instanceof KyguiError) return { welcome, keys: error };
    throw error;
  }
}
