import { type ErrorDetails, KyguiError } from '../../../shared/errors.ts';

/** What is known of a package when its sending failed. */
export type Outcome = 'not-sent' | 'refused' | 'unknown';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);
const TIMEOUT = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'KYGUI_REPLY_TIMEOUT',
  'KYGUI_STALLED',
]);
const CONNECT_TIMEOUT = new Set(['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT', 'KYGUI_CONNECT_TIMEOUT']);
const TLS =
  /^(?:CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|CRL_)/u;

/** A socket error of our own making; `code` is read like those of Node. */
export class LocalTimeout extends Error {
  readonly code: 'KYGUI_CONNECT_TIMEOUT' | 'KYGUI_REPLY_TIMEOUT' | 'KYGUI_STALLED';

  constructor(code: LocalTimeout['code']) {
    super(code);
    this.code = code;
  }
}

function codeOf(thrown: unknown): string {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    if (error.name === 'HTTPParserError') return 'HPE_INVALID';
    if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'ABORT_ERR';
  }
  return '';
}

/** A failure of the network, of TLS or of the proxy as a member of the closed list. */
export function networkFailure(thrown: unknown, operation: string, host: string): KyguiError {
  if (thrown instanceof KyguiError) return thrown;
  const code = codeOf(thrown);
  const make = (name: KyguiError['code'], details: ErrorDetails = {}) =>
    new KyguiError(name, { operation, host, ...details }, { cause: thrown });
  if (UNREACHABLE.has(code)) return make('AXIS_UNREACHABLE');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return make('AXIS_NAME_UNKNOWN');
  if (CONNECT_TIMEOUT.has(code)) return make('AXIS_CONNECT_TIMEOUT');
  if (TIMEOUT.has(code)) return make('AXIS_TIMEOUT');
  if (TLS.test(code)) return make('AXIS_TLS', { reason: code });
  if (code === 'ABORT_ERR' || code === 'UND_ERR_ABORTED') return make('AXIS_STOPPED');
  if (code === 'KYGUI_PROXY' || (thrown instanceof Error && /proxy/iu.test(thrown.message))) {
    return make('AXIS_PROXY', { reason: thrown instanceof Error ? thrown.message.slice(0, 120) : 'proxy' });
  }
  if (code.startsWith('HPE_')) return make('AXIS_REPLY_INVALID', { problem: code });
  return make('AXIS_CONNECTION_BROKEN', { reason: code === '' ? 'closed' : code });
}

/**
 * What a failed `send` throws. Once bytes of the body have left, only a readable refusal is certain; everything
 * else becomes AXIS_OUTCOME_UNKNOWN, because a gateway may have handed the package on (fault F18).
 */
export function sendFailure(error: KyguiError, bodyStarted: boolean, answeredNo: boolean): KyguiError {
  if (answeredNo) return withOutcome(error, 'refused');
  if (!bodyStarted) return withOutcome(error, 'not-sent');
  return new KyguiError(
    'AXIS_OUTCOME_UNKNOWN',
    { ...error.details, outcome: 'unknown', reason: error.code },
    { cause: error },
  );
}

function withOutcome(error: KyguiError, outcome: Outcome): KyguiError {
  return new KyguiError(error.code, { ...error.details, outcome }, { cause: error.cause });
}
