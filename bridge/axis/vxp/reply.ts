import { type ErrorCode, KyguiError } from '../../../shared/errors.ts';
import { httpFailure } from '../http/reply-body.ts';

/**
 * Error numbers of the provincial manual (axis API part B). The list of the national axis is not known; the same
 * vendor family suggests the same numbers, and the raw number and text always stand beside our sentence.
 */
export const AXIS_ERROR_CODES: Readonly<Record<string, ErrorCode>> = {
  '10': 'AXIS_PACKAGE_INVALID',
  '15': 'AXIS_CREDENTIALS',
  '18': 'AXIS_RECIPIENT_UNKNOWN',
  '19': 'AXIS_SENDER_UNREGISTERED',
  '20': 'AXIS_SYSTEM_ERROR',
  '21': 'AXIS_FILE_PROCESSING',
  '22': 'AXIS_PACKAGE_MALFORMED',
  '23': 'AXIS_RECIPIENT_LOCKED',
};

/** A clock that is further from the axis than this is named as the likely cause of a refused signature. */
const CLOCK_LIMIT_SECONDS = 300;

export interface ReplyContext {
  operation: string;
  status: number;
  /** The reply's `Date` header, when there was one. */
  date: string | undefined;
  now: number;
}

/** Text of a member whatever its JSON type; absent and null are empty. Names are compared without case. */
export function textOf(object: Readonly<Record<string, unknown>>, name: string): string {
  const wanted = name.toLowerCase();
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === wanted);
  const value = key === undefined ? undefined : object[key];
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Thrown inside when the axis itself said no: the package was surely not taken. */
export class AxisRefusal extends Error {
  readonly failure: KyguiError;

  constructor(failure: KyguiError) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Passes when the reply says success: `status` OK and `ErrorCode` 0 as text or number. HTTP 200 is not success.
 * Throws AxisRefusal for a readable no, a plain KyguiError when the reply says neither yes nor no.
 */
export function requireSuccess(envelope: Readonly<Record<string, unknown>>, context: ReplyContext): void {
  const { operation, status } = context;
  const verdict = textOf(envelope, 'status').toUpperCase();
  const code = textOf(envelope, 'ErrorCode');
  if (verdict === 'OK' && Number(code === '' ? Number.NaN : code) === 0) {
    if (status >= 400) throw httpFailure(status, operation);
    return;
  }
  const said = verdict === 'FAIL' || (code !== '' && Number(code) !== 0);
  if (!said) {
    if (status >= 400) throw httpFailure(status, operation);
    throw new KyguiError('AXIS_REPLY_INVALID', { operation, problem: 'status, ErrorCode' });
  }
  throw new AxisRefusal(refusal(code, textOf(envelope, 'ErrorDesc'), context));
}

function refusal(code: string, text: string, context: ReplyContext): KyguiError {
  const details = {
    operation: context.operation,
    axisCode: code === '' ? '-' : code,
    axisText: text.slice(0, 200),
  };
  const known = AXIS_ERROR_CODES[String(Number(code))];
  if (/hash[-_ ]?file/iu.test(text)) return new KyguiError('AXIS_HASH_FILE', details);
  if (known === 'AXIS_CREDENTIALS' || /timestamp/iu.test(text)) {
    const seconds = Math.round((context.now - Date.parse(context.date ?? '')) / 1000);
    if (Math.abs(seconds) > CLOCK_LIMIT_SECONDS) return new KyguiError('AXIS_CLOCK', { ...details, seconds });
    return new KyguiError('AXIS_CREDENTIALS', details);
  }
  if (/docid/iu.test(text)) return new KyguiError('AXIS_ITEM_UNKNOWN', details);
  return new KyguiError(known ?? 'AXIS_FAILED', details);
}
