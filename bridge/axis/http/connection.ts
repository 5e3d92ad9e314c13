import type { Readable } from 'node:stream';
import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import { KyguiError } from '../../../shared/errors.ts';
import { networkFailure } from './failure.ts';
import { largeReply, paced, wholeReply } from './paced-body.ts';
import { type TlsOptions, type UploadProgress, upload } from './upload.ts';

export interface ConnectionOptions {
  /** Base address; the path of an operation is appended to it. */
  endpoint: string;
  connectTimeoutMs: number;
  /** Longest wait for the first byte of an answer, and between two pieces of its body; see paced-body.ts. */
  requestTimeoutMs: number;
  /** Share of the pace that a large reply must keep, where it comes from behind another line. */
  pace?: number;
  /** PEM of the roots to trust for an https endpoint, when it is not in the system's list. */
  ca?: string;
  /** PEM of our own certificate and its key, where the server asks who we are. */
  certificate?: string;
  key?: string;
  /** Address of an HTTP proxy; `environment` takes http_proxy, https_proxy and no_proxy; absent means direct. */
  proxy?: string;
}

export interface HttpCall {
  /** Name in error details; never a header, never a parameter. */
  operation: string;
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  signal?: AbortSignal | undefined;
}

export interface HttpReply {
  status: number;
  /** Lower-case names; of a repeated header the first value. */
  headers: Readonly<Record<string, string>>;
  /** The body: as a whole within a time, or, when it may be large, at a pace that a slow line keeps. Once only. */
  read(as: 'whole' | 'large'): AsyncIterable<Uint8Array>;
  /** Gives up a reply whose body is not read; else it would keep its connection. */
  discard(): void;
}

/** The HTTP side of a transport: never more than ten connections, no redirects, every wait bounded. */
export interface HttpConnection {
  readonly host: string;
  request(call: HttpCall & { body?: string }): Promise<HttpReply>;
  upload(
    call: HttpCall & { size: number; body: () => AsyncIterable<Uint8Array> },
    progress: UploadProgress,
  ): Promise<HttpReply>;
  close(): Promise<void>;
}

/** Eight for calls and two for uploads: the ten of the vendor's client (axis API 1). */
const CALLS = 8;

export function openConnection(options: ConnectionOptions): HttpConnection {
  const base = options.endpoint.replace(/\/+$/u, '');
  const { origin, host } = new URL(base);
  const prefix = base.slice(origin.length);
  const proxy = proxyFor(options.proxy, origin);
  const dispatcher = dispatcherFor(options, origin, proxy);
  const replyOf = (status: number, headers: Headers, body: Readable, operation: string): HttpReply => {
    const discard = () => {
      body.on('error', () => {});
      body.destroy();
    };
    if (status === 407) {
      discard();
      throw new KyguiError('AXIS_PROXY', { reason: 'HTTP 407' });
    }
    const silenceMs = options.requestTimeoutMs;
    return {
      status,
      headers: firstValues(headers),
      read: (as) => {
        const pace = as === 'whole' ? wholeReply(silenceMs) : largeReply(silenceMs, options.pace);
        return guarded(paced(body, pace), operation, host);
      },
      discard,
    };
  };
  return {
    host,
    async request(call) {
      try {
        const reply = await dispatcher.request({
          origin,
          path: prefix + call.path,
          method: call.method,
          headers: call.headers,
          body: call.body ?? null,
          signal: call.signal ?? null,
          headersTimeout: options.requestTimeoutMs,
          bodyTimeout: options.requestTimeoutMs,
        });
        return replyOf(reply.statusCode, reply.headers, reply.body, call.operation);
      } catch (thrown) {
        throw networkFailure(thrown, call.operation, host);
      }
    },
    async upload(call, progress) {
      try {
        const once = (expect: boolean) =>
          upload(
            {
              url: new URL(base + call.path),
              headers: call.headers,
              size: call.size,
              body: call.body(),
              expect,
              signal: call.signal,
              connectTimeoutMs: options.connectTimeoutMs,
              requestTimeoutMs: options.requestTimeoutMs,
              tls: tlsOf(options),
              proxy,
            },
            progress,
          );
        let reply = await once(true);
        // RFC 9110 15.5.18: a hop that does not know Expect; nothing was sent, and the call is made without it.
        if (reply.statusCode === 417 && !progress.bodyStarted) {
          reply.destroy();
          reply = await once(false);
        }
        if (NOT_DONE.has(reply.statusCode ?? 0) || isRedirect(reply.statusCode ?? 0))
          progress.bodyStarted = false;
        return replyOf(reply.statusCode ?? 0, reply.headers, reply, call.operation);
      } catch (thrown) {
        throw networkFailure(thrown, call.operation, host);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/**
 * Statuses of a server or proxy that did not do what was asked (RFC 9110 15.5): what was uploaded went nowhere.
 * Not among them: 408, 409, 429 and all of 5xx, behind which a gateway may have passed the package on.
 */
const NOT_DONE = new Set([400, 401, 403, 404, 405, 407, 411, 413, 414, 415, 417, 431, 501]);

const isRedirect = (status: number) => status >= 300 && status < 400;

function tlsOf({ ca, certificate, key }: ConnectionOptions): TlsOptions {
  return {
    minVersion: 'TLSv1.2',
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
  };
}

function dispatcherFor(options: ConnectionOptions, origin: string, proxy: string | undefined): Dispatcher {
  const connect = { timeout: options.connectTimeoutMs, ...tlsOf(options) };
  const pool = { connections: CALLS, pipelining: 1, connect };
  if (proxy === undefined) return new Pool(origin, pool);
  return new ProxyAgent({
    ...pool,
    uri: proxy,
    requestTls: connect,
    proxyTunnel: origin.startsWith('https:'),
  });
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u;

/** The proxy that leads to `origin`; `environment` reads the usual variables, never for this computer itself. */
export function proxyFor(
  proxy: string | undefined,
  origin: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  if (proxy !== 'environment') return proxy;
  const { protocol, hostname } = new URL(origin);
  if (LOOPBACK.test(hostname)) return undefined;
  const variable = (name: string) => environment[name] || environment[name.toUpperCase()] || undefined;
  const exempt = (variable('no_proxy') ?? '').split(/[\s,]+/u).filter((entry) => entry !== '');
  const matches = (entry: string) => {
    const name = entry.replace(/^\*?\.|:\d+$/gu, '').toLowerCase();
    return entry === '*' || hostname === name || hostname.endsWith(`.${name}`);
  };
  if (exempt.some(matches)) return undefined;
  return variable(protocol === 'https:' ? 'https_proxy' : 'http_proxy');
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function firstValues(headers: Headers): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) result[name.toLowerCase()] = first;
  }
  return result;
}

async function* guarded(
  body: AsyncIterable<Uint8Array>,
  operation: string,
  host: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    throw networkFailure(thrown, operation, host);
  }
}
