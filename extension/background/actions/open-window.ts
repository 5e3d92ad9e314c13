import { z } from 'zod';
import { windowAction } from '../action.ts';
import { openWindow } from '../consent-window.ts';

/** A window leads to another: pairing from an error, diagnosis from everywhere. */
export const openOwnWindow = windowAction({
  name: 'window.open',
  body: z.object({
    page: z.enum(['pairing', 'diagnosis', 'options', 'welcome', 'panel', 'drop', 'batch', 'groups']),
  }),
  async run({ page }) {
    return { windowId: await openWindow(page) };
  },
});
