import { z } from 'zod';
import { windowAction } from '../action.ts';
import { openWindow } from '../consent-window.ts';
import { hold } from '../held-files.ts';
import { changeJob, writeJob } from '../jobs.ts';
import { newJob, ownSource } from '../new-job.ts';

/** A first, trial signature: a page that the bridge makes goes the way of every document, except that nobody gets it. */
export const signSample = windowAction({
  name: 'sample.sign',
  body: z.object({ title: z.string().max(200) }),
  async run({ title }, { link }) {
    const { documentId, name, sha256, size } = await link.request('document.sample', {});
    const { file } = await link.get({ documentId, version: 'original' });
    const job = newJob({
      step: 'stored',
      source: ownSource(title),
      role: 'plain',
      visible: true,
      file: { address: '', name },
      documentId,
      sha256,
      size,
    });
    await hold(job.key, 'original.pdf', file);
    await writeJob(job);
    const windowId = await openWindow('consent', { job: job.key });
    await changeJob(job.key, { windowId });
    return { jobKey: job.key };
  },
});
