import { KyguiError } from '../../shared/errors.ts';
import type { Bridge } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';
import { outcomeOf } from './job-outcome.ts';
import type { PreparedJobs } from './prepared-jobs.ts';

/** What became of a job, asked after a broken connection, a stopped worker, a killed bridge. */
export function jobState(bridge: Bridge, prepared: PreparedJobs): NonNullable<Handlers['job.state']> {
  return async ({ jobKey }) => {
    const none = { jobKey, items: [], letterId: null, error: null };
    // Approved, but the token is still asked and no row tells of it: who is told "prepared" would ask for a new PIN.
    if (prepared.isCarriedOut(jobKey)) return { ...none, state: 'signing' };
    try {
      return await outcomeOf(bridge, await bridge.jobs.find(jobKey));
    } catch (error) {
      if (!(error instanceof KyguiError) || error.code !== 'SENDING_UNKNOWN_JOB') throw error;
      return { ...none, state: prepared.find(jobKey) ? 'prepared' : 'unknown' };
    }
  };
}
