import type { ReadingScope } from '../../shared/profile/readable.ts';
import type { GiveBackRule } from '../../shared/profile/schema.ts';
import type { GiveOrder, GiveReport } from '../messages/page.ts';

export type Rule<Way extends GiveBackRule['way']> = Extract<GiveBackRule, { way: Way }>;

/** One file on its way into one letter of the page. */
export interface Turn {
  order: GiveOrder;
  scope: ReadingScope;
  /** False when the page has gone on to another letter meanwhile. */
  stillThere(): boolean;
}

export const OTHER_LETTER = 'other-letter';
/** The file left with an earlier press, and a further one cannot be made. */
export const HALFWAY = 'halfway';
export const refused = (reason: string): GiveReport => ({ given: false, reason, confirmed: false });
export const given = (confirmed: boolean): GiveReport => ({ given: true, reason: '', confirmed });

/** The page's own button is pressed after the answer left: the press may load the next page at once. */
export const pressSoon = (button: HTMLElement | undefined) => {
  if (button) setTimeout(() => button.click(), 0);
};
