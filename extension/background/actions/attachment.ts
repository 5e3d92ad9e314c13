import { z } from 'zod';
import { windowAction } from '../action.ts';
import { advance } from '../advance.ts';
import { changeAttachment } from '../attachments.ts';
import { isFromPage } from '../fetch-file.ts';
import { readJob } from '../jobs.ts';

/** The clerk leaves a file out, takes it in again, or has it fetched once more. */
export const attachment = windowAction({
  name: 'job.attachment',
  body: z.object({
    jobKey: z.uuid(),
    index: z.int().min(0),
    want: z.enum(['out', 'in', 'again']),
  }),
  async run({ jobKey, index, want }, { link }) {
    const found = (await readJob(jobKey)).attachments?.[index];
    // What only the page can pour in comes with another press of its button.
    const isLost = found?.state === 'waiting' && isFromPage(found);
    await changeAttachment(jobKey, index, {
      removed: want === 'out',
      ...(want === 'again' && !isLost && { error: null }),
    });
    if (want !== 'out') void advance(jobKey, link);
    return readJob(jobKey);
  },
});
