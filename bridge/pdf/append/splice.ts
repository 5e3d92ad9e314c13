import type { PDFArray, PDFDict, PDFHexString, PDFObject } from 'pdf-lib';
import type { ParsedObject } from '../file/indirect-object.ts';
import { objectDamaged } from '../file/limits.ts';
import { latin1 } from '../file/syntax.ts';
import { type Cipher, encryptedString } from './serialize.ts';

interface Cut {
  start: number;
  end: number;
  text: string;
}

/**
 * Changes an object of the file by replacing single values in its own text: every byte that is not part of the change
 * stays as its writer spelled it (nothing is normalised).
 */
export class Splice {
  readonly number: number;
  readonly generation: number;
  readonly #object: ParsedObject;
  readonly #cuts: Cut[] = [];
  readonly #added = new Map<PDFObject, string[]>();

  constructor(object: ParsedObject) {
    this.#object = object;
    this.number = object.number;
    this.generation = object.generation;
  }

  /** Sets a key (without slash) of a dictionary inside the object to an already serialised value. */
  setKey(dict: PDFDict, key: string, text: string): void {
    const span = this.#spanOf(dict);
    const entry = span.entries.get(`/${key}`);
    if (entry) {
      this.#cuts.push({ start: entry.valueStart, end: entry.valueEnd, text: ` ${text}` });
    } else if ([...span.entries.values()].some((one) => one.valueStart === one.valueEnd)) {
      // Behind a last key without value the new key would be that value.
      this.#cuts.push({ start: span.start + 2, end: span.start + 2, text: ` /${key} ${text} ` });
    } else {
      this.#cuts.push({
        start: span.end - 2,
        end: span.end - 2,
        text: `${this.#gap(span.end - 2)}/${key} ${text}`,
      });
    }
  }

  /** Adds an element at the end of an array inside the object. */
  push(array: PDFArray, text: string): void {
    const pushed = this.#added.get(array);
    if (pushed) {
      pushed.push(text);
      return;
    }
    this.#added.set(array, [text]);
  }

  /**
   * The changed text.
   * @param cipher given when the file is encrypted and the object stood in an object stream, where strings are not
   * encrypted one by one: written by itself, they must be.
   */
  text(cipher: Cipher | null): string {
    const cuts = [...this.#cuts];
    for (const [array, texts] of this.#added) {
      const at = this.#spanOf(array).end - 1;
      cuts.push({ start: at, end: at, text: ` ${texts.join(' ')}` });
    }
    if (cipher) {
      for (const one of this.#object.strings) {
        if (cuts.some((cut) => cut.start <= one.start && cut.end >= one.end)) continue;
        cuts.push({ start: one.start, end: one.end, text: encryptedString(bytesOf(one.value), cipher) });
      }
    }
    cuts.sort((a, b) => a.start - b.start || a.end - b.end);
    const source = latin1(this.#object.text);
    let out = '';
    let from = 0;
    for (const cut of cuts) {
      out += source.slice(from, cut.start) + cut.text;
      from = cut.end;
    }
    return out + source.slice(from);
  }

  #spanOf(container: PDFObject) {
    return this.#object.containers.get(container) ?? objectDamaged(`object ${this.number}`);
  }

  #gap(at: number): string {
    const before = this.#object.text[at - 1];
    return before === 0x0a || before === 0x0d || before === 0x20 ? '' : ' ';
  }
}

const bytesOf = (value: PDFHexString): Uint8Array => value.asBytes();
