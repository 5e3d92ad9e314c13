import { z } from 'zod';
import type { PageAbout } from '../../messages/page.ts';
import { windowAction } from '../action.ts';
import { isSwitchedOff, profileFor } from '../profiles.ts';
import { shownTab } from '../shown-tab.ts';

/** What is known of the page that the clerk looks at; null when it is no web page. */
export const pageAbout = windowAction({
  name: 'page.about',
  body: z.object({ windowId: z.int().optional() }),
  async run({ windowId }): Promise<PageAbout | null> {
    const tab = await shownTab(windowId);
    const address = tab?.url;
    if (tab?.id === undefined || address === undefined || !/^https?:/u.test(address)) return null;
    const site = (await isSwitchedOff(address)) ? 'off' : (await profileFor(address)) ? 'known' : 'unknown';
    return { tabId: tab.id, host: new URL(address).host, site };
  },
});
