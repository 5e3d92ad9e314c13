// @needs chromium
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { PLUGIN_CALLS } from '../sandbox/vgca/plugin.ts';
import { startVgcaSystem, type VgcaSystem } from '../sandbox/vgca/server.ts';
import { type ExtensionBrowser, extensionPage, launchWithExtension } from './support/browser.ts';
import { label } from './support/clerk.ts';
import { callForWindow, callPlugin, replyOf, serveSites } from './support/vgca.ts';

/** The stand-in for the signing program's sockets and probes, in a browser that was never paired: no bridge is needed. */

let browser: ExtensionBrowser;
let system: VgcaSystem;
let page: Page;

beforeAll(async () => {
  browser = await launchWithExtension();
  system = await startVgcaSystem();
  await serveSites(browser, [{ addresses: [`${system.url}/*`] }]);
});
afterAll(async () => {
  await system?.stop();
  await browser?.close();
});
beforeEach(async () => {
  page = await browser.context.newPage();
});
afterEach(() => page.close());

test('a page without the plug-in finds its functions; its own stay its own', async () => {
  await page.goto(`${system.url}/bare`);
  const found = await page.evaluate(
    (names) => names.filter((name) => typeof (globalThis as never)[name] === 'function'),
    [...PLUGIN_CALLS],
  );
  expect(found).toHaveLength(29);
  expect(await replyOf(page, await callPlugin(page, 'vgca_get_version'))).toMatchObject({ Status: 0 });
  await page.goto(system.url);
  expect(
    await page.evaluate(() => String((globalThis as unknown as { vgca_sign_pdf: unknown }).vgca_sign_pdf)),
  ).toContain('WebSocket NOT supported');
});

test("the socket behaves as a WebSocket, and others are the browser's own", async () => {
  await page.goto(`${system.url}/strict`);
  const seen = await page.evaluate(async () => {
    const until = (target: EventTarget, type: string) =>
      new Promise<Event>((done) => target.addEventListener(type, done, { once: true }));
    const facts: Record<string, unknown> = {};
    const socket = new WebSocket('wss://localhost:8987/getversion');
    facts.isSocket = socket instanceof WebSocket && Object.getPrototypeOf(socket) === WebSocket.prototype;
    facts.constructorIs = socket.constructor === WebSocket;
    facts.text = `${socket} ${WebSocket.name} ${WebSocket.length} ${/native code/u.test(String(WebSocket))}`;
    facts.own = Object.keys(socket);
    facts.states = [socket.readyState, WebSocket.CONNECTING, socket.OPEN, WebSocket.CLOSING, socket.CLOSED];
    facts.values = [
      socket.url,
      socket.protocol,
      socket.extensions,
      socket.bufferedAmount,
      socket.binaryType,
      socket.onopen,
    ];
    try {
      socket.send('x');
    } catch (error) {
      facts.early = [(error as DOMException).name, error instanceof DOMException];
    }
    try {
      socket.close(1001);
    } catch (error) {
      facts.badClose = (error as DOMException).name;
    }
    socket.binaryType = 'arraybuffer';
    const order: string[] = [];
    socket.addEventListener('open', () => order.push('listener'));
    socket.onopen = () => order.push('wrong');
    socket.onopen = function (event) {
      order.push(`handler ${this === socket} ${event.target === socket}`);
    };
    const passing = () => order.push('removed');
    socket.addEventListener('open', passing);
    socket.removeEventListener('open', passing);
    await until(socket, 'open');
    facts.order = order;
    facts.openState = socket.readyState;
    socket.send('GetVersion');
    const message = (await until(socket, 'message')) as MessageEvent;
    facts.message = [typeof message.data, message.origin, message instanceof MessageEvent];
    socket.close();
    facts.closing = socket.readyState;
    const close = (await until(socket, 'close')) as CloseEvent;
    facts.close = [close.wasClean, close.code, close.reason, socket.readyState];
    const given = new WebSocket('wss://127.0.0.1:8987/SignPDF', ['a']);
    const failing = until(given, 'error');
    given.close();
    await failing;
    const early = (await until(given, 'close')) as CloseEvent;
    facts.closedEarly = [early.wasClean, early.code];
    const idle = new WebSocket('wss://127.0.0.1:8987/');
    await until(idle, 'open');
    facts.idle = await Promise.race([
      until(idle, 'message').then(() => 'spoke'),
      new Promise((done) => setTimeout(() => done('silent'), 1000)),
    ]);
    class Own extends WebSocket {
      mine = 1;
    }
    facts.subclass = new Own('wss://127.0.0.1:8987/') instanceof Own;
    const other = new WebSocket(location.origin.replace('http', 'ws'));
    facts.other = Object.prototype.toString.call(other);
    const failed = (await until(other, 'close')) as CloseEvent;
    facts.otherClose = [failed.isTrusted, failed.code];
    try {
      new WebSocket('wss://127.0.0.1:8987x/');
    } catch (error) {
      facts.badUrl = (error as DOMException).name;
    }
    return facts;
  });
  expect(seen).toEqual({
    isSocket: true,
    constructorIs: true,
    text: '[object WebSocket] WebSocket 1 true',
    own: [],
    states: [0, 0, 1, 2, 3],
    values: ['wss://localhost:8987/getversion', '', '', 0, 'blob', null],
    early: ['InvalidStateError', true],
    badClose: 'InvalidAccessError',
    order: ['listener', 'handler true true'],
    openState: 1,
    message: ['string', 'wss://localhost:8987', true],
    closing: 2,
    close: [true, 1005, '', 3],
    closedEarly: [false, 1006],
    idle: 'silent',
    subclass: true,
    other: '[object WebSocket]',
    otherClose: [true, 1006],
    badUrl: 'SyntaxError',
  });
});

test("a page with globals of its own by the names of the browser's is served", async () => {
  await page.goto(system.url);
  const text = await page.evaluate(
    () =>
      new Promise<string>((done) => {
        const names = ['Event', 'JSON', 'Map', 'Math', 'MessageEvent', 'Promise', 'Reflect', 'URL'] as const;
        const held = names.map((name) => [name, globalThis[name]] as const);
        const set = (name: string, value: unknown) =>
          Object.defineProperty(window, name, { value, configurable: true, writable: true });
        for (const name of names) set(name, () => 'own');
        const socket = new WebSocket('wss://127.0.0.1:8987/GetVersion');
        socket.onopen = () => socket.send('GetVersion');
        socket.onmessage = ({ data }) => socket.close(1000, data.slice(0, 12));
        socket.onclose = ({ code, reason }) => {
          for (const [name, value] of held) set(name, value);
          done(`${code} ${reason}`);
        };
      }),
  );
  expect(text).toBe('1000 {"Status":0,');
});

test("a page that put its own into all objects, and into the browser's collections, keeps every socket and probe", async () => {
  await page.goto(system.url);
  const seen = await page.evaluate(async () => {
    const heard = (make: () => WebSocket) =>
      new Promise<string>((done) => {
        try {
          const socket = make();
          socket.onopen = () => socket.send('GetVersion');
          socket.onmessage = ({ data }) => done(data.slice(0, 11));
          socket.onclose = ({ code }) => done(`closed ${code}`);
        } catch (error) {
          done(String(error));
        }
      });
    const asked = () =>
      new Promise<string>((done) => {
        const request = new XMLHttpRequest();
        request.onloadend = () => done(`${request.status}`);
        try {
          request.open('GET', 'https://127.0.0.1:8987/');
          request.send();
        } catch (error) {
          done(String(error));
        }
      });
    const broken = (): never => {
      throw new Error('own');
    };
    const { WebSocket, URL, Map: Maps, Set: Sets, WeakMap: WeakMaps } = window;
    const places: [object, string][] = [
      ...['get', 'set', 'has', 'construct', 'source', 'ports', 'signal', 'headers', 'reason'].map(
        (name): [object, string] => [Object.prototype, name],
      ),
      [Maps.prototype, 'get'],
      [Maps.prototype, 'set'],
      [WeakMaps.prototype, 'get'],
      [WeakMaps.prototype, 'set'],
      [Sets.prototype, 'has'],
      [Array.prototype, 'includes'],
      [Array.prototype, 'shift'],
      [URL, 'canParse'],
      [URL.prototype, 'port'],
    ];
    const held = places.map(([of, name]) => Object.getOwnPropertyDescriptor(of, name));
    const facts: Promise<unknown>[] = [];
    try {
      for (let at = 0; at < places.length; at++) {
        const place = places[at] as [object, string];
        const own = Object.assign(Object.create(null), { value: broken, configurable: true, writable: true });
        Object.defineProperty(place[0], place[1], own);
      }
      facts[0] = heard(() => new WebSocket('wss://127.0.0.1:8987/GetVersion'));
      facts[1] = heard(() => new WebSocket(location.origin.replace('http', 'ws')));
      facts[2] = asked();
      facts[3] = fetch('https://127.0.0.1:8987/').then(({ status }) => status, String);
      facts[4] = fetch('/plugin.js').then(({ status }) => status, String);
      const done: unknown[] = [];
      for (let at = 0; at < facts.length; at++) done[at] = await facts[at];
      return done;
    } finally {
      for (let at = 0; at < places.length; at++) {
        const place = places[at] as [object, string];
        Reflect.deleteProperty(place[0], place[1]);
        const before = held[at];
        if (before) Object.defineProperty(place[0], place[1], Object.setPrototypeOf(before, null));
      }
    }
  });
  expect(seen).toEqual(['{"Status":0', 'closed 1006', '200', 200, 200]);
});

test('probes by fetch and XHR find the program present; other requests are untouched', async () => {
  await page.goto(system.url);
  const seen = await page.evaluate(async () => {
    const answer = await fetch('https://127.0.0.1:8987/');
    const request = new XMLHttpRequest();
    const events: string[] = [];
    for (const type of ['readystatechange', 'load', 'error'])
      request.addEventListener(type, () => events.push(`${type} ${request.readyState}`));
    request.open('GET', 'https://127.0.0.1:8987/');
    request.setRequestHeader('X-A', 'b');
    const over = new Promise((done) => request.addEventListener('loadend', done));
    request.send();
    await over;
    const first = [request.status, request.responseText, request.responseURL];
    request.open('GET', '/files/none.pdf');
    const again = new Promise((done) => request.addEventListener('loadend', done, { once: true }));
    request.send();
    await again;
    const held = new XMLHttpRequest();
    held.open('HEAD', 'https://localhost:8987/', false);
    held.send();
    const left = new XMLHttpRequest();
    const leaving: string[] = [];
    for (const type of ['load', 'abort', 'loadend']) left.addEventListener(type, () => leaving.push(type));
    left.open('GET', 'https://127.0.0.1:8987/');
    left.send();
    left.abort();
    const control = new AbortController();
    const { signal } = control;
    const given = fetch(new Request('https://127.0.0.1:8987/', { method: 'OPTIONS', signal }), {});
    control.abort();
    return {
      fetch: [answer.status, answer.url, answer.ok, answer.type],
      held: [held.readyState, held.status],
      left: [leaving, left.readyState, left.status],
      given: await given.catch(({ name }: Error) => name),
      opaque: (await fetch('https://127.0.0.1:8987/', { mode: 'no-cors' })).type,
      refused: await fetch('https://127.0.0.1:8987/', { method: 'TRACE' }).catch(({ name }: Error) => name),
      first,
      events: events.slice(0, 4),
      own: request.status,
      plain: (await fetch('/plugin.js')).status,
    };
  });
  expect(seen).toEqual({
    fetch: [200, 'https://127.0.0.1:8987/', true, 'cors'],
    held: [4, 200],
    left: [['abort', 'loadend'], 0, 0],
    given: 'AbortError',
    opaque: 'opaque',
    refused: 'TypeError',
    first: [200, '', 'https://127.0.0.1:8987/'],
    events: ['readystatechange 1', 'readystatechange 2', 'readystatechange 4', 'load 4'],
    own: 404,
    plain: 200,
  });
});

test('frames of the page are served too, one without an address of its own included', async () => {
  await page.goto(system.url);
  await page.evaluate(() => {
    for (const src of ['/', 'about:blank']) {
      const frame = document.createElement('iframe');
      frame.src = src;
      document.body.append(frame);
    }
  });
  await expect.poll(() => page.frames().length, { timeout: 20_000 }).toBe(3);
  for (const frame of page.frames().slice(1)) {
    await frame.waitForLoadState();
    const text = await frame.evaluate(
      () =>
        new Promise<string>((done) => {
          const socket = new WebSocket('wss://127.0.0.1:8987/GetVersion');
          socket.onopen = () => socket.send('GetVersion');
          socket.onmessage = ({ data }) => done(data);
          socket.onclose = () => done('closed');
        }),
    );
    expect(JSON.parse(text)).toMatchObject({ Status: 0 });
  }
});

/** A page that nobody switched on: no function, the browser's own socket, nothing present. */
async function expectUntouched(address: string): Promise<void> {
  await page.goto(address);
  const seen = await page.evaluate(
    () =>
      new Promise((done) => {
        const socket = new WebSocket('wss://127.0.0.1:8987/GetVersion');
        const own = [Symbol.for('kygui.vgca'), 'vgca_sign_pdf', 'vgcapluginObject'].map(
          (name) => name in window,
        );
        const probe = fetch('https://127.0.0.1:8987/').catch(() => 'away');
        socket.onclose = async ({ isTrusted, code }) => done([isTrusted, code, own, await probe]);
      }),
  );
  expect(seen).toEqual([true, 1006, [false, false, false], 'away']);
}

test("a site that is not switched on keeps the browser's own WebSocket", () =>
  expectUntouched(`${system.url.replace('127.0.0.1', 'localhost')}/bare`));

test('another port of the same computer is another site', async () => {
  const other = await startVgcaSystem();
  await expectUntouched(`${other.url}/bare`).finally(() => other.stop());
});

test('pages of the host outside of the switched-on path: sockets and probes as without us', async () => {
  const url = system.url.replace('127.0.0.1', 'localhost');
  await serveSites(browser, [{ addresses: [`${system.url}/*`] }, { addresses: [`${url}/strict*`] }]);
  await page.goto(`${url}/bare`);
  const seen = await page.evaluate(
    () =>
      new Promise((done) => {
        const socket = new WebSocket('wss://127.0.0.1:8987/GetVersion');
        const events: string[] = [];
        for (const type of ['open', 'message', 'error'])
          socket.addEventListener(type, () => events.push(type));
        const probe = fetch('https://127.0.0.1:8987/').catch(() => 'away');
        socket.onclose = async ({ code }) => done([events, code, await probe]);
      }),
  );
  expect(seen).toEqual([['error'], 1006, 'away']);
});

test('a socket that is kept answers each frame; frames meant for others, too long ones and unknown paths get an error', async () => {
  await page.goto(system.url);
  const answers = await page.evaluate(async () => {
    const ask = (path: string, frames: unknown[]) =>
      new Promise<string[]>((done) => {
        const socket = new WebSocket(`wss://127.0.0.1:8987/${path}`);
        const got: string[] = [];
        socket.onopen = () => {
          for (const frame of frames) socket.send(frame as string);
        };
        socket.onmessage = ({ data }) => {
          got.push(data);
          if (got.length === frames.length) done(got);
        };
      });
    return {
      kept: await ask('GetVersion', ['a', 'b', 'c']),
      foreign: await ask('SignPDF', ['{"type":"subscribe"}']),
      binary: await ask('SignFiles', [new Uint8Array(3)]),
      root: await ask('', ['{"type":"subscribe"}']),
      long: await ask('SignJson', [JSON.stringify({ JsonContent: 'x'.repeat(4_500_000) })]),
      content: await ask('SignJson', [JSON.stringify({ JsonContent: 'ặ'.repeat(1_500_000) })]),
    };
  });
  expect(answers.kept.map((text) => JSON.parse(text).Status)).toEqual([0, 0, 0]);
  const codes = Object.entries(answers).map(([name, [text = '{}']]) => [
    name,
    /\((\w+)\)$/u.exec(JSON.parse(text).Error ?? '')?.[1],
  ]);
  expect(Object.fromEntries(codes)).toEqual({
    kept: undefined,
    foreign: 'VGCA_REQUEST_INVALID',
    binary: 'VGCA_REQUEST_INVALID',
    root: 'VGCA_UNSUPPORTED',
    long: 'VGCA_TOO_LARGE',
    content: 'VGCA_TOO_LARGE',
  });
});

/** What a socket opened by a script of the page comes to: its answer, or how it ended. */
const TRY_SOCKET = `new Promise((done) => {
  const socket = new WebSocket('wss://127.0.0.1:8987/GetVersion');
  let failed = false;
  socket.onopen = () => socket.send('GetVersion');
  socket.onmessage = ({ data }) => done(data);
  socket.onerror = () => { failed = true; };
  socket.onclose = ({ code }) => done(JSON.stringify({ failed, code }));
})`;

test.each(['Worker', 'SharedWorker'])(
  "a %s of the page keeps the browser's own socket: with no program there it fails at once, it does not hang",
  async (kind) => {
    await page.goto(system.url);
    const text = await page.evaluate(
      ({ shared, code }) =>
        new Promise<string>((done) => {
          const body = `${code}.then((text) => port.postMessage(text))`;
          const start = shared
            ? `onconnect = ({ ports: [port] }) => { ${body} }`
            : `const port = self; ${body}`;
          const address = URL.createObjectURL(new Blob([start], { type: 'text/javascript' }));
          const hear = ({ data }: MessageEvent) => done(data);
          if (shared) new SharedWorker(address).port.onmessage = hear;
          else new Worker(address).onmessage = hear;
        }),
      { shared: kind === 'SharedWorker', code: TRY_SOCKET },
    );
    expect(JSON.parse(text)).toEqual({ failed: true, code: 1006 });
  },
);

test.each(['srcdoc', 'blob:'])('the first script of a frame by %s is served', async (kind) => {
  await page.goto(system.url);
  const text = await page.evaluate(
    ({ kind, body }) =>
      new Promise<string>((done) => {
        addEventListener('message', ({ data }) => done(data), { once: true });
        const frame = document.createElement('iframe');
        if (kind === 'srcdoc') frame.srcdoc = body;
        else frame.src = URL.createObjectURL(new Blob([body], { type: 'text/html' }));
        document.body.append(frame);
      }),
    { kind, body: `<script>${TRY_SOCKET}.then((text) => parent.postMessage(text, '*'))</script>` },
  );
  expect(JSON.parse(text)).toMatchObject({ Status: 0 });
});

test('a socket of an empty frame, taken in the moment the frame is made, is answered or fails: it never hangs', async () => {
  await page.goto(system.url);
  const text = await page.evaluate((code) => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    const inside = frame.contentWindow as unknown as { eval(code: string): Promise<string> };
    return inside.eval(code);
  }, TRY_SOCKET);
  const told = JSON.parse(text);
  expect(told.Status === 0 || told.failed, text).toBe(true);
});

test('a browser that was never paired: the window of a call leads to the pairing', async () => {
  await page.goto(system.url);
  const { call, window } = await callForWindow(page, 'vgca_get_certinfo');
  const pair = window.getByRole('button', { name: label('pairNow'), exact: true });
  await pair.waitFor({ timeout: 60_000 });
  const opening = browser.context.waitForEvent('page', { timeout: 60_000 });
  await pair.click();
  const pairing = await opening;
  await pairing.waitForURL(extensionPage('pairing'), { timeout: 60_000 });
  await pairing.close();
  await window.close();
  const reply = await replyOf(page, call);
  expect(reply).toMatchObject({ Status: 1, Message: expect.stringContaining('CHANNEL_NOT_PAIRED') });
});

test('where the other program may answer and is away, ours answers', async () => {
  const url = system.url.replace('127.0.0.1', 'localhost');
  await serveSites(browser, [{ addresses: [`${url}/*`], answers: 'ours-when-theirs-is-away' }]);
  await page.goto(url);
  expect(await replyOf(page, await callPlugin(page, 'vgca_get_version'))).toMatchObject({ Status: 0 });
});
