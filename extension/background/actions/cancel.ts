import { z } from 'zod';
import { windowAction } from '../action.ts';
import { letGo } from '../held-files.ts';
import { changeJob, readJob } from '../jobs.ts';

/** The clerk gives the job up before anything was signed. */
export const cancel = windowAction({
  name: 'job.cancel',
  body: z.object({ jobKey: z.uuid() }),
  async run({ jobKey }, { link }) {
    const job = await readJob(jobKey);
    if (job.step !== 'opened' && job.step !== 'fetched' && job.step !== 'stored') return job;
    const cancelled = await changeJob(jobKey, { step: 'cancelled' });
    // The bridge forgets prepared jobs by itself as well: an unreachable bridge is no reason to stay open.
    if (job.documentId !== null) await link.request('sign.cancel', { jobKey }).catch(() => undefined);
    await letGo(jobKey);
    return cancelled;
  },
});
