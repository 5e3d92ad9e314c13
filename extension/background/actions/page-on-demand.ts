import { z } from 'zod';
import { pageAction } from '../action.ts';
import { bringOnDemand } from '../bring-script.ts';

/** A page was pressed on, or is about to be, and needs the part of its script that reads the letter. */
export const pageOnDemand = pageAction({
  name: 'page.onDemand',
  body: z.object({}),
  run: async (_, { tabId, frameId }) => ({ brought: await bringOnDemand({ tabId, frameId }) }),
});
