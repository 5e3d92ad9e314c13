import type { ErrorCode } from '../../errors.ts';
import type { EdxmlEngine, Sha256 } from '../engine.ts';
import type { ReadLimits } from './limits.ts';
import type { AttachmentSink, SinkFactory, StoredBytes } from './sink.ts';
import type { WarningCode } from './warnings.ts';

const PAD = 0x3d;
const AMPERSAND = 0x26;
const [MINUS, UNDERSCORE, PLUS, SLASH] = [0x2d, 0x5f, 0x2b, 0x2f];
const SEMICOLON = 0x3b;
/** Longest numeric reference taken inside base64: `&#x00000D;` and the like. */
const REFERENCE = 12;

function isSpace(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0x20 || byte === 0x09;
}

/** What became of one payload. */
export interface DecodedPayload<S extends StoredBytes> {
  stored: S | undefined;
  sha256: string;
  size: number;
  /** `found` is the first character that is not base64, with its place from 1, white space left out. */
  failure: { code: ErrorCode; reason?: string; allowed?: number; found?: string } | undefined;
  oddities: WarningCode[];
}

/**
 * Decodes the base64 text of one attachment as it comes and hands the bytes to a sink; holds no more than one
 * chunk. White space inside is accepted, and numeric references to it, which some serialisers write for CR.
 * What is not base64 spoils this attachment only: the rest of its text is passed over.
 */
export class PayloadDecoder<S extends StoredBytes> {
  readonly #engine: EdxmlEngine;
  readonly #limits: ReadLimits;
  readonly #sink: AttachmentSink<S>;
  readonly #hash: Sha256;
  #carry: Uint8Array = new Uint8Array(0);
  #reference: string | undefined;
  #padded = false;
  #size = 0;
  #characters = 0;
  /** White space came after the payload had begun: at its end it is indentation, before more of it a break. */
  #gap = false;
  #failure: DecodedPayload<S>['failure'];
  readonly #oddities = new Set<WarningCode>();

  private constructor(engine: EdxmlEngine, limits: ReadLimits, sink: AttachmentSink<S>) {
    this.#engine = engine;
    this.#limits = limits;
    this.#sink = sink;
    this.#hash = engine.sha256();
  }

  static async open<S extends StoredBytes>(
    index: number,
    engine: EdxmlEngine,
    limits: ReadLimits,
    sinks: SinkFactory<S>,
  ): Promise<PayloadDecoder<S>> {
    return new PayloadDecoder(engine, limits, await sinks(index));
  }

  odd(code: WarningCode): void {
    this.#oddities.add(code);
  }

  /** Takes a piece of the payload's text. */
  async text(ascii: Uint8Array): Promise<void> {
    if (this.#failure !== undefined || ascii.length === 0) return;
    const plain = this.#reference === undefined && !this.#padded && !ascii.includes(AMPERSAND);
    if (plain && (await this.#direct(ascii))) return;
    const clean = this.#filter(ascii);
    if (clean === undefined) {
      this.#failure ??= { code: 'EDXML_ATTACHMENT_BASE64' };
      return;
    }
    await this.#decode(clean);
  }

  /** The quick way: the whole piece is base64 without white space or padding. False when it is not. */
  async #direct(ascii: Uint8Array): Promise<boolean> {
    const missing = (4 - (this.#carry.length % 4)) % 4;
    if (ascii.length < missing + 4) return false;
    const first = joined(this.#carry, ascii.subarray(0, missing));
    const whole = (ascii.length - missing) & ~3;
    const middle = ascii.subarray(missing, missing + whole);
    const rest = ascii.subarray(missing + whole);
    if (middle[middle.length - 1] === PAD || rest.some((byte) => !isAlphabet(byte))) return false;
    const head = first.includes(PAD) ? undefined : this.#engine.decodeBase64(first);
    if (head === undefined) return false;
    const body = this.#engine.decodeBase64(middle);
    if (body === undefined) return false;
    this.#noteGap();
    this.#characters += ascii.length;
    this.#carry = rest.slice();
    if (head.length > 0) await this.#store(head);
    await this.#store(body);
    return true;
  }

  /** Takes out white space and resolves references; undefined when something is not base64. */
  #filter(ascii: Uint8Array): Uint8Array | undefined {
    const out = new Uint8Array(ascii.length);
    let length = 0;
    for (const byte of ascii) {
      let character = byte;
      if (this.#reference !== undefined) {
        if (byte !== SEMICOLON) {
          this.#reference += String.fromCharCode(byte);
          if (this.#reference.length > REFERENCE) return undefined;
          continue;
        }
        const code = numericReference(this.#reference);
        if (code === undefined) return undefined;
        this.#reference = undefined;
        character = code;
      } else if (byte === AMPERSAND) {
        this.#oddities.add('PAYLOAD_FORM');
        this.#reference = '';
        continue;
      }
      if (isSpace(character)) {
        this.#gap ||= this.#characters + length > 0;
        continue;
      }
      this.#noteGap();
      if (character === MINUS || character === UNDERSCORE) {
        this.#oddities.add('BASE64_URL');
        character = character === MINUS ? PLUS : SLASH;
      }
      if (character === PAD) this.#padded = true;
      else if (this.#padded || !isAlphabet(character)) {
        this.#failure = {
          code: 'EDXML_ATTACHMENT_BASE64',
          found: `${String.fromCharCode(character)} (${this.#characters + length + 1})`,
        };
        return undefined;
      }
      out[length++] = character;
    }
    return out.subarray(0, length);
  }

  #noteGap(): void {
    if (!this.#gap) return;
    this.#gap = false;
    this.#oddities.add('BASE64_BREAKS');
  }

  async #decode(clean: Uint8Array): Promise<void> {
    this.#characters += clean.length;
    const all = joined(this.#carry, clean);
    const whole = all.length & ~3;
    this.#carry = all.slice(whole);
    await this.#decoded(this.#engine.decodeBase64(all.subarray(0, whole)));
  }

  async #decoded(bytes: Uint8Array | undefined): Promise<void> {
    if (bytes === undefined) this.#failure = { code: 'EDXML_ATTACHMENT_BASE64' };
    else await this.#store(bytes);
  }

  async #store(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length;
    if (this.#size > this.#limits.fileBytes) {
      this.#failure = {
        code: 'EDXML_ATTACHMENT_LIMIT',
        reason: 'fileBytes',
        allowed: this.#limits.fileBytes,
      };
      return;
    }
    if (bytes.length === 0) return;
    this.#hash.update(bytes);
    await this.#sink.write(bytes);
  }

  /** Ends the payload. Failed payloads leave nothing stored. */
  async finish(): Promise<DecodedPayload<S>> {
    if (this.#failure === undefined) await this.#last();
    if (this.#failure === undefined && this.#size === 0) this.#failure = { code: 'EDXML_ATTACHMENT_EMPTY' };
    const oddities = [...this.#oddities];
    if (this.#failure !== undefined) {
      await this.#sink.discard();
      return { stored: undefined, sha256: '', size: 0, failure: this.#failure, oddities };
    }
    const stored = await this.#sink.finish();
    return { stored, sha256: this.#hash.hex(), size: this.#size, failure: undefined, oddities };
  }

  async #last(): Promise<void> {
    const left = this.#carry.length;
    if (this.#reference !== undefined || left === 1 || (left > 0 && this.#padded)) {
      this.#failure = { code: 'EDXML_ATTACHMENT_BASE64' };
      return;
    }
    if (left === 0) return;
    this.#oddities.add('PADDING_MISSING');
    const padded = new Uint8Array(4).fill(PAD);
    padded.set(this.#carry);
    await this.#decoded(this.#engine.decodeBase64(padded));
  }

  /** Gives up: the package itself cannot be read. */
  async abandon(): Promise<void> {
    try {
      await this.#sink.discard();
    } catch {
      // The reading has failed already; its reason matters more than a left-over file.
    }
  }
}

function isAlphabet(byte: number): boolean {
  return (
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2f
  );
}

function numericReference(text: string): number | undefined {
  const match = /^#(?:x([0-9a-f]+)|(\d+))$/iu.exec(text);
  if (match === null) return undefined;
  return match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const out = new Uint8Array(left.length + right.length);
  out.set(left);
  out.set(right, left.length);
  return out;
}
