import { watchLists } from './list/choose.ts';
import { offerLists } from './list/offer.ts';

offerLists(watchLists);
