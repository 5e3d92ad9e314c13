import type { AnsweredBy, ToPage } from '../messages/vgca.ts';
import type { Said } from './line.ts';
import { natives } from './natives.ts';

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
  readonly extensions = '';
  readonly protocol = '';
  readonly #target: EventTarget;
  readonly #say: (said: Said) => void;
  readonly #connectNative: () => WebSocket;
  readonly #handlers = new Map<string, { handler: object; listener: (event: Event) => void }>();
  #native: WebSocket | undefined;
  #state = CONNECTING;
  #buffered = 0;
  #binaryType: BinaryType = 'blob';
  #isAsking = false;
  readonly #waiting: string[] = [];

  constructor(parts: {
    target: EventTarget;
    url: URL;
    say: (said: Said) => void;
    connectNative: () => WebSocket;
  }) {
    this.#target = parts.target;
    this.url = parts.url.href;
    this.#say = parts.say;
    this.#connectNative = parts.connectNative;
    this.#say({ say: 'connect', path: parts.url.pathname });
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
          if (typeof entry.handler === 'function') Reflect.apply(entry.handler, this.#target, [event]);
        },
      };
      this.#handlers.set(type, entry);
      addOrRemove('addEventListener', this.#target, type, entry.listener);
    }
  }

  send(data: unknown): void {
    if (this.#native) {
      this.#native.send(data as string);
      return;
    }
    if (this.#state === CONNECTING) {
      throw new natives.DOMException(
        "Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.",
        'InvalidStateError',
      );
    }
    const binary = bytesOf(data);
    const text = binary === undefined ? String(data) : '';
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
      if (code === undefined) this.#native.close();
      else this.#native.close(code, reason);
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
    if (message.say === 'failed') this.#fail();
    else if (message.say === 'open') this.#opened(message.by);
    else if (this.#state === OPEN) {
      this.#isAsking = false;
      this.#deliver(message.text);
      // A page that keeps its socket asks again on it; the plug-ins have closed it by then.
      natives.later(() => {
        const [next] = this.#state === OPEN && !this.#isAsking ? this.#waiting.splice(0, 1) : [];
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
      this.#fire('open', new natives.Event('open'));
    }
  }

  #deliver(data: unknown): void {
    this.#fire(
      'message',
      new natives.MessageEvent('message', {
        data,
        origin: new natives.URL(this.url).origin.replace(/^http/u, 'ws'),
      }),
    );
  }

  /** The other program's socket takes over. */
  #handOver(by: AnsweredBy): void {
    const native = this.#connectNative();
    let isOpen = false;
    native.binaryType = this.#binaryType;
    native.onopen = () => {
      isOpen = true;
      if (this.#state !== CONNECTING) native.close();
      else {
        this.#native = native;
        this.#say({ say: 'close' });
        this.#fire('open', new natives.Event('open'));
      }
    };
    native.onmessage = ({ data }) => this.#deliver(data);
    native.onclose = ({ wasClean, code, reason }) => {
      if (isOpen) this.#fire('close', new natives.CloseEvent('close', { wasClean, code, reason }));
      else if (by === 'theirs-first') this.#opened('ours');
      else {
        this.#say({ say: 'close' });
        this.#fail();
      }
    };
  }

  #fail(): void {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#fire('error', new natives.Event('error'));
    // Apart, as from the browser: who awaits the one and then the other must not miss it.
    natives.later(
      () => this.#fire('close', new natives.CloseEvent('close', { wasClean: false, code: 1006 })),
      0,
    );
  }

  #end(how: CloseEventInit): void {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    this.#fire('close', new natives.CloseEvent('close', how));
  }

  #fire(_type: SocketEvent, event: Event): void {
    dispatch.call(this.#target, event);
  }
}

// Kept from before the first script of the page: pages replace these, and a listener of ours must stay ours.
const { dispatchEvent: dispatch, addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
function addOrRemove(
  what: 'addEventListener' | 'removeEventListener',
  target: EventTarget,
  type: string,
  listener: (event: Event) => void,
): void {
  (what === 'addEventListener' ? add : remove).call(target, type, listener);
}
