import type { PDFContext, PDFObject } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import { exceeded, type ReadLimits } from '../file/limits.ts';
import { ObjectParser } from '../file/object-parser.ts';
import { isDelimiter, isWhite, latin1 } from '../file/syntax.ts';

export interface Operation {
  operator: string;
  operands: readonly PDFObject[];
}

const MOST_OPERATIONS = 3_000_000;
const MOST_OPERANDS = 200_000;

/** Reads operators with their operands from a content stream or a CMap (ISO 32000-2, 7.8.2); damaged parts are skipped. */
export class ContentReader {
  readonly #bytes: Uint8Array;
  readonly #parser: ObjectParser;

  constructor(bytes: Uint8Array, context: PDFContext, limits: ReadLimits) {
    this.#bytes = bytes;
    // Tokens of a whole stream are many; the cap on operations bounds them instead.
    this.#parser = new ObjectParser(bytes, 0, true, context, {
      ...limits,
      nodesPerObject: Number.MAX_SAFE_INTEGER,
    });
  }

  *operations(): Generator<Operation> {
    let operands: PDFObject[] = [];
    for (let count = 0; ; ) {
      this.#parser.skipWhite();
      const byte = this.#parser.peek();
      if (byte === undefined) return;
      if (startsOperand(byte)) {
        const value = this.#operand();
        if (value && operands.length < MOST_OPERANDS) operands.push(value);
        continue;
      }
      const operator = this.#operator();
      if (++count > MOST_OPERATIONS) exceeded('content operators');
      if (operator === 'ID') this.#skipImageData();
      yield { operator, operands };
      operands = [];
      this.#parser.forget();
    }
  }

  #operand(): PDFObject | null {
    const start = this.#parser.position;
    try {
      return this.#parser.object();
    } catch (thrown) {
      if (!(thrown instanceof KyguiError) || thrown.code !== 'PDF_OBJECT_DAMAGED') throw thrown;
      this.#parser.position = Math.max(start + 1, this.#parser.position);
      return null;
    }
  }

  #operator(): string {
    const start = this.#parser.position;
    let at = start;
    while (at < this.#bytes.length && !isWhite(this.#bytes[at]) && !isDelimiter(this.#bytes[at])) at++;
    this.#parser.position = Math.max(at, start + 1);
    return latin1(this.#bytes.subarray(start, this.#parser.position));
  }

  /** Binary data of an inline image, to the next EI between white space (8.9.7). */
  #skipImageData(): void {
    const rest = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    for (let at = rest.indexOf('EI', this.#parser.position); at >= 0; at = rest.indexOf('EI', at + 1)) {
      if (isWhite(rest[at - 1]) && (at + 2 >= rest.length || isWhite(rest[at + 2]))) {
        this.#parser.position = at + 2;
        return;
      }
    }
    this.#parser.position = rest.length;
  }
}

/** Names, strings, numbers, arrays and dictionaries; `true`, `false` and `null` occur in no text operator. */
const startsOperand = (byte: number): boolean =>
  byte === 0x2f ||
  byte === 0x28 ||
  byte === 0x3c ||
  byte === 0x5b ||
  byte === 0x2b ||
  byte === 0x2d ||
  byte === 0x2e ||
  (byte >= 0x30 && byte <= 0x39);
