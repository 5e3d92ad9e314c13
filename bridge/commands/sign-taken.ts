import type { Bridge } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';

/** From now on the page's system keeps what was signed; ours goes when it has rested long enough. */
export function signTaken({ jobs }: Pick<Bridge, 'jobs'>): NonNullable<Handlers['sign.taken']> {
  return async ({ jobKey }) => {
    await jobs.taken(jobKey);
    return {};
  };
}
