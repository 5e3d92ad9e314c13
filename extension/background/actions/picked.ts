import { z } from 'zod';
import { KyguiError } from '../../../shared/errors.ts';
import { windowAction } from '../action.ts';
import { advance } from '../advance.ts';
import { changeJob, readJob } from '../jobs.ts';
import { laidFile } from '../laid-file.ts';

/** The clerk chose a file of this computer, where the page named none; the window has laid it among the held files. */
export const picked = windowAction({
  name: 'job.picked',
  body: z.object({ jobKey: z.uuid(), name: z.string().max(1000) }),
  async run({ jobKey, name }, { link }) {
    const job = await readJob(jobKey);
    if (!job.vgca?.pick || job.step !== 'opened')
      throw new KyguiError('USAGE', { problem: `job.picked: ${job.step}` });
    const file = await laidFile(jobKey);
    const taken = { ...job.file, name: name.slice(0, 200) };
    await changeJob(jobKey, { step: 'fetched', size: file.size, file: taken, error: null });
    void advance(jobKey, link);
    return readJob(jobKey);
  },
});
