import { z } from 'zod';
import { windowAction } from '../action.ts';
import { advance } from '../advance.ts';
import { doubtUnconfirmed } from '../give-back.ts';
import { isFinished, readJob } from '../jobs.ts';
import { missClosedPage } from '../receive-file.ts';

/**
 * A window looks at its job. It does so every second or two while the job moves, which also wakes a worker that
 * the browser stopped in the middle and makes it go on.
 */
export const follow = windowAction({
  name: 'job.follow',
  body: z.object({ jobKey: z.uuid() }),
  async run({ jobKey }, { link }) {
    const job = await missClosedPage(await doubtUnconfirmed(await readJob(jobKey), Date.now()));
    if (!isFinished(job.step) && job.error === null) void advance(jobKey, link);
    return job;
  },
});
