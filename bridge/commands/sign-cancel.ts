import { KyguiError } from '../../shared/errors.ts';
import type { Handlers } from '../listener/handlers.ts';
import type { PreparedJobs } from './prepared-jobs.ts';
import type { ProposedNumbers } from './register.ts';

/** Forgets what was shown; nothing was signed. @throws SENDING_JOB_ORDER once it was approved */
export function signCancel(
  prepared: PreparedJobs,
  proposed: ProposedNumbers,
): NonNullable<Handlers['sign.cancel']> {
  return async ({ jobKey }) => {
    // Approved and under way: to say that it was given up would be a guess.
    if (prepared.isCarriedOut(jobKey)) throw new KyguiError('SENDING_JOB_ORDER', { state: 'signing' });
    prepared.forget(jobKey);
    proposed.forget(jobKey);
    return {};
  };
}
