import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { globalPlugin, modulePlugin } from './plugin.ts';

/** What the upload handler of the page answers to the next file. */
export interface HandlerAnswer {
  status?: number;
  type?: string;
  body: string;
  location?: string;
}

/** A document system whose pages were written for the VGCA Sign Service. */
export interface VgcaSystem {
  url: string;
  /** Files by name, given out at `/files/<name>` to who has logged in. */
  files: Map<string, Uint8Array>;
  /** Uploads as they came, newest last. */
  uploads: {
    field: string;
    name: string;
    type: string;
    bytes: Uint8Array;
    cookie: string;
    query: string;
    authorization: string;
  }[];
  /** Requests for files, by path. */
  fetched: string[];
  /** Paths that lead elsewhere. */
  redirects: Map<string, string>;
  /** Answers of the handler to the next uploads; an ordinary one when there is none. */
  answers: HandlerAnswer[];
  stop(): Promise<void>;
}

const STRICT =
  "default-src 'none'; script-src 'self'; connect-src 'self' wss://127.0.0.1:8987; style-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

const page = (title: string, scripts: string) =>
  `<!doctype html><html lang="vi"><meta charset="utf-8"><title>${title}</title>${scripts}<body><h1>${title}</h1><p id="ket-qua"></p></body></html>`;

/** What the page's own program does: calls and keeps what came back, for the test to look at. */
const CALLER = `
window.calls = [];
window.ask = function (name, words, from) {
  var call = { name: name, reply: null, count: 0 };
  window.calls.push(call);
  var back = function () { call.count += 1; call.reply = arguments[arguments.length - 1]; call.sender = arguments.length > 1 ? arguments[0] : undefined; };
  (from || window)[name].apply(null, words.concat([back]));
  return window.calls.length - 1;
};`;
const MODULE_CALLER = `
import * as plugin from '/plugin.mjs';
window.calls = [];
window.ask = (name, words) => {
  const call = { name, reply: null, count: 0 };
  window.calls.push(call);
  plugin[name](...words, (...back) => { call.count += 1; call.reply = back.at(-1); });
  return window.calls.length - 1;
};
window.ready = true;`;

/** A page that watches its sockets, wrapped before the plug-in is loaded; as monitoring scripts do. */
const WRAPPER = `
(function () {
  var Native = window.WebSocket;
  window.seen = [];
  function Watched(url, protocols) {
    var socket = arguments.length > 1 ? new Native(url, protocols) : new Native(url);
    window.seen.push(String(url));
    socket.addEventListener('message', function (event) { window.seen.push(typeof event.data); });
    return socket;
  }
  Watched.prototype = Native.prototype;
  ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].forEach(function (name) { Watched[name] = Native[name]; });
  window.WebSocket = Watched;
})();`;

const PAGES: Readonly<Record<string, { body: string; type?: string; csp?: string }>> = {
  '/': {
    body: page(
      'Ký số — kịch bản toàn cục',
      '<script src="/plugin.js"></script><script src="/caller.js"></script>',
    ),
  },
  '/module': { body: page('Ký số — mô-đun', '<script type="module" src="/module.mjs"></script>') },
  '/strict': {
    csp: STRICT,
    body: page('Ký số — CSP chặt', '<script src="/plugin.js"></script><script src="/caller.js"></script>'),
  },
  '/wrapped': {
    body: page(
      'Ký số — bọc WebSocket',
      '<script src="/wrapper.js"></script><script src="/plugin.js"></script><script src="/caller.js"></script>',
    ),
  },
  '/bare': { body: page('Ký số — không có plug-in', '<script src="/caller.js"></script>') },
  '/plugin.js': { body: globalPlugin(), type: 'text/javascript' },
  '/plugin.mjs': { body: modulePlugin(), type: 'text/javascript' },
  '/caller.js': { body: CALLER, type: 'text/javascript' },
  '/module.mjs': { body: MODULE_CALLER, type: 'text/javascript' },
  '/wrapper.js': { body: WRAPPER, type: 'text/javascript' },
};

async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

async function takeUpload(system: VgcaSystem, request: IncomingMessage, url: URL): Promise<HandlerAnswer> {
  const { headers } = request;
  const form = await new Response(await bodyOf(request), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData();
  for (const [field, file] of form) {
    if (!(file instanceof File)) continue;
    system.uploads.push({
      field,
      name: file.name,
      type: file.type,
      bytes: new Uint8Array(await file.arrayBuffer()),
      cookie: headers.cookie ?? '',
      query: url.search,
      authorization: headers.authorization ?? '',
    });
  }
  const name = system.uploads.at(-1)?.name ?? '';
  const signed = name.replace(/\.pdf$/u, '.signed.pdf');
  const ordinary = {
    Status: true,
    Message: '',
    FileName: signed,
    FileServer: `${system.url}/files/${signed}`,
  };
  return system.answers.shift() ?? { body: JSON.stringify(ordinary) };
}

async function answer(system: VgcaSystem, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', system.url);
  if (request.method === 'POST' && url.pathname.startsWith('/upload')) {
    const { status = 200, type = 'text/plain', body, location } = await takeUpload(system, request, url);
    response.writeHead(location ? 302 : status, {
      'Content-Type': type,
      ...(location && { Location: location }),
    });
    response.end(body);
    return;
  }
  const elsewhere = system.redirects.get(url.pathname);
  if (elsewhere !== undefined) {
    response.writeHead(302, { Location: elsewhere }).end();
    return;
  }
  if (url.pathname.startsWith('/files/')) {
    system.fetched.push(url.pathname);
    const file = system.files.get(decodeURIComponent(url.pathname.slice('/files/'.length)));
    const loggedIn =
      request.headers.cookie?.includes('phien=1') || request.headers.authorization === 'Bearer the.jwt';
    if (!loggedIn) response.writeHead(302, { Location: '/login' }).end();
    else response.writeHead(file ? 200 : 404, { 'Content-Type': 'application/octet-stream' }).end(file);
    return;
  }
  if (url.pathname === '/login') {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><input type="password">');
    return;
  }
  const found = PAGES[url.pathname];
  response.writeHead(found ? 200 : 404, {
    'Content-Type': `${found?.type ?? 'text/html'}; charset=utf-8`,
    'Set-Cookie': 'phien=1; HttpOnly; SameSite=Strict; Path=/',
    ...(found?.csp && { 'Content-Security-Policy': found.csp }),
  });
  response.end(found?.body ?? '');
}

export async function startVgcaSystem(): Promise<VgcaSystem> {
  const server = createServer((request, response) => {
    answer(system, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const system: VgcaSystem = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files: new Map(),
    uploads: [],
    fetched: [],
    answers: [],
    redirects: new Map(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return system;
}
