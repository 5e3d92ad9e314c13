import { z } from 'zod';
import { windowAction } from '../action.ts';
import { listProfiles } from '../profiles.ts';
import { renewSites } from '../sites.ts';
import { registerVgca } from '../vgca/register.ts';

/** The sites the extension knows, for the options page. */
export const sites = windowAction({
  name: 'sites.list',
  body: z.object({}),
  run: () => listProfiles(),
});

/** The clerk's own profiles or switches changed: the content script is registered anew. */
export const sitesChanged = windowAction({
  name: 'sites.changed',
  body: z.object({}),
  async run() {
    await renewSites();
    await registerVgca();
    return listProfiles();
  },
});
