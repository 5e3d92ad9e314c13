import { toKyguiError } from '../../shared/errors.ts';
import type { Log } from './log.ts';

/** Logs that a part could not be ended, where a failure before it is the one that is told. */
export const notEnded =
  (log: Log) =>
  (thrown: unknown): void => {
    const { code } = toKyguiError(thrown);
    log.error({ code, ...(code === 'INTERNAL' && { err: thrown }) }, 'not ended');
  };
