import { readIdentity } from '../../../shared/profile/identity.ts';
import { toUnicode } from '../../../shared/profile/legacy-text.ts';
import { holds, readAddress } from '../../../shared/profile/read.ts';
import { findAll, findFirst, type ReadingScope } from '../../../shared/profile/readable.ts';
import type { TickRule } from '../../../shared/profile/schema.ts';
import { tidy } from '../../../shared/profile/text.ts';
import type { KnownPage, PageProfile } from '../../messages/page.ts';
import { isElement } from '../places.ts';
import { pageScope } from '../scope.ts';

export type KnownList = PageProfile['lists'][number];

/** A row that may be ticked. */
export interface TickableRow {
  list: KnownList;
  /** Kind of the page that shows the letter: this one, or the one behind the row. */
  page: KnownPage;
  rule: TickRule;
  root: ParentNode;
  anchor: Element;
  /** Tells the row from the others, also after the page has drawn it anew. */
  key: string;
  /** First words of the row, for those who hear the page and for messages about it. */
  name(): string;
}

const NAME_LENGTH = 60;
/** Rows of one list that get a tick: these cost a page 0.4 s, five times as many let it stand still for 15 s. */
const ROWS_MOST = 20_000;

function keyOf(list: KnownList, page: KnownPage, scope: ReadingScope): string | undefined {
  if (list.document) return readAddress(list.document, scope);
  const identity = JSON.stringify(readIdentity(page, scope));
  return identity === '{}' ? undefined : identity;
}

/** What rows were called when they were last read, by address and markup: a table that is drawn anew has the same. */
const seen = new Map<string, string>();
/** The rows of a longer list are read each time: their markup would push each other out. */
const SEEN_MOST = 500;
/** Rows with pictures written out in them are read each time. */
const SEEN_LONGEST = 20_000;

function keyOnce(list: KnownList, page: KnownPage, scope: ReadingScope): string | undefined {
  const shown = `${list.id} ${scope.address} ${(scope.root as unknown as Element).outerHTML}`;
  const known = seen.get(shown);
  if (known !== undefined) return known;
  const key = keyOf(list, page, scope);
  if (seen.size >= SEEN_MOST) seen.clear();
  if (key !== undefined && shown.length <= SEEN_LONGEST) seen.set(shown, key);
  return key;
}

/** What the row shows now: grids draw other letters into rows that they keep. Undefined when it shows none. */
export const keyNow = ({ list, page, root }: TickableRow, { encoding }: PageProfile): string | undefined =>
  keyOf(list, page, pageScope(root, encoding));

/** Read when it is needed: a row that is drawn anew keeps the tick that was named for it. */
function nameOf(root: ParentNode, { encoding }: ReadingScope): string {
  let text = '';
  for (let cell = root.firstElementChild; cell && text.length < NAME_LENGTH; cell = cell.nextElementSibling) {
    text += ` ${cell.textContent?.trim() ?? ''}`;
  }
  return tidy(toUnicode(text, encoding)).slice(0, NAME_LENGTH);
}

/** The lists of this page as it is now. */
export function listsHere(profile: PageProfile): KnownList[] {
  const scope = pageScope(document, profile.encoding);
  return profile.lists.filter(({ when }) => holds(when, scope));
}

/** Rows that may be ticked, in the order of the page. */
export function tickableRows(list: KnownList, profile: PageProfile): TickableRow[] {
  const page = profile.pages.find(({ id }) => id === list.page);
  if (!page) return [];
  const scope = pageScope(document, profile.encoding);
  const rows: TickableRow[] = [];
  const all = findAll(scope, scope.root, list.each).slice(0, ROWS_MOST);
  const nameRow = all.length > SEEN_MOST ? keyOf : keyOnce;
  for (const found of all) {
    const within = { ...scope, root: found };
    const root = found as unknown as ParentNode;
    const rule = list.ticks.find(({ when }) => !when || holds(when, within));
    const anchor = rule && (findFirst(within, within.root, rule.at) as unknown);
    if (!rule || !isElement(anchor)) continue;
    const key = nameRow(list, page, within);
    if (key !== undefined)
      rows.push({ list, page, rule, root, anchor, key, name: () => nameOf(root, within) });
  }
  return rows;
}
