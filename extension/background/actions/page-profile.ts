import { z } from 'zod';
import { textLimits } from '../../../shared/profile/expression/expression.ts';
import type { PageRule } from '../../../shared/profile/schema.ts';
import type { KnownPage, PageProfile } from '../../messages/page.ts';
import { pageAction } from '../action.ts';
import { bringLists } from '../bring-script.ts';
import { pendingFor } from '../give-back.ts';
import { allJobs } from '../jobs.ts';
import { profileFor } from '../profiles.ts';
import { watchedBy } from '../watched.ts';
import { pageWords } from '../words.ts';

/** Expectations for saved pages are no business of a page that is open. */
const withoutExamples = <Rule extends { examples?: unknown }>({ examples: _, ...rule }: Rule) => rule;
/** How a file goes back is said when one does. */
const known = ({ examples: _, giveBack: __, afterwards: ___, ...page }: PageRule): KnownPage => page;

/** A page has loaded and asks what is known about it; null when nothing is. */
export const pageProfile = pageAction({
  name: 'page.profile',
  /** Whether the frame has the part of the script that draws lists. */
  body: z.object({ hasLists: z.boolean() }),
  async run({ hasLists }, sender): Promise<PageProfile | null> {
    const profile = await profileFor(sender.address);
    if (!profile) return null;
    const lists = (profile.lists ?? []).map(withoutExamples);
    const drawsLists = lists.length > 0 && (hasLists || (await bringLists(sender)));
    const pages = profile.pages.map(known);
    return {
      profileId: profile.id,
      encoding: profile.encoding,
      lists: drawsLists ? lists : [],
      pages,
      textLimits: textLimits([lists, pages]),
      watched: watchedBy(profile),
      words: await pageWords(),
      pending: await pendingFor(await allJobs(), sender.tabId, sender.origin),
    };
  },
});
