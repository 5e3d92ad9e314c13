import type { ToPage } from '../messages/vgca.ts';
import { isVgcaUrl, withOneText } from './address.ts';
import type { Line } from './line.ts';
import { bare, type KeptUrl, kept, natives } from './natives.ts';
import { StandIn } from './stand-in.ts';

const HANDLERS = { onopen: 'open', onmessage: 'message', onerror: 'error', onclose: 'close' } as const;
const STATE = ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol', 'binaryType'] as const;

/** A token of HTTP (RFC 9110 5.6.2), as subprotocols are. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/u;

/**
 * Subprotocols as the browser reads them, `(DOMString or sequence<DOMString>)`; the signing program itself knows none.
 * @throws SyntaxError for one that is no token or stands there twice, TypeError for what is no text
 */
function subprotocols(given: unknown): string[] {
  if (given === undefined) return [];
  const isList = typeof given === 'object' && given !== null && Symbol.iterator in given;
  const names = [...(isList ? (given as Iterable<unknown>) : [given])].map((name) => `${name as string}`);
  const seen = kept.set<string>();
  for (const name of names) {
    const fault = !TOKEN.test(name) ? 'invalid' : seen.has(name) ? 'duplicated' : undefined;
    if (fault) {
      throw new natives.DOMException(
        `Failed to construct 'WebSocket': The subprotocol '${name}' is ${fault}.`,
        'SyntaxError',
      );
    }
    seen.add(name);
  }
  return names;
}

/** `[Clamp] unsigned short` (WebIDL 3.3.4). @throws TypeError for what is no number, as by the browser */
function clamped(value: unknown): number {
  const whole = +(value as number) || 0;
  return whole < 0 ? 0 : whole > 0xffff ? 0xffff : whole | 0;
}

/**
 * Puts a stand-in before the page's WebSocket constructor that answers for the signing program's address and hands
 * every other one to the browser's own, untouched. Constructor and members are proxies of the browser's own: their
 * names, statics, `instanceof`, subclasses and even their source text stay what pages expect.
 */
export function standInForWebSocket(line: Line): void {
  const Native = window.WebSocket;
  const Target = window.EventTarget;
  const { prototype } = Native;
  /** By the object that the page holds. */
  const standIns = kept.weakMap<object, StandIn>();

  const open = (url: KeptUrl, names: string[], newTarget: { prototype: object }): WebSocket => {
    // As the browser does for a constructor that has no prototype: WebIDL 3.7.1, "internally create a new object".
    const own = newTarget.prototype as object | undefined;
    const isObject = (typeof own === 'object' && own !== null) || typeof own === 'function';
    const target = natives.setPrototypeOf(new Target(), isObject ? own : prototype) as EventTarget;
    const end = line.open((message: ToPage) => standIn.hear(message));
    const standIn: StandIn = new StandIn({
      target,
      url,
      say: end.say,
      connectNative: () => new Native(url.href, names),
    });
    standIns.set(target, standIn);
    return target as unknown as WebSocket;
  };

  const StandInForSocket = new Proxy(
    Native,
    bare({
      construct(target: typeof WebSocket, given: unknown[], newTarget: typeof WebSocket) {
        const words = withOneText(given);
        const url = isVgcaUrl(words[0]);
        if (!url) return natives.construct(target, words, newTarget);
        return open(url, subprotocols(words[1]), newTarget);
      },
    }),
  );
  prototype.constructor = StandInForSocket;
  const held = Object.getOwnPropertyDescriptor(window, 'WebSocket');
  Object.defineProperty(window, 'WebSocket', { ...held, value: StandInForSocket });

  /** A member of the prototype: ours for our objects, the browser's own for every other. */
  const wrap = <F extends (...words: never[]) => unknown>(
    native: F | undefined,
    ours: (standIn: StandIn, words: unknown[]) => unknown,
  ): F | undefined =>
    native &&
    new Proxy(
      native,
      bare({
        apply(target: F, self: object, words: unknown[]) {
          const standIn = standIns.get(self);
          return standIn ? ours(standIn, words) : natives.apply(target, self, words as never[]);
        },
      }),
    );
  const redefine = (
    name: string,
    get: (standIn: StandIn) => unknown,
    set: (standIn: StandIn, value: unknown) => void,
  ) => {
    const own = Object.getOwnPropertyDescriptor(prototype, name);
    if (!own) return;
    const getter = wrap(own.get, get);
    const setter = wrap(own.set, (standIn, words) => set(standIn, words[0]));
    Object.defineProperty(prototype, name, {
      ...own,
      ...(getter && { get: getter }),
      ...(setter && { set: setter }),
    });
  };
  for (const name of STATE) {
    redefine(
      name,
      (standIn) => standIn[name],
      (standIn, value) => {
        standIn.binaryType = value as BinaryType;
      },
    );
  }
  for (const [name, type] of Object.entries(HANDLERS)) {
    redefine(
      name,
      (standIn) => standIn.handler(type),
      (standIn, value) => standIn.setHandler(type, value),
    );
  }
  const method = (name: 'send' | 'close', ours: (standIn: StandIn, words: unknown[]) => unknown) => {
    const own = Object.getOwnPropertyDescriptor(prototype, name);
    Object.defineProperty(prototype, name, { ...own, value: wrap(own?.value, ours) });
  };
  method('send', (standIn, words) => {
    if (words.length === 0) {
      throw new natives.TypeError(
        "Failed to execute 'send' on 'WebSocket': 1 argument required, but only 0 present.",
      );
    }
    standIn.send(words[0]);
  });
  method('close', (standIn, words) => {
    const code = words[0];
    const reason = words[1];
    standIn.close(
      code === undefined ? undefined : clamped(code),
      reason === undefined ? '' : `${reason as string}`,
    );
  });
}
