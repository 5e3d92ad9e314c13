import { z } from 'zod';
import { windowAction } from '../action.ts';

/** The clerk wishes to stop what she approved; the answer to the approval tells what became of it. */
export const stop = windowAction({
  name: 'job.stop',
  body: z.object({ jobKey: z.uuid() }),
  run: ({ jobKey }, { link }) => link.request('sign.stop', { jobKey }),
});
