import type { AnsweredBy, ToPage } from '../messages/vgca.ts';
import { awayReply } from './away.ts';
import type { Said } from './line.ts';
import { bare, type KeptUrl, kept, natives } from './natives.ts';

type SocketEvent = 'open' | 'message' | 'error' | 'close';
const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** Longest close reason, bytes of UTF-8 (RFC 6455 5.5.1). */
const REASON_BYTES = 123;

/** Frames that wait for the answer to the one before them; the plug-ins send one a socket. */
const MOST_WAITING = 20;

/** Length of a binary frame; undefined for what travels as text. */
function bytesOf(data: unknown): number | undefined {
  if (data instanceof natives.Blob) return data.size;
  if (data instanceof natives.ArrayBuffer || natives.ArrayBuffer.isView(data)) return data.byteLength;
  return undefined;
}

/** What stands behind one socket of ours; the object that the page holds has no state of its own. */
export class StandIn {
  readonly url: string;
  readonly #path: string;
  readonly #target: EventTarget;
  readonly #say: (said: Said) => void;
  readonly #connectNative: () => WebSocket;
  readonly #handlers = kept.map<string, { handler: object; listener: (event: Event) => void }>();
  #native: WebSocket | undefined;
  #state = CONNECTING;
  #buffered = 0;
  #binaryType: BinaryType = 'blob';
  #isAsking = false;
  readonly #waiting = kept.list<string>();

  constructor(parts: {
    target: EventTarget;
    url: Pick<KeptUrl, 'href' | 'pathname'>;
    say: (said: Said) => void;
    connectNative: () => WebSocket;
  }) {
    this.#target = parts.target;
    this.url = parts.url.href;
    this.#say = parts.say;
    this.#connectNative = parts.connectNative;
    this.#path = parts.url.pathname;
    this.#say({ say: 'connect', path: this.#path });
  }

  get extensions(): string {
    return this.#native?.extensions ?? '';
  }
  get protocol(): string {
    return this.#native?.protocol ?? '';
  }
  get readyState(): number {
    return this.#native ? this.#native.readyState : this.#state;
  }
  get bufferedAmount(): number {
    return this.#native ? this.#native.bufferedAmount : this.#buffered;
  }
  get binaryType(): BinaryType {
    return this.#binaryType;
  }
  set binaryType(type: BinaryType) {
    // Other values are ignored, as by the browser.
    if (type !== 'blob' && type !== 'arraybuffer') return;
    this.#binaryType = type;
    if (this.#native) this.#native.binaryType = type;
  }

  handler(type: string): object | null {
    return this.#handlers.get(type)?.handler ?? null;
  }

  /** An `on…` attribute: the first setting fixes the place among the listeners, a later one only changes the function. */
  setHandler(type: string, value: unknown): void {
    const held = this.#handlers.get(type);
    const isHandler = typeof value === 'function' || (typeof value === 'object' && value !== null);
    if (!isHandler) {
      if (held) addOrRemove('removeEventListener', this.#target, type, held.listener);
      this.#handlers.delete(type);
    } else if (held) {
      held.handler = value;
    } else {
      const entry = {
        handler: value as object,
        listener: (event: Event) => {
          if (typeof entry.handler === 'function') natives.apply(entry.handler, this.#target, [event]);
        },
      };
      this.#handlers.set(type, entry);
      addOrRemove('addEventListener', this.#target, type, entry.listener);
    }
  }

  send(data: unknown): void {
    if (this.#native) {
      natives.apply(own.send, this.#native, [data]);
      return;
    }
    const binary = bytesOf(data);
    const text = binary === undefined ? `${data as string}` : '';
    if (this.#state === CONNECTING) {
      throw new natives.DOMException(
        "Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.",
        'InvalidStateError',
      );
    }
    if (this.#state === OPEN) this.#ask(text);
    else this.#buffered += binary ?? new natives.TextEncoder().encode(text).length;
  }

  close(code: number | undefined, reason: string): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new natives.DOMException(
        `Failed to execute 'close' on 'WebSocket': The close code must be either 1000, or between 3000 and 4999. ${code} is neither.`,
        'InvalidAccessError',
      );
    }
    if (new natives.TextEncoder().encode(reason).length > REASON_BYTES) {
      throw new natives.DOMException(
        "Failed to execute 'close' on 'WebSocket': The close reason must not be greater than 123 UTF-8 bytes.",
        'SyntaxError',
      );
    }
    if (this.#native) {
      natives.apply(own.close, this.#native, code === undefined ? [] : [code, reason]);
      return;
    }
    if (this.#state >= CLOSING) return;
    const wasConnecting = this.#state === CONNECTING;
    this.#state = CLOSING;
    this.#say({ say: 'close' });
    natives.later(() => {
      if (wasConnecting) this.#fail();
      else this.#end({ wasClean: true, code: code ?? 1005, reason: code === undefined ? '' : reason });
    }, 0);
  }

  hear(message: ToPage): void {
    if (message.say === 'open') this.#opened(message.by);
    else if (message.say === 'failed' && !this.#isAsking) {
      this.#say({ say: 'close' });
      this.#fail();
    } else if (this.#state === OPEN) {
      this.#isAsking = false;
      // Callers know no other end of a call than its answer.
      this.#deliver(message.say === 'reply' ? message.text : awayReply(this.#path));
      // A page that keeps its socket asks again on it; the plug-ins have closed it by then.
      natives.later(() => {
        const next = this.#state === OPEN && !this.#isAsking ? this.#waiting.shift() : undefined;
        if (next !== undefined) this.#ask(next);
      }, 0);
    }
  }

  /** One question at a time: an answer must never be taken for that of another. */
  #ask(text: string): void {
    if (!this.#isAsking) {
      this.#isAsking = true;
      this.#say({ say: 'frame', text });
    } else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(text);
  }

  #opened(by: AnsweredBy): void {
    if (this.#state !== CONNECTING) return;
    if (by !== 'ours') this.#handOver(by);
    else {
      this.#state = OPEN;
      this.#fire(new natives.Event('open'));
    }
  }

  #deliver(data: unknown): void {
    this.#fire(new natives.MessageEvent('message', bare({ data, origin: kept.url(this.url).origin })));
  }

  /** The other program's socket takes over. */
  #handOver(by: AnsweredBy): void {
    const native = this.#connectNative();
    const hear = (type: SocketEvent, listener: (event: never) => void) =>
      addOrRemove('addEventListener', native, type, listener as (event: Event) => void);
    native.binaryType = this.#binaryType;
    hear('open', () => {
      if (this.#state !== CONNECTING) natives.apply(own.close, native, []);
      else {
        this.#native = native;
        this.#say({ say: 'close' });
        this.#fire(new natives.Event('open'));
      }
    });
    hear('message', ({ data }: MessageEvent) => this.#deliver(data));
    hear('error', () => {
      if (this.#native) this.#fire(new natives.Event('error'));
    });
    hear('close', ({ wasClean, code, reason }: CloseEvent) => {
      if (this.#native) this.#fire(new natives.CloseEvent('close', bare({ wasClean, code, reason })));
      else if (by === 'theirs-first') this.#opened('ours');
      else {
        this.#say({ say: 'close' });
        this.#fail();
      }
    });
  }

  #fail(): void {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#fire(new natives.Event('error'));
    // Apart, as from the browser: who awaits the one and then the other must not miss it.
    natives.later(
      () => this.#fire(new natives.CloseEvent('close', bare({ wasClean: false, code: 1006 }))),
      0,
    );
  }

  #end(how: CloseEventInit): void {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#fire(new natives.CloseEvent('close', bare(how)));
  }

  #fire(event: Event): void {
    natives.apply(dispatchEvent, this.#target, [event]);
  }
}

// Kept from before the first script of the page: pages replace these, and what is ours must not run through theirs.
const { dispatchEvent, addEventListener, removeEventListener } = EventTarget.prototype;
const own = { send: WebSocket.prototype.send, close: WebSocket.prototype.close };
function addOrRemove(
  what: 'addEventListener' | 'removeEventListener',
  target: EventTarget,
  type: string,
  listener: (event: Event) => void,
): void {
  natives.apply(what === 'addEventListener' ? addEventListener : removeEventListener, target, [
    type,
    listener,
  ]);
}
