import { z } from 'zod';
import { pageAction } from '../action.ts';
import { injectWatch } from '../watch-page.ts';

/** A button of the page is pressed for its file: what the page gets by it is watched, in the frame that asks. */
export const pageWatch = pageAction({
  name: 'page.watch',
  body: z.object({ event: z.string().regex(/^kygui-[0-9a-f-]{36}$/u) }),
  run: async ({ event }, { tabId, frameId }) => injectWatch({ tabId, frameId }, event, 'files'),
});
