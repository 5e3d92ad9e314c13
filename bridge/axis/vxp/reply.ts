import { KyguiError } from '../../../shared/errors.ts';
import { AXIS_ERROR_CODES, AxisRefusal, textOf } from '../answer.ts';
import { httpFailure } from '../http/reply-body.ts';

/** A clock that is further from the axis than this is named as the likely cause of a refused signature. */
const CLOCK_LIMIT_SECONDS = 300;

export interface ReplyContext {
  operation: string;
  status: number;
  /** The reply's `Date` header, when there was one. */
  date: string | undefined;
  now: number;
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
