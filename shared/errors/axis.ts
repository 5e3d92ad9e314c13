import { axisAnswerErrors } from './axis-answers.ts';
import { axisLineErrors } from './axis-line.ts';
import { directoryErrors } from './directory.ts';
import type { ErrorEntry } from './entry.ts';
import { gatewayErrors } from './gateway.ts';

/**
 * Failures on the way to an axis and in its directory. `outcome` in the details of a send says what is known:
 * `not-sent`, `refused` (the axis answered no) or `unknown`.
 */
export const axisErrors = {
  ...axisLineErrors,
  ...axisAnswerErrors,
  ...directoryErrors,
  ...gatewayErrors,
} as const satisfies Record<string, ErrorEntry>;
