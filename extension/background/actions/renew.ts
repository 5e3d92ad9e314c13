import { z } from 'zod';
import { windowAction } from '../action.ts';
import { letGo } from '../held-files.ts';
import { renewJob } from '../renew-job.ts';

/** A letter whose signature broke off stands again in its own window; answers with the job that it is now. */
export const renew = windowAction({
  name: 'job.renew',
  body: z.object({ jobKey: z.uuid() }),
  async run({ jobKey }) {
    const fresh = await renewJob(jobKey);
    await letGo(jobKey);
    return fresh;
  },
});
