import type { Handlers } from '../listener/handlers.ts';
import type { PreparedJobs } from './prepared-jobs.ts';

/** Forgets what was shown; nothing was signed. */
export function signCancel(prepared: PreparedJobs): NonNullable<Handlers['sign.cancel']> {
  return async ({ jobKey }) => {
    prepared.forget(jobKey);
    return {};
  };
}
