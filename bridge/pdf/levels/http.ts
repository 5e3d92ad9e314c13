import type { Dispatcher } from 'undici';
import { isInside } from './inside-address.ts';

/** Why an authority gave no usable answer: a word for logs and details, never a body. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`HTTP: ${reason}`, options);
    this.reason = reason;
  }
}

export interface HttpSettings {
  /** Milliseconds for one question with its answer. */
  timeLimit: number;
  /** Largest answer in bytes; CRLs of large authorities have tens of megabytes. */
  largestAnswer: number;
  /** Asked for with the first question: most files are signed and judged without one. */
  dispatcher: () => Promise<Dispatcher>;
}

/**
 * Settings with the system's proxy: `proxy` when given, otherwise HTTP_PROXY, HTTPS_PROXY and NO_PROXY of the
 * environment.
 */
export function httpSettings(options: { timeLimit?: number; proxy?: string } = {}): HttpSettings {
  let dispatcher: Promise<Dispatcher> | undefined;
  const open = async () => {
    const { EnvHttpProxyAgent, ProxyAgent } = await import('undici');
    // Plain HTTP is handed to the proxy itself (RFC 9112, 3.2.2): most allow tunnels to port 443 alone.
    const proxyTunnel = false;
    return options.proxy
      ? new ProxyAgent({ uri: options.proxy, proxyTunnel })
      : new EnvHttpProxyAgent({ proxyTunnel });
  };
  return {
    timeLimit: options.timeLimit ?? 10_000,
    largestAnswer: 64 * 1024 * 1024,
    dispatcher: () => {
      dispatcher ??= open();
      return dispatcher;
    },
  };
}

export interface HttpQuestion {
  url: string;
  body?: Uint8Array;
  contentType?: string;
  signal?: AbortSignal | undefined;
}

const REDIRECTS = 3;

/** Asks with POST when there is a body, otherwise with GET. @throws HttpFailure */
export async function ask(question: HttpQuestion, settings: HttpSettings): Promise<Uint8Array> {
  const limit = AbortSignal.timeout(settings.timeLimit);
  const signal = question.signal ? AbortSignal.any([limit, question.signal]) : limit;
  let { url } = question;
  try {
    const { request } = await import('undici');
    const dispatcher = await settings.dispatcher();
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const { protocol } = new URL(url);
      if (protocol !== 'http:' && protocol !== 'https:') throw new HttpFailure('address');
      const answer = await request(url, {
        method: question.body ? 'POST' : 'GET',
        ...(question.body ? { body: question.body } : {}),
        headers: question.contentType ? { 'content-type': question.contentType } : {},
        dispatcher,
        signal,
      });
      const { location } = answer.headers;
      if (
        answer.statusCode >= 300 &&
        answer.statusCode < 400 &&
        typeof location === 'string' &&
        !question.body
      ) {
        await answer.body.dump();
        const next = new URL(location, url).href;
        if (isInside(next) && !isInside(url)) throw new HttpFailure('redirect inside');
        url = next;
        continue;
      }
      if (answer.statusCode !== 200) {
        await answer.body.dump();
        throw new HttpFailure(`status ${answer.statusCode}`);
      }
      return await collect(answer.body, settings.largestAnswer);
    }
    throw new HttpFailure('redirects');
  } catch (cause) {
    if (cause instanceof HttpFailure) throw cause;
    if (limit.aborted) throw new HttpFailure('timeout', { cause });
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'connection';
    throw new HttpFailure(code, { cause });
  }
}

async function collect(body: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > most) throw new HttpFailure('answer too large');
    parts.push(part);
  }
  return Uint8Array.from(Buffer.concat(parts));
}
