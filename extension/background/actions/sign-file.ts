import { z } from 'zod';
import { roleSchema } from '../../../shared/document/role.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { windowAction } from '../action.ts';
import { advance } from '../advance.ts';
import { letGo } from '../held-files.ts';
import { allJobs, writeJob } from '../jobs.ts';
import { laidFile } from '../laid-file.ts';
import { newJob, ownSource } from '../new-job.ts';

/**
 * Signs a file that the clerk dropped on a window of ours. The window has put it among the held files under the
 * job's key and shows the consent itself afterwards.
 */
export const signFile = windowAction({
  name: 'file.sign',
  body: z.object({
    jobKey: z.uuid(),
    name: z.string().min(1).max(200),
    role: roleSchema.default('plain'),
    windowId: z.int(),
  }),
  async run({ jobKey, name, role, windowId }, { link }) {
    if ((await allJobs()).some(({ key }) => key === jobKey)) {
      throw new KyguiError('USAGE', { problem: 'file.sign' });
    }
    const file = await laidFile(jobKey).catch(async (thrown: unknown) => {
      await letGo(jobKey);
      throw thrown;
    });
    await writeJob(
      newJob({
        key: jobKey,
        step: 'fetched',
        source: ownSource(name),
        role,
        file: { address: '', name },
        windowId,
        size: file.size,
      }),
    );
    // The window goes on to the consent, which tells how much of the file the bridge has.
    void advance(jobKey, link);
    return { jobKey };
  },
});
