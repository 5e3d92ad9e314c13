import { keepTextLimits } from '../../shared/profile/expression/apply.ts';
import { watchLists } from './list/choose.ts';
import { offerLists } from './list/offer.ts';

offerLists((life, profile) => {
  keepTextLimits(profile.textLimits);
  return watchLists(life, profile);
});
