import { searchKey } from '../store/search-key.ts';
import { words } from './abbreviation.ts';
import type { SearchIndex } from './search-index.ts';
import type { DirectoryEntry, Unit } from './unit.ts';

/** Units proposed for a name that fits none or several. */
const PROPOSALS = 8;

export interface Resolved {
  unit: DirectoryEntry | null;
  proposals: DirectoryEntry[];
}

/**
 * The unit that a page means. A code decides, old or new. A name does only when exactly one open unit bears it, alone
 * or with what follows it ("UBND xã Mẫu A, tỉnh Mẫu"): a letter to the wrong agency cannot be taken back by us.
 * Otherwise units are proposed, those of our own province first.
 */
export function resolveRecipient(
  index: SearchIndex,
  { code, name }: { code: string; name: string },
  ownCode: string | undefined,
): Resolved {
  const given = code.trim() || name.trim();
  const byCode = given === '' ? undefined : index.find(given);
  if (byCode !== undefined) return { unit: index.entry(byCode), proposals: [] };
  const title = bareName(name);
  if (title === '') return { unit: null, proposals: [] };
  const bearing = unitsNamed(index, title);
  const [only] = bearing;
  if (only !== undefined && bearing.length === 1) return { unit: index.entry(only), proposals: [] };
  if (bearing.length > 1) {
    const near = nearFirst(index, bearing, ownCode);
    return { unit: null, proposals: near.slice(0, PROPOSALS).map((unit) => index.entry(unit)) };
  }
  const [first = title] = title.split(AFTER_NAME);
  const found = index.search(title, PROPOSALS);
  const open = (found.length > 0 ? found : index.search(first, PROPOSALS)).filter(({ closed }) => !closed);
  return { unit: null, proposals: open };
}

/** What separates a name from the unit above it. */
const AFTER_NAME = /\s*(?:[,;(–]|\s-\s|\sthuộc\s)\s*/u;

/** Without what lists of recipients put around a name: "- UBND xã Mẫu A (để b/c);". */
function bareName(text: string): string {
  return text
    .normalize('NFC')
    .replace(/^[\s\-–+•*]+/u, '')
    .replace(/[\s.;,:]+$/u, '')
    .replace(/\((?:để\s)?(?:báo cáo|b\/c|thực hiện|t\/h|phối hợp|p\/h|biết|để biết)\)$/iu, '')
    .trim();
}

function unitsNamed(index: SearchIndex, title: string): Unit[] {
  const whole = index.named(title);
  if (whole.length > 0) return whole;
  const split = AFTER_NAME.exec(title);
  if (!split || split.index === 0) return [];
  const above = words(searchKey(title.slice(split.index + split[0].length)));
  return index.named(title.slice(0, split.index)).filter((unit) => {
    const names = index.path(unit).map(({ name }) => new Set(words(searchKey(name))));
    return above.length > 0 && names.some((known) => above.every((word) => known.has(word)));
  });
}

/** Units under the same top as ours come first; otherwise the order stays. */
function nearFirst(index: SearchIndex, units: readonly Unit[], ownCode: string | undefined): Unit[] {
  const own = ownCode === undefined ? undefined : index.find(ownCode);
  if (own === undefined) return [...units];
  const [top = own] = index.path(own);
  const isNear = (unit: Unit) => unit === top || index.path(unit)[0] === top;
  return [...units].sort((left, right) => Number(isNear(right)) - Number(isNear(left)));
}
