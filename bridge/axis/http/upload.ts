import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type SecureContextOptions, connect as tlsConnect } from 'node:tls';
import { LocalTimeout } from './failure.ts';

/** Told while an upload runs; `bodyStarted` turns true when the first byte of the body is handed to the socket. */
export interface UploadProgress {
  bodyStarted: boolean;
}

/** Roots to trust and who we are, for an https address. */
export type TlsOptions = Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'minVersion'>;

export interface UploadOptions {
  url: URL;
  headers: Record<string, string>;
  size: number;
  body: AsyncIterable<Uint8Array>;
  /** Ask for `100 Continue` before the body. */
  expect: boolean;
  signal: AbortSignal | undefined;
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  tls: TlsOptions;
  proxy: string | undefined;
}

/** A server that never sends `100 Continue` gets the body after this wait (fault F20; RFC 9110 10.1.1). */
const CONTINUE_WAIT_MS = 1000;

/**
 * POSTs a body of known size as a stream over a connection of its own, so that a stale kept-alive socket can
 * never make an outcome unknown. Node's client instead of undici for this one call: it speaks
 * `Expect: 100-continue`, as the vendor's client does, and lets a server refuse before 60 MB cross a slow line;
 * undici breaks the connection when a server sends 100.
 */
export async function upload(options: UploadOptions, progress: UploadProgress): Promise<IncomingMessage> {
  options.signal?.throwIfAborted();
  const request = await open(options);
  const stop = () =>
    request.destroy(options.signal?.reason instanceof Error ? options.signal.reason : undefined);
  options.signal?.addEventListener('abort', stop, { once: true });
  const timer = new Watch(request);
  try {
    return await exchange(request, options, progress, timer);
  } catch (thrown) {
    request.destroy();
    if (options.signal?.aborted === true) throw Object.assign(new Error('aborted'), { code: 'ABORT_ERR' });
    throw thrown;
  } finally {
    timer.clear();
    options.signal?.removeEventListener('abort', stop);
  }
}

async function exchange(
  request: ClientRequest,
  options: UploadOptions,
  progress: UploadProgress,
  timer: Watch,
): Promise<IncomingMessage> {
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
  });
  response.catch(() => undefined);
  let answered = false;
  const done = response.then(
    () => {
      answered = true;
    },
    () => {
      answered = true;
    },
  );
  timer.start(options.connectTimeoutMs, 'KYGUI_CONNECT_TIMEOUT');
  const ready = connected(request, options.url.protocol === 'https:');
  request.flushHeaders();
  await Promise.race([ready, done]);
  timer.start(options.requestTimeoutMs, 'KYGUI_REPLY_TIMEOUT');
  if (options.expect) await Promise.race([continued(request), done]);

  const iterator = options.body[Symbol.asyncIterator]();
  let sent = 0;
  try {
    while (!answered) {
      const next = await iterator.next();
      if (next.done === true || answered) break;
      sent += next.value.length;
      if (sent > options.size) throw new Error('body longer than announced');
      progress.bodyStarted = true;
      timer.start(options.requestTimeoutMs, 'KYGUI_STALLED');
      if (!request.write(next.value))
        await Promise.race([once(request, 'drain').catch(() => undefined), done]);
    }
  } finally {
    await iterator.return?.();
  }
  if (!answered) {
    if (sent !== options.size) throw new Error('body shorter than announced');
    timer.start(options.requestTimeoutMs, 'KYGUI_REPLY_TIMEOUT');
    request.end();
  }
  const reply = await response;
  // An early answer leaves the rest of the body unsent: the connection ends with the answer's body.
  if (!request.writableEnded) reply.once('end', () => request.destroy());
  timer.clear();
  reply.socket.setTimeout(options.requestTimeoutMs, () =>
    reply.destroy(new LocalTimeout('KYGUI_REPLY_TIMEOUT')),
  );
  return reply;
}

/** Breaks the request off when a stage lasts too long. */
class Watch {
  readonly #request: ClientRequest;
  #timer: NodeJS.Timeout | undefined;

  constructor(request: ClientRequest) {
    this.#request = request;
  }

  start(milliseconds: number, code: LocalTimeout['code']): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#request.destroy(new LocalTimeout(code)), milliseconds);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}

async function connected(request: ClientRequest, secure: boolean): Promise<void> {
  const [socket] = await once(request, 'socket');
  if (secure ? socket.secureConnecting === false && !socket.connecting : !socket.connecting) return;
  await once(socket, secure ? 'secureConnect' : 'connect');
}

function continued(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CONTINUE_WAIT_MS);
    request.once('continue', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function open(options: UploadOptions): Promise<ClientRequest> {
  const { url } = options;
  const secure = url.protocol === 'https:';
  const settings = {
    method: 'POST',
    agent: false as const,
    headers: {
      ...options.headers,
      Host: url.host,
      'Content-Length': String(options.size),
      ...(options.expect ? { Expect: '100-continue' } : {}),
      Connection: 'close',
    },
    ...(secure ? options.tls : {}),
  };
  if (options.proxy === undefined) return secure ? httpsRequest(url, settings) : httpRequest(url, settings);
  const proxy = new URL(options.proxy);
  const credentials: Record<string, string> =
    proxy.username === ''
      ? {}
      : {
          'Proxy-Authorization': `Basic ${Buffer.from(
            `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`,
          ).toString('base64')}`,
        };
  const through = { host: proxy.hostname, port: proxy.port === '' ? 80 : Number(proxy.port) };
  if (!secure) {
    return httpRequest({
      ...settings,
      ...through,
      path: url.href,
      headers: { ...settings.headers, ...credentials },
    });
  }
  const socket = await tunnel(url, through, credentials, options.connectTimeoutMs);
  return httpsRequest(url, {
    ...settings,
    createConnection: () =>
      tlsConnect({
        socket,
        servername: url.hostname,
        ...options.tls,
      }),
  });
}

/** RFC 9110 9.3.6: CONNECT through the proxy, then TLS with the axis itself. */
async function tunnel(
  url: URL,
  through: { host: string; port: number },
  headers: Record<string, string>,
  timeoutMs: number,
) {
  const path = `${url.hostname}:${url.port === '' ? '443' : url.port}`;
  const request = httpRequest({
    ...through,
    method: 'CONNECT',
    path,
    headers: { Host: path, ...headers },
    agent: false,
  });
  const timer = setTimeout(() => request.destroy(new LocalTimeout('KYGUI_CONNECT_TIMEOUT')), timeoutMs);
  try {
    request.end();
    const [reply, socket] = await Promise.race([
      once(request, 'connect'),
      once(request, 'response').then(([refusal]) => [refusal, null]),
    ]);
    if (reply.statusCode !== 200 || socket === null) {
      request.destroy();
      throw Object.assign(new Error(`proxy answered ${reply.statusCode}`), { code: 'KYGUI_PROXY' });
    }
    return socket;
  } finally {
    clearTimeout(timer);
  }
}
