import { z } from 'zod';
import { windowAction } from '../action.ts';
import { changeOwnProfiles, without } from '../own-profiles.ts';
import { listProfiles } from '../profiles.ts';
import { renewSites } from '../sites.ts';
import { registerVgca } from '../vgca/register.ts';

/** The sites the extension knows, for the options page. */
export const sites = windowAction({
  name: 'sites.list',
  body: z.object({}),
  run: () => listProfiles(),
});

/** The clerk switches a site off or on again: the content script is registered anew. */
export const switchSite = windowAction({
  name: 'sites.switch',
  body: z.object({ id: z.string().max(200), on: z.boolean() }),
  async run({ id, on }) {
    await changeOwnProfiles(({ switchedOffProfiles }) => {
      const others = without(switchedOffProfiles, id);
      return { switchedOffProfiles: on ? others : [...others, id] };
    });
    await renewSites();
    await registerVgca();
    return listProfiles();
  },
});
