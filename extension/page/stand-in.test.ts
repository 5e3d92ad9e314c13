// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Said } from './line.ts';
import { StandIn } from './stand-in.ts';

// Browsers have them, the test's world does not.
const { sent, closed } = vi.hoisted(() => {
  const [sent, closed] = [vi.fn(), vi.fn()];
  globalThis.WebSocket = { prototype: { send: sent, close: closed } } as never;
  globalThis.CloseEvent ??= class extends Event {
    readonly code: number | undefined;
    constructor(type: string, how: { code?: number }) {
      super(type);
      this.code = how.code;
    }
  } as never;
  return { sent, closed };
});

/** The other program's socket, as far as the stand-in uses it. */
class FakeNative extends EventTarget {
  readyState = 0;
  bufferedAmount = 0;
  binaryType = 'blob';
  protocol = 'ca';
  extensions = '';
  says(type: string, facts: object = {}): void {
    this.dispatchEvent(Object.assign(new Event(type), facts));
  }
}
let target: EventTarget;
let native: FakeNative;
let posted: Said[];
let standIn: StandIn;
let seen: string[];

beforeEach(() => {
  vi.clearAllMocks();
  target = new EventTarget();
  native = new FakeNative();
  posted = [];
  seen = [];
  standIn = new StandIn({
    target,
    url: new URL('wss://127.0.0.1:8987/SignMsg'),
    say: (said) => posted.push(said),
    connectNative: () => native as unknown as WebSocket,
  });
  for (const type of ['open', 'message', 'error', 'close']) {
    target.addEventListener(type, (event) =>
      seen.push(`${type} ${(event as MessageEvent).data ?? ''}`.trim()),
    );
  }
});

describe('when the other program answers', () => {
  it('its socket takes over, and the page notices nothing', () => {
    standIn.hear({ socket: 1, say: 'open', by: 'theirs' });
    expect(seen).toEqual([]);
    native.readyState = 1;
    native.says('open');
    standIn.send('YQ==');
    native.says('message', { data: '{"Status":0}' });
    native.says('error');
    native.says('close', { wasClean: true, code: 1000, reason: '' });
    expect(sent.mock.contexts).toEqual([native]);
    expect(sent.mock.calls).toEqual([['YQ==']]);
    expect(standIn.protocol).toBe('ca');
    expect(seen).toEqual(['open', 'message {"Status":0}', 'error', 'close']);
    expect(posted).toEqual([{ say: 'connect', path: '/SignMsg' }, { say: 'close' }]);
  });

  it('the page that nobody switched on fails as without us when the program is not there', async () => {
    standIn.hear({ socket: 1, say: 'open', by: 'theirs' });
    native.says('close', { wasClean: false, code: 1006, reason: '' });
    await vi.waitFor(() => expect(seen).toEqual(['error', 'close']));
    expect(posted.at(-1)).toEqual({ say: 'close' });
  });

  it('a page that gave its socket up meanwhile hears one end of it', async () => {
    standIn.hear({ socket: 1, say: 'open', by: 'theirs' });
    standIn.close(undefined, '');
    await vi.waitFor(() => expect(seen).toEqual(['error', 'close']));
    native.says('open');
    native.says('close', { wasClean: true, code: 1005, reason: '' });
    expect(closed.mock.contexts).toEqual([native]);
    expect(seen).toEqual(['error', 'close']);
  });

  it('and was seen but cannot be reached from this page, ours answers', () => {
    standIn.hear({ socket: 1, say: 'open', by: 'theirs-first' });
    native.says('close', { wasClean: false, code: 1006, reason: '' });
    expect(seen).toEqual(['open']);
    standIn.send('YQ==');
    expect(posted.at(-1)).toEqual({ say: 'frame', text: 'YQ==' });
  });
});

describe('when the extension is gone', () => {
  it('the page sees error and close, once, and may await one after the other', async () => {
    standIn.hear({ socket: 1, say: 'open', by: 'ours' });
    standIn.hear({ socket: 1, say: 'failed' });
    standIn.hear({ socket: 1, say: 'failed' });
    expect(seen).toEqual(['open', 'error']);
    expect(standIn.readyState).toBe(3);
    await vi.waitFor(() => expect(seen).toEqual(['open', 'error', 'close']));
    standIn.send('late');
    expect(standIn.bufferedAmount).toBe(4);
  });
});

it('a question that can no longer be carried is answered, in the words that its callers read', () => {
  standIn.hear({ socket: 1, say: 'open', by: 'ours' });
  standIn.send('YQ==');
  standIn.hear({ socket: 1, say: 'failed' });
  expect(seen[1]).toMatch(/^message \{"Status":1,"Message":"(.+)","Error":"\1","message":"\1"\}$/u);
  expect([seen.length, standIn.readyState]).toEqual([2, 1]);
});

it('what is no text is refused before it is looked at whether the socket is open', () => {
  expect(() => standIn.send(Symbol('a'))).toThrow(TypeError);
  expect(() => standIn.send('a')).toThrow('CONNECTING');
});

it('a binary frame is no request: it arrives as an empty one and is answered as such', () => {
  standIn.hear({ socket: 1, say: 'open', by: 'ours' });
  standIn.send(new ArrayBuffer(4));
  expect(posted.at(-1)).toEqual({ say: 'frame', text: '' });
});

it('an attribute handler can be changed and taken away', () => {
  const first = vi.fn();
  const second = vi.fn();
  standIn.setHandler('open', first);
  standIn.setHandler('open', second);
  expect(standIn.handler('open')).toBe(second);
  standIn.hear({ socket: 1, say: 'open', by: 'ours' });
  expect(first).not.toHaveBeenCalled();
  expect(second).toHaveBeenCalledOnce();
  standIn.setHandler('open', 'text');
  expect(standIn.handler('open')).toBeNull();
});

it('a reply after the page closed reaches nobody', () => {
  standIn.hear({ socket: 1, say: 'open', by: 'ours' });
  standIn.close(undefined, '');
  standIn.hear({ socket: 1, say: 'reply', text: 'late' });
  expect(seen).toEqual(['open']);
});

it('a second frame waits for the answer to the first, and is asked only where the page keeps its socket', async () => {
  standIn.hear({ socket: 1, say: 'open', by: 'ours' });
  for (const text of ['a', 'b', 'c']) standIn.send(text);
  expect(posted.at(-1)).toEqual({ say: 'frame', text: 'a' });
  standIn.hear({ socket: 1, say: 'reply', text: '1' });
  await vi.waitFor(() => expect(posted.at(-1)).toEqual({ say: 'frame', text: 'b' }));
  target.addEventListener('message', () => standIn.close(undefined, ''));
  standIn.hear({ socket: 1, say: 'reply', text: '2' });
  await vi.waitFor(() => expect(seen.at(-1)).toBe('close'));
  expect(posted.at(-1)).toEqual({ say: 'close' });
});
