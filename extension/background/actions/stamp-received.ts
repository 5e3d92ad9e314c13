import { z } from 'zod';
import { daySchema } from '../../../shared/document/day.ts';
import type { Job } from '../../messages/job.ts';
import { windowAction } from '../action.ts';
import { openWindow } from '../consent-window.ts';
import { hold, letGo } from '../held-files.ts';
import { allJobs, changeJob, writeJob } from '../jobs.ts';
import { newJob, ownSource } from '../new-job.ts';

const given = (value: string): NonNullable<Job['fields']['number']> => ({
  values: [value],
  from: 'constant',
  expected: true,
});

/**
 * Opens the consent window for the receive stamp on a file that came over the axis. Nothing is accepted yet: status
 * 03 leaves the bridge together with the signature. Pressed again under the same key it is one job.
 */
export const stampReceived = windowAction({
  name: 'inbox.stamp',
  body: z.object({
    jobKey: z.uuid(),
    itemId: z.uuid(),
    documentId: z.uuid(),
    entryNumber: z.string().min(1).max(20),
    entryDate: daySchema,
  }),
  async run({ jobKey, itemId, documentId, entryNumber, entryDate }, { link }) {
    if ((await allJobs()).some(({ key }) => key === jobKey)) return { jobKey };
    const taken = await link.request('inbox.stamp', { jobKey, itemId, documentId });
    const { file } = await link.get({ documentId: taken.documentId, version: 'original' });
    await hold(jobKey, 'original.pdf', file);
    try {
      await writeJob(
        newJob({
          key: jobKey,
          step: 'stored',
          source: ownSource(taken.name),
          role: 'receive',
          received: { itemId },
          // What the letter itself prints are its sender's number and day: none of them is proposed for the stamp.
          fields: { number: given(entryNumber), notation: given(''), date: given(entryDate) },
          file: { address: '', name: taken.name },
          size: taken.size,
          documentId: taken.documentId,
          sha256: taken.sha256,
        }),
      );
      await changeJob(jobKey, { windowId: await openWindow('consent', { job: jobKey }) });
    } catch (thrown) {
      await letGo(jobKey);
      throw thrown;
    }
    return { jobKey };
  },
});
