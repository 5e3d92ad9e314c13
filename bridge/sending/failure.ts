import { ERRORS, type ErrorCode, KyguiError, toKyguiError } from '../../shared/errors.ts';

/**
 * What a failed call to the axis means for a package: `unknown` = it may have arrived; `recipient` = one unit
 * was refused, the package was not taken; `refused` = the axis answered with a failure that may pass; `waiting`
 * = no answer, the line or the settings are at fault; `dead` = trying again cannot help.
 */
export type Failure =
  | { kind: 'unknown'; error: KyguiError }
  | { kind: 'recipient'; error: KyguiError; code: string }
  | { kind: 'refused'; error: KyguiError }
  | { kind: 'waiting'; error: KyguiError; settings: boolean }
  | { kind: 'dead'; error: KyguiError };

/** Wrong settings: every package would fail alike, so packages wait, at the longest interval, until IT mends them. */
const SETTINGS: readonly ErrorCode[] = [
  'AXIS_CREDENTIALS',
  'AXIS_CLOCK',
  'AXIS_TLS',
  'AXIS_PROXY',
  'AXIS_REDIRECT',
  'AXIS_OPERATION_MISSING',
  'AXIS_LOGIN_FAILED',
  'AXIS_SENDER_UNREGISTERED',
  'GATEWAY_CERTIFICATE_MISSING',
  'GATEWAY_CERTIFICATE_FOREIGN',
  'GATEWAY_CERTIFICATE_EXPIRED',
  'GATEWAY_CERTIFICATE_DENIED',
  'GATEWAY_REQUEST',
];

const RECIPIENTS: readonly ErrorCode[] = ['AXIS_RECIPIENT_UNKNOWN', 'AXIS_RECIPIENT_LOCKED'];

/** Anything that the transport did not name as not sent counts as possibly sent. */
export function failureOf(thrown: unknown): Failure {
  const error = toKyguiError(thrown);
  if (!(thrown instanceof KyguiError) || error.details.outcome === 'unknown')
    return { kind: 'unknown', error };
  if (error.code === 'AXIS_OUTCOME_UNKNOWN') return { kind: 'unknown', error };
  if (RECIPIENTS.includes(error.code)) {
    const recipient = error.details.recipient;
    return typeof recipient === 'string' && recipient !== ''
      ? { kind: 'recipient', error, code: recipient }
      : { kind: 'dead', error };
  }
  if (SETTINGS.includes(error.code)) return { kind: 'waiting', error, settings: true };
  if (!ERRORS[error.code].retriable) return { kind: 'dead', error };
  return error.details.outcome === 'refused'
    ? { kind: 'refused', error }
    : { kind: 'waiting', error, settings: false };
}
