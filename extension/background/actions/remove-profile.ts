import browser from 'webextension-polyfill';
import { z } from 'zod';
import { windowAction } from '../action.ts';
import { listProfiles } from '../profiles.ts';
import { renewSites } from '../sites.ts';

/** Takes away a profile that the clerk made herself; those of the build and of policy are not touched. */
export const removeProfile = windowAction({
  name: 'profile.remove',
  body: z.object({ id: z.string().max(200) }),
  async run({ id }) {
    const held = await browser.storage.local.get({ profiles: [], switchedOffProfiles: [] });
    await browser.storage.local.set({
      profiles: (held.profiles as { id?: unknown }[]).filter((profile) => profile.id !== id),
      switchedOffProfiles: (held.switchedOffProfiles as unknown[]).filter((one) => one !== id),
    });
    await renewSites();
    return listProfiles();
  },
});
