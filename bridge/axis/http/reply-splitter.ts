import { KyguiError } from '../../../shared/errors.ts';

/**
 * A piece of a large JSON reply: one element of the wanted array as JSON text, or some decoded bytes (UTF-8) of
 * the wanted string.
 */
export type ReplyPart = { kind: 'element'; text: string } | { kind: 'bytes'; bytes: Uint8Array };

interface Frame {
  object: boolean;
  /** The wanted member lies in this object or below it. */
  onPath: boolean;
  expectKey: boolean;
  key: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ENVELOPE_LIMIT = 1 << 20;
const ELEMENT_LIMIT = 1 << 20;
/** Longer texts beside the wanted member (copies of attachments, stack traces) are cut in the envelope. */
const CLIP = 4096;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Cuts one member out of a JSON object that is too large to hold: the directory's 123,000 rows, the base64 of a
 * package. The member is named by its path; if it is an array its elements come out one by one, if it is a
 * string its decoded bytes do, anything else stays in the envelope. Memory: one chunk and one element.
 * The remainder of the object is the envelope, with `null` in the member's place.
 */
export class ReplySplitter {
  readonly #path: readonly string[];
  readonly #operation: string;
  #mode: 'outside' | 'elements' | 'string' = 'outside';
  readonly #envelope: number[] = [];
  readonly #stack: Frame[] = [];
  #began = false;
  #inString = false;
  #escaped = false;
  #stringLength = 0;
  /** Bytes still missing of the escape under way. */
  #escapeLeft = 0;
  #capturing: number[] | null = null;
  #depth = 0;
  #pieces: Uint8Array[] = [];
  #pieceLength = 0;
  #escape: string | null = null;
  #highSurrogate = 0;

  constructor(path: readonly string[], operation: string) {
    this.#path = path;
    this.#operation = operation;
  }

  *write(input: Uint8Array): Generator<ReplyPart> {
    const chunk = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
    let index = 0;
    while (index < chunk.length) {
      if (this.#mode === 'outside') index = this.#outside(chunk, index);
      else if (this.#mode === 'elements') index = yield* this.#elements(chunk, index);
      else index = yield* this.#string(chunk, index);
    }
  }

  /** The envelope's text; `complete` is false when the object never began or did not end. */
  end(): { text: string; complete: boolean } {
    return {
      text: Buffer.from(this.#envelope).toString('utf8'),
      complete: this.#began && this.#mode === 'outside' && this.#stack.length === 0 && !this.#inString,
    };
  }

  #keep(byte: number): void {
    if (this.#envelope.length >= ENVELOPE_LIMIT) {
      throw new KyguiError('AXIS_REPLY_TOO_LARGE', { operation: this.#operation, limit: ENVELOPE_LIMIT });
    }
    this.#envelope.push(byte);
  }

  #isWanted(): boolean {
    const top = this.#stack.at(-1);
    return top?.onPath === true && this.#stack.length === this.#path.length && this.#matches(top);
  }

  #matches(frame: Frame): boolean {
    return frame.object && frame.key === this.#path[this.#stack.length - 1];
  }

  #outside(chunk: Buffer, from: number): number {
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (this.#inString) {
        this.#stringByte(byte);
        continue;
      }
      const top = this.#stack.at(-1);
      switch (byte) {
        case QUOTE:
          if (top?.expectKey !== true && this.#isWanted()) {
            this.#mode = 'string';
            for (const letter of Buffer.from('null')) this.#keep(letter);
            return index + 1;
          }
          this.#inString = true;
          this.#stringLength = 0;
          this.#escapeLeft = 0;
          if (top?.onPath === true && top.expectKey) this.#capturing = [];
          break;
        case 0x7b: {
          const onPath = top === undefined || (top.onPath && this.#matches(top));
          this.#stack.push({ object: true, onPath, expectKey: true, key: '' });
          this.#began = true;
          break;
        }
        case 0x5b:
          if (this.#isWanted()) {
            this.#mode = 'elements';
            this.#depth = 0;
            for (const letter of Buffer.from('null')) this.#keep(letter);
            return index + 1;
          }
          this.#stack.push({ object: false, onPath: false, expectKey: false, key: '' });
          break;
        case 0x7d:
        case 0x5d:
          this.#stack.pop();
          break;
        case 0x2c:
          if (top?.object === true) top.expectKey = true;
          break;
        case 0x3a:
          if (top !== undefined) top.expectKey = false;
          break;
        default:
      }
      this.#keep(byte);
    }
    return chunk.length;
  }

  #stringByte(byte: number): void {
    const closing = byte === QUOTE && !this.#escaped;
    if (closing) {
      this.#inString = false;
      const top = this.#stack.at(-1);
      if (this.#capturing !== null && top !== undefined)
        top.key = Buffer.from(this.#capturing).toString('utf8');
      this.#capturing = null;
    } else {
      this.#capturing?.push(byte);
    }
    // Clipping starts between escapes only, so that the envelope stays JSON.
    const between = this.#escapeLeft === 0;
    if (byte === BACKSLASH && !this.#escaped) this.#escapeLeft = 1;
    else if (this.#escaped) this.#escapeLeft = byte === 0x75 ? 4 : 0;
    else if (this.#escapeLeft > 0) this.#escapeLeft -= 1;
    if (!closing && between && this.#stringLength >= CLIP) this.#stringLength = Number.POSITIVE_INFINITY;
    if (closing || this.#stringLength !== Number.POSITIVE_INFINITY) this.#keep(byte);
    this.#stringLength += 1;
    this.#escaped = byte === BACKSLASH && !this.#escaped;
  }

  *#elements(chunk: Buffer, from: number): Generator<ReplyPart, number> {
    let start = from;
    for (let index = from; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
      } else if (byte === QUOTE) {
        this.#inString = true;
        this.#escaped = false;
      } else if (byte === 0x7b || byte === 0x5b) {
        this.#depth += 1;
      } else if (this.#depth === 0 && (byte === 0x2c || byte === 0x5d)) {
        const text = this.#takeElement(chunk.subarray(start, index));
        start = index + 1;
        if (byte === 0x5d) this.#mode = 'outside';
        if (text !== '') yield { kind: 'element', text };
        if (byte === 0x5d) return start;
      } else if (byte === 0x7d || byte === 0x5d) {
        this.#depth -= 1;
      }
    }
    this.#addPiece(chunk.subarray(start));
    return chunk.length;
  }

  #addPiece(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieceLength += piece.length;
    if (this.#pieceLength > ELEMENT_LIMIT) {
      throw new KyguiError('AXIS_REPLY_TOO_LARGE', { operation: this.#operation, limit: ELEMENT_LIMIT });
    }
    this.#pieces.push(Uint8Array.from(piece));
  }

  #takeElement(last: Uint8Array): string {
    const text = Buffer.concat([...this.#pieces, last])
      .toString('utf8')
      .trim();
    this.#pieces = [];
    this.#pieceLength = 0;
    return text;
  }

  *#string(chunk: Buffer, from: number): Generator<ReplyPart, number> {
    let index = from;
    let quote = -2;
    let backslash = -2;
    while (index < chunk.length) {
      if (this.#escape !== null) {
        const decoded = this.#escapeByte(String.fromCharCode(chunk[index] ?? 0));
        index += 1;
        if (decoded !== '') yield { kind: 'bytes', bytes: Buffer.from(decoded, 'utf8') };
        continue;
      }
      if (quote !== -1 && quote < index) quote = chunk.indexOf(QUOTE, index);
      if (backslash !== -1 && backslash < index) backslash = chunk.indexOf(BACKSLASH, index);
      const stops = [quote, backslash].filter((at) => at >= 0);
      const stop = stops.length === 0 ? chunk.length : Math.min(...stops);
      if (stop > index) yield { kind: 'bytes', bytes: Uint8Array.from(chunk.subarray(index, stop)) };
      index = stop + 1;
      if (stop === chunk.length) return chunk.length;
      if (stop === quote) {
        this.#mode = 'outside';
        return index;
      }
      this.#escape = '';
    }
    return chunk.length;
  }

  /** Takes one character of an escape; gives the decoded text once the escape is whole, else an empty string. */
  #escapeByte(letter: string): string {
    const sofar = `${this.#escape ?? ''}${letter}`;
    if (!sofar.startsWith('u')) {
      this.#escape = null;
      return SIMPLE_ESCAPES[sofar] ?? sofar;
    }
    this.#escape = sofar;
    if (sofar.length < 5) return '';
    this.#escape = null;
    const unit = Number.parseInt(sofar.slice(1), 16);
    if (Number.isNaN(unit)) {
      throw new KyguiError('AXIS_REPLY_INVALID', { operation: this.#operation, problem: 'escape' });
    }
    if (unit >= 0xd800 && unit < 0xdc00) {
      this.#highSurrogate = unit;
      return '';
    }
    const text = this.#highSurrogate === 0 ? [unit] : [this.#highSurrogate, unit];
    this.#highSurrogate = 0;
    return String.fromCharCode(...text);
  }
}
