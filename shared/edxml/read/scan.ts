import { KyguiError } from '../../errors.ts';
import type { EdxmlEngine } from '../engine.ts';
import { lineEnds } from './decode.ts';
import type { WireEncoding } from './encoding.ts';
import type { InElement } from './in-element.ts';
import type { ReadLimits } from './limits.ts';
import { type DecodedPayload, PayloadDecoder } from './payload.ts';
import type { SinkFactory, StoredBytes } from './sink.ts';
import { TreeBuilder } from './tree.ts';
import type { WarningList } from './warnings.ts';

const LESS = 0x3c;
const GREATER = 0x3e;
const BRACKET = 0x5d;
const NEEDLE = new TextEncoder().encode('ContentTransferEncoded');
const CDATA = new TextEncoder().encode('<![CDATA[');

/** Where the scanner stands inside a payload element. */
type Mode =
  /** Markup for saxes. */
  | 'markup'
  /** Base64 text up to the next `<`. */
  | 'text'
  /** Base64 text inside a CDATA section, up to `]]>`. */
  | 'cdata';

/**
 * Splits the byte stream between saxes and the payload decoders. saxes sees every byte but the text of payload
 * elements: the scanner stops after each `>` that may end a payload's start tag, and only when saxes itself
 * says "payload opened" does the text go to the decoder. There is no second opinion on where a tag begins, so
 * comments and CDATA cannot fake one. Payload text is looked through with indexOf, at the machine's speed.
 */
export class PackageScanner<S extends StoredBytes> {
  readonly #tree: TreeBuilder;
  readonly #limits: ReadLimits;
  readonly #engine: EdxmlEngine;
  readonly #sinks: SinkFactory<S>;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #warnings: WarningList;
  readonly payloads: DecodedPayload<S>[] = [];
  #mode: Mode = 'markup';
  /** saxes' current element whose text is payload, while one is open. */
  #element: InElement | undefined;
  #payload: PayloadDecoder<S> | undefined;
  /** True from the sight of the payload's name until saxes reports the markup that held it. */
  #armed = false;
  #matched = 0;
  #tick = 0;
  /** Start of markup inside a payload, held back until it is known not to be CDATA. */
  #held: number[] = [];
  #brackets = 0;
  #opened: InElement | undefined;
  #closedPayload = false;
  #broken = false;

  constructor(limits: ReadLimits, engine: EdxmlEngine, sinks: SinkFactory<S>, warnings: WarningList) {
    this.#limits = limits;
    this.#engine = engine;
    this.#sinks = sinks;
    this.#warnings = warnings;
    this.#tree = new TreeBuilder(limits, warnings, {
      payloadOpened: (element) => {
        this.#opened = element;
      },
      payloadClosed: () => {
        this.#closedPayload = true;
      },
    });
  }

  /** Lines that stand before the first byte pushed, and what the bytes were in; counts once. */
  startsAfter(lines: number, encoding: WireEncoding): void {
    if (this.#tree.root !== undefined || this.#tree.ticks !== 0) return;
    this.#tree.skippedLines = lines;
    this.#tree.encoding = encoding;
  }

  async push(chunk: Uint8Array): Promise<void> {
    let from = 0;
    while (from < chunk.length) {
      if (this.#mode === 'text') from = await this.#text(chunk, from);
      else if (this.#mode === 'cdata') from = await this.#cdata(chunk, from);
      else if (this.#payload !== undefined) from = await this.#markupInPayload(chunk, from);
      else from = await this.#markup(chunk, from);
    }
  }

  /** The root of the tree; every payload has been decoded. Errors: those of the tree, EDXML_TRUNCATED. */
  async close(): Promise<InElement> {
    this.#feed(new Uint8Array(0), true);
    if (this.#payload !== undefined) throw new KyguiError('EDXML_TRUNCATED');
    return this.#tree.close();
  }

  async abandon(): Promise<void> {
    await this.#payload?.abandon();
    for (const payload of this.payloads) {
      try {
        await payload.stored?.discard();
      } catch {
        // The reading has failed already; its reason matters more than a left-over file.
      }
    }
  }

  #feed(bytes: Uint8Array, last = false): void {
    const text = this.#decoder.decode(bytes, { stream: !last });
    if (!this.#broken && text.includes('\ufffd')) {
      this.#broken = true;
      this.#warnings.add('BROKEN_CHARACTERS', '');
    }
    this.#tree.write(text);
  }

  async #markup(chunk: Uint8Array, from: number): Promise<number> {
    if (!this.#armed) {
      const seen = this.#findNeedle(chunk, from);
      this.#feed(chunk.subarray(from, seen));
      if (this.#armed) this.#tick = this.#tree.ticks;
      return seen;
    }
    const greater = chunk.indexOf(GREATER, from);
    const end = greater < 0 ? chunk.length : greater + 1;
    this.#feed(chunk.subarray(from, end));
    if (this.#opened !== undefined) await this.#openPayload(this.#opened);
    else if (greater >= 0 && this.#tree.ticks !== this.#tick) this.#armed = false;
    return end;
  }

  /** Index after the next payload name, with `#armed` set, or the end of the chunk. Names may straddle chunks. */
  #findNeedle(chunk: Uint8Array, from: number): number {
    let index = from;
    while (index < chunk.length) {
      if (this.#matched === 0) {
        index = chunk.indexOf(NEEDLE[0] ?? 0, index);
        if (index < 0) return chunk.length;
      }
      if (chunk[index] === NEEDLE[this.#matched]) {
        this.#matched += 1;
        index += 1;
        if (this.#matched === NEEDLE.length) {
          this.#matched = 0;
          this.#armed = true;
          return index;
        }
      } else {
        // The first letter occurs nowhere else in the name: a mismatch starts over at this byte.
        this.#matched = 0;
        if (chunk[index] !== NEEDLE[0]) index += 1;
      }
    }
    return chunk.length;
  }

  async #openPayload(element: InElement): Promise<void> {
    this.#opened = undefined;
    this.#armed = false;
    const index = this.payloads.length;
    if (index >= this.#limits.attachments) {
      throw new KyguiError('EDXML_LIMIT', { limit: 'attachments', allowed: this.#limits.attachments });
    }
    element.payload = index;
    this.#element = element;
    this.#payload = await PayloadDecoder.open(index, this.#engine, this.#limits, this.#sinks);
    this.#mode = 'text';
  }

  async #text(chunk: Uint8Array, from: number): Promise<number> {
    const less = chunk.indexOf(LESS, from);
    const end = less < 0 ? chunk.length : less;
    const text = chunk.subarray(from, end);
    this.#tree.skippedLines += lineEnds(text);
    await this.#payload?.text(text);
    if (less >= 0) {
      this.#mode = 'markup';
      this.#held = [];
      this.#tick = this.#tree.ticks;
    }
    return end;
  }

  async #cdata(chunk: Uint8Array, from: number): Promise<number> {
    if (this.#brackets === 0) {
      const bracket = chunk.indexOf(BRACKET, from);
      const end = bracket < 0 ? chunk.length : bracket;
      this.#tree.skippedLines += lineEnds(chunk.subarray(from, end));
      await this.#payload?.text(chunk.subarray(from, end));
      if (bracket >= 0) this.#brackets = 1;
      return bracket < 0 ? end : end + 1;
    }
    const byte = chunk[from];
    if (byte === BRACKET && this.#brackets < 2) {
      this.#brackets = 2;
    } else if (byte === GREATER && this.#brackets === 2) {
      this.#brackets = 0;
      this.#mode = 'text';
    } else {
      // A bracket that ends nothing is not base64: the decoder refuses it for this attachment.
      await this.#payload?.text(Uint8Array.of(BRACKET));
      this.#brackets = 0;
      return from;
    }
    return from + 1;
  }

  /** From a `<` inside a payload element: its end tag, CDATA, or something odd that saxes must see. */
  async #markupInPayload(chunk: Uint8Array, from: number): Promise<number> {
    if (this.#held.length < CDATA.length) {
      const byte = chunk[from] ?? 0;
      const matches = byte === CDATA[this.#held.length];
      if (matches) {
        this.#held.push(byte);
        if (this.#held.length === CDATA.length) {
          this.#payload?.odd('PAYLOAD_FORM');
          this.#mode = 'cdata';
          this.#brackets = 0;
        }
        return from + 1;
      }
      const held = Uint8Array.from(this.#held);
      // Not CDATA: from here on the markup is saxes' own, until it reports something.
      this.#held = Array.from(CDATA);
      this.#feed(held);
    }
    const greater = chunk.indexOf(GREATER, from);
    const end = greater < 0 ? chunk.length : greater + 1;
    this.#feed(chunk.subarray(from, end));
    if (greater >= 0) await this.#afterMarkup();
    return end;
  }

  async #afterMarkup(): Promise<void> {
    if (this.#tree.ticks === this.#tick) return;
    this.#tick = this.#tree.ticks;
    if (this.#closedPayload) {
      this.#closedPayload = false;
      if (this.#payload !== undefined) this.payloads.push(await this.#payload.finish());
      this.#payload = undefined;
      this.#element = undefined;
      return;
    }
    this.#payload?.odd('PAYLOAD_FORM');
    if (this.#tree.current === this.#element) this.#mode = 'text';
  }
}
