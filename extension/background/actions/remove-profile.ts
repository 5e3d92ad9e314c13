import { z } from 'zod';
import { windowAction } from '../action.ts';
import { changeOwnProfiles, without } from '../own-profiles.ts';
import { listProfiles } from '../profiles.ts';
import { renewSites } from '../sites.ts';

/** Takes away a profile that the clerk made herself; those of the build and of policy are not touched. */
export const removeProfile = windowAction({
  name: 'profile.remove',
  body: z.object({ id: z.string().max(200) }),
  async run({ id }) {
    await changeOwnProfiles(({ profiles, switchedOffProfiles }) => ({
      profiles: profiles.filter((profile) => profile.id !== id),
      switchedOffProfiles: without(switchedOffProfiles, id),
    }));
    await renewSites();
    return listProfiles();
  },
});
