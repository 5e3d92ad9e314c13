import { z } from 'zod';
import { windowAction } from '../action.ts';
import { advance } from '../advance.ts';
import { giveBack } from '../give-back.ts';
import { changeJob, readJob } from '../jobs.ts';
import { needsItsPage } from '../receive-file.ts';

/** "Try again" where nothing was signed yet, or "hand back again" where the signed file did not arrive. */
export const retry = windowAction({
  name: 'job.retry',
  body: z.object({ jobKey: z.uuid() }),
  async run({ jobKey }, { link }) {
    const job = await readJob(jobKey);
    if (job.step === 'giving' || job.step === 'given') {
      return giveBack(
        await changeJob(jobKey, { step: 'giving', error: null, givenAt: null, ordered: false }),
      );
    }
    if (needsItsPage(job)) return job;
    await changeJob(jobKey, { error: null });
    void advance(jobKey, link);
    return readJob(jobKey);
  },
});
