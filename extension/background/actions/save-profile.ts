import browser from 'webextension-polyfill';
import { z } from 'zod';
import { KyguiError } from '../../../shared/errors.ts';
import { mergeProfiles } from '../../../shared/profile/propose/entry.ts';
import { siteProfileSchema } from '../../../shared/profile/schema.ts';
import { windowAction } from '../action.ts';
import { changeOwnProfiles, without } from '../own-profiles.ts';
import { isSwitchedOff, listProfiles } from '../profiles.ts';
import { renewSites } from '../sites.ts';

/** Profiles of the clerk's own that are kept at most. */
const OWN_LIMIT = 50;

/** Origin of a frame as the browser knows it; the page's own scripts cannot bend it. */
async function originOf(tabId: number, frameId: number): Promise<string> {
  const target = { tabId, frameIds: [frameId] };
  const [found] = await browser.scripting
    .executeScript({ target, func: () => location.origin })
    .catch(() => []);
  if (typeof found?.result !== 'string') throw new KyguiError('SITE_WIZARD_PAGE');
  return found.result;
}

/**
 * Keeps a profile that the wizard made as the clerk's own, in place of an earlier one of the same site; what that knew
 * of entry forms, or of letters, and this one does not speak of, stays. It counts for the site alone that stands open in
 * the frame it was made from, and for no other.
 */
export const saveProfile = windowAction({
  name: 'profile.save',
  body: z.object({ profile: siteProfileSchema, tabId: z.int(), frameId: z.int() }),
  async run({ profile, tabId, frameId }) {
    const origin = await originOf(tabId, frameId);
    const foreign = profile.addresses.some((pattern) => pattern !== `${origin}/*`);
    if (foreign || profile.filesFrom !== undefined || profile.vgca !== undefined) {
      throw new KyguiError('SITE_WIZARD_OTHER_SITE', { host: new URL(origin).host });
    }
    const { url = origin } = await browser.tabs.get(tabId);
    if (await isSwitchedOff(url)) throw new KyguiError('SITE_OFF_BY_IT', { host: new URL(url).host });
    await changeOwnProfiles(({ profiles, switchedOffProfiles }) => {
      const others = profiles.filter(({ id }) => id !== profile.id);
      const before = siteProfileSchema.safeParse(profiles.find(({ id }) => id === profile.id)).data;
      return {
        profiles: [...others.slice(-(OWN_LIMIT - 1)), mergeProfiles(before, profile)],
        switchedOffProfiles: without(switchedOffProfiles, profile.id),
      };
    });
    await renewSites();
    return listProfiles();
  },
});
