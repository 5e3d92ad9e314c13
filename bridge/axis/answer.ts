import { type ErrorCode, KyguiError } from '../../shared/errors.ts';

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
 * Names the recipient that an axis refused, in `details.recipient`: the only one of the package, or the only one
 * whose code stands in the axis' words. Otherwise nobody is named.
 */
export function nameRecipient(failure: KyguiError, to: readonly string[]): KyguiError {
  if (failure.code !== 'AXIS_RECIPIENT_UNKNOWN' && failure.code !== 'AXIS_RECIPIENT_LOCKED') return failure;
  // Codes hold dots: a sentence may end in one more.
  const said = String(failure.details.axisText ?? '')
    .split(/[^A-Za-z0-9._-]+/u)
    .map((word) => word.replace(/\.+$/u, ''));
  const named = to.length === 1 ? to : to.filter((code) => said.includes(code));
  const [recipient] = named;
  if (recipient === undefined || named.length !== 1) return failure;
  return new KyguiError(failure.code, { ...failure.details, recipient }, { cause: failure.cause });
}

/** Runs a check and turns a refusal into its failure, for calls that send nothing. */
export function unwrapRefusal(check: () => void): void {
  try {
    check();
  } catch (thrown) {
    throw thrown instanceof AxisRefusal ? thrown.failure : thrown;
  }
}

/** A JSON object that is no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
