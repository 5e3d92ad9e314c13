import type { Role } from '../../shared/document/role.ts';
import type { LetterIdentity } from '../../shared/profile/identity.ts';
import type { ReadFields } from '../../shared/profile/read.ts';
import type {
  Afterwards,
  Condition,
  Encoding,
  GiveBackRule,
  ListRule,
  PageRule,
  StampedValues,
} from '../../shared/profile/schema.ts';
import type { PageFile } from './job.ts';

/** Words of a list in which letters are ticked; `$1` and `$2` are filled in on the page. */
export type ListWord =
  | 'tick'
  | 'tickAll'
  | 'tickNone'
  | 'ticked'
  | 'tickedElsewhere'
  | 'signTicked'
  | 'reading'
  | 'stopReading'
  | 'unread'
  | 'tooMany';

/** A kind of page as its content script knows it: how a file goes back is said by the order to hand it over. */
export type KnownPage = Omit<PageRule, 'examples' | 'giveBack' | 'afterwards'>;

/** What the worker tells a content script about its page: data only. */
export interface PageProfile {
  profileId: string;
  encoding?: Encoding | undefined;
  pages: KnownPage[];
  lists: Omit<ListRule, 'examples'>[];
  /** Changes of the page that may concern the profile. */
  watched: { attributes: string[]; texts: boolean };
  /** Characters of a text that an expression is applied to at most; those that are not named read any text. */
  textLimits: Record<string, number>;
  /** Words on the buttons, by role, in the browser's language. */
  words: Record<Role | 'signAndSend' | 'busy' | 'opened' | 'failed' | ListWord, string>;
  /** A file was handed to this page before it reloaded; the page must show `when` within `seconds`. */
  pending: { jobKey: string; when: Condition; seconds: number } | null;
}

/** A press of a button: what was read on the page. */
export interface SignAsk {
  profileId: string;
  pageId: string;
  role: Role;
  send: boolean;
  fields: ReadFields;
  identity: LetterIdentity;
  file: PageFile;
  /** Files that go with the letter; only asked for by buttons that send. */
  attachments: PageFile[];
  title: string;
}

/** Worker → page: hand this signed file over. Its bytes come through the port `file:<jobKey>`. */
export interface GiveOrder {
  order: 'give';
  jobKey: string;
  name: string;
  size: number;
  rule: GiveBackRule;
  afterwards?: Afterwards | undefined;
  /** Number and day as they stand on the signed file. */
  stamped: StampedValues;
  /** Kind of the page, by which the letter is found and known again. */
  page: KnownPage;
  encoding?: Encoding | undefined;
  /** Address of the page that was pressed on, and which letter it showed. */
  address: string;
  identity: LetterIdentity;
  /** Name of the event that takes `page/lend-file-inputs` out of the page again. */
  lent?: string;
}

export interface GiveReport {
  given: boolean;
  /** Why not, a short technical word for the log line; never page text. */
  reason: string;
  /** True when the way itself tells that the system took it (a request answered well). */
  confirmed: boolean;
}

/** Answer to {@link SignAsk}. */
export interface SignAnswer {
  jobKey: string;
  /** False when an earlier window was brought forward instead. */
  opened: boolean;
}

/** The page that the clerk looks at, as the panel names it. `off`: switched off by policy. */
export interface PageAbout {
  tabId: number;
  host: string;
  site: 'known' | 'unknown' | 'off';
}

/** One letter of a list, read in its row or on the page behind it. */
export interface ListedLetter {
  /** Of the page that shows the letter: the list itself, or the page behind the row. */
  address: string;
  fields: ReadFields;
  identity: LetterIdentity;
  file: PageFile;
  attachments: PageFile[];
  title: string;
}

/** A press of the button that signs all ticked letters of a list. */
export interface SignListAsk {
  profileId: string;
  listId: string;
  role: Role;
  send: boolean;
  letters: ListedLetter[];
}

/** Answer to {@link SignListAsk}: one job for each letter, in their order; none when an earlier window came forward. */
export interface SignListAnswer {
  jobKeys: string[];
  opened: boolean;
}
