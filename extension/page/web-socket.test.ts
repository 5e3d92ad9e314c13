// @vitest-environment happy-dom
import { afterEach, beforeAll, expect, test, vi } from 'vitest';

const OWN = 'wss://127.0.0.1:8987/GetVersion';
const OTHER = 'wss://qlvb.example.vn/thong-bao';
/** Addresses that reached the browser's own constructor. */
const opened: unknown[] = [];

beforeAll(async () => {
  class FakeSocket extends EventTarget {
    constructor(url: unknown) {
      super();
      opened.push(url);
    }
    get readyState(): number {
      return 1;
    }
    send(): void {}
    close(): void {}
  }
  vi.stubGlobal('WebSocket', FakeSocket);
  const { standInForWebSocket } = await import('./web-socket.ts');
  standInForWebSocket({
    open: () => ({ say: () => undefined }),
    whoAnswers: async () => 'ours',
  });
});
afterEach(() => void opened.splice(0));

/** What sockets do while the page has its own way; looked at afterwards, because the test's own means break too. */
function whileBroken(restore: () => void): unknown[] {
  const seen: unknown[] = [];
  try {
    const other = new WebSocket(OTHER);
    const own = new WebSocket(OWN);
    seen[0] = other.readyState;
    seen[1] = own.readyState;
    seen[2] = own instanceof WebSocket;
  } finally {
    restore();
  }
  return seen;
}

test.each(['get', 'has', 'set', 'construct', 'getPrototypeOf'])(
  'sockets of a page whose objects all have "%s"',
  (name) => {
    const value = () => undefined;
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    const seen = whileBroken(() => Reflect.deleteProperty(Object.prototype, name));
    expect([opened, seen]).toEqual([[OTHER], [1, 0, true]]);
  },
);

test.each<[string, object, string]>([
  ['Map', Map.prototype, 'get'],
  ['WeakMap', WeakMap.prototype, 'get'],
  ['Set', Set.prototype, 'has'],
  ['Array', Array.prototype, 'includes'],
])('sockets of a page with a %s of its own', (_, of, name) => {
  const held = Object.getOwnPropertyDescriptor(of, name) as PropertyDescriptor;
  const value = () => {
    throw new Error('own');
  };
  Object.defineProperty(of, name, { ...held, value });
  const seen = whileBroken(() => Object.defineProperty(of, name, held));
  expect([opened, seen]).toEqual([[OTHER], [1, 0, true]]);
});

test('an address that is an object is turned into text once', () => {
  const address = { toString: vi.fn(() => OTHER) };
  new WebSocket(address as never);
  expect(opened).toEqual([OTHER]);
  expect(address.toString).toHaveBeenCalledOnce();
});
