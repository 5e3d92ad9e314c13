import { KyguiError } from '../../../shared/errors.ts';
import { isRecord, textOf } from '../answer.ts';
import type { HttpConnection, HttpReply } from '../http/connection.ts';
import { parseObject, readText, refuseRedirect } from '../http/reply-body.ts';
import type { LgspOptions, LgspPaths } from './settings.ts';

/** Sends one call with the given headers; may be called twice. */
export type Attempt = (headers: Record<string, string>) => Promise<HttpReply>;

/**
 * The two headers of the connected system and, where a login is configured, a bearer token of about 30 minutes.
 * On HTTP 401: log in once more, repeat once, then report (fault F24). A 401 means that the call was not done,
 * so repeating a send is safe.
 */
export class LgspSession {
  readonly #options: LgspOptions;
  readonly #paths: LgspPaths;
  readonly #connection: HttpConnection;
  #token: Promise<string> | null = null;

  constructor(options: LgspOptions, paths: LgspPaths, connection: HttpConnection) {
    this.#options = options;
    this.#paths = paths;
    this.#connection = connection;
  }

  async run(operation: string, signal: AbortSignal | undefined, attempt: Attempt): Promise<HttpReply> {
    const used = this.#token ?? this.#login(signal);
    let reply = await attempt(this.#headers(await used));
    if (reply.status === 401 && this.#options.login !== undefined) {
      await readText(reply, operation);
      // Another call may have logged in meanwhile; its token is as good as one of our own.
      if (this.#token === used) this.#token = null;
      reply = await attempt(this.#headers(await (this.#token ?? this.#login(signal))));
    }
    if (reply.status === 401 || reply.status === 403) {
      await readText(reply, operation);
      throw new KyguiError('AXIS_CREDENTIALS', { operation, axisCode: String(reply.status), axisText: '' });
    }
    refuseRedirect(reply, operation);
    return reply;
  }

  #headers(token: string): Record<string, string> {
    const names = this.#options.headers ?? { systemId: 'X-SystemId', secretKey: 'X-SecretKey' };
    return {
      [names.systemId]: printable('systemId', this.#options.systemId),
      [names.secretKey]: printable('secretKey', this.#options.secretKey),
      ...(token === '' ? {} : { Authorization: `Bearer ${token}` }),
    };
  }

  #login(signal: AbortSignal | undefined): Promise<string> {
    const attempt = this.#fetchToken(signal);
    this.#token = attempt;
    attempt.catch(() => {
      if (this.#token === attempt) this.#token = null;
    });
    return attempt;
  }

  async #fetchToken(signal: AbortSignal | undefined): Promise<string> {
    const { login } = this.#options;
    if (login === undefined) return '';
    const operation = 'login';
    const reply = await this.#connection.request({
      operation,
      method: 'POST',
      path: this.#paths.login,
      headers: { ...this.#headers(''), 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...login, otp: null, twoFactorProvider: null, typeObjs: [0, 1] }),
      signal,
    });
    refuseRedirect(reply, operation);
    const text = await readText(reply, operation);
    if (reply.status >= 400 && reply.status < 500) {
      throw new KyguiError('AXIS_LOGIN_FAILED', { operation, status: reply.status });
    }
    const answer = parseObject(text, reply.status, operation);
    const token = isRecord(answer.data) ? textOf(answer.data, 'token') : '';
    if (token === '') throw new KyguiError('AXIS_LOGIN_FAILED', { operation, status: reply.status });
    return printable('token', token);
  }
}

function printable(field: string, value: string): string {
  if (!/^[\x20-\x7e]*$/u.test(value)) throw new KyguiError('AXIS_VALUE_UNSENDABLE', { field });
  return value;
}
