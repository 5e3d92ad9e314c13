import { z } from 'zod';
import { KyguiError } from '../../../shared/errors.ts';
import { pageAction } from '../action.ts';
import { confirmTaken } from '../give-back.ts';
import { readJob } from '../jobs.ts';

/** The page shows what the profile says a page shows that took the signed file. */
export const pageTaken = pageAction({
  name: 'page.taken',
  body: z.object({ jobKey: z.uuid() }),
  async run({ jobKey }, sender) {
    const job = await readJob(jobKey);
    const samePage = job.source.tabId === sender.tabId && job.source.origin === sender.origin;
    if (!samePage || !job.ordered || (job.step !== 'given' && job.step !== 'giving')) {
      throw new KyguiError('SITE_SENDER_REFUSED');
    }
    await confirmTaken(jobKey);
    return {};
  },
});
