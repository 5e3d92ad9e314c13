import { z } from 'zod';
import { windowAction } from '../action.ts';
import { giveUp } from '../give-up.ts';

/** The clerk gives the job up before anything was signed. */
export const cancel = windowAction({
  name: 'job.cancel',
  body: z.object({ jobKey: z.uuid() }),
  run: ({ jobKey }, { link }) => giveUp(jobKey, link),
});
