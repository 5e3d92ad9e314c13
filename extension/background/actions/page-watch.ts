import { z } from 'zod';
import { pageAction } from '../action.ts';
import { injectHeldFile, injectWatch } from '../watch-page.ts';

/** A letter's file is what the page gets when its button is pressed, or what its viewer holds, in the frame that asks. */
export const pageWatch = pageAction({
  name: 'page.watch',
  body: z.object({
    event: z.string().regex(/^kygui-[0-9a-f-]{36}$/u),
    wanted: z.enum(['pressed', 'held']),
  }),
  run: async ({ event, wanted }, { tabId, frameId }) =>
    wanted === 'held'
      ? injectHeldFile({ tabId, frameId }, event)
      : injectWatch({ tabId, frameId }, event, 'files'),
});
