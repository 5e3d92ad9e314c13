import { type FoundFile, isInPage, readFile, readText } from './read.ts';
import type { ReadingScope } from './readable.ts';
import type { PageRule } from './schema.ts';

/**
 * What tells a letter from another that the site shows under the same address. Read when the clerk presses and again
 * before the signed file is handed back: many systems show every letter under one URL.
 */
export interface LetterIdentity {
  /** By the profile's own `identity` rule. */
  id?: string | undefined;
  number?: string | undefined;
  notation?: string | undefined;
  /** Address of the file; that of a blob is new each time and says nothing, and one that is the file itself is too long. */
  file?: string | undefined;
  subject?: string | undefined;
}

/** Parameters that only keep browsers from taking an old copy. */
const AGAINST_CACHES = /^(?:_|_?ts|t|time|timestamp|_?dc|rnd|rand|random|nocache|v)$/iu;

/** The same file under the same address, whenever the page was drawn. */
export function withoutTime(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  for (const name of [...url.searchParams.keys()])
    if (AGAINST_CACHES.test(name)) url.searchParams.delete(name);
  return url.href;
}

/**
 * True for a list whose files are shown beside its rows, by a press within a row: what the page shows there now may be
 * the file of any row.
 */
export const isBesideRows = ({ each, file }: Pick<PageRule, 'each' | 'file'>): boolean =>
  each !== undefined &&
  file.open !== undefined &&
  !file.caught &&
  (Array.isArray(file.at) ? file.at : [file.at]).some((way) => way.in !== undefined);

export function readIdentity(
  page: Pick<PageRule, 'identity' | 'fields' | 'file' | 'each'>,
  scope: ReadingScope,
  file?: FoundFile,
): LetterIdentity {
  const id = page.identity && readText(page.identity, scope);
  if (id !== undefined) return { id };
  const field = (name: 'number' | 'notation' | 'subject') => {
    const rule = page.fields[name];
    return rule && readText(rule, scope);
  };
  const [number, notation, subject] = [field('number'), field('notation'), field('subject')];
  const address = isBesideRows(page) ? undefined : (file ?? readFile(page.file, scope))?.address;
  return {
    ...(number !== undefined && { number }),
    ...(notation !== undefined && { notation }),
    ...(address !== undefined && !isInPage(address) && { file: address }),
    ...(subject !== undefined && { subject }),
  };
}

/**
 * True when the page still shows the letter that was pressed on: everything known then must be the same now. A file
 * address may be missing now (a viewer was closed) as long as something else says that it is the letter. Nothing
 * known then: the address of the page is all there is, and it is compared elsewhere.
 */
export function isSameLetter(then: LetterIdentity, now: LetterIdentity): boolean {
  if (then.id !== undefined) return then.id === now.id;
  const { file, ...words } = then;
  const named = Object.entries(words).filter(([, value]) => value !== undefined);
  if (!named.every(([key, value]) => now[key as keyof LetterIdentity] === value)) return false;
  if (file === undefined) return true;
  if (now.file === undefined) return named.length > 0;
  // What looks like a time may be a key: it is left aside only where the letter's own words say the same.
  return now.file === file || (named.length > 1 && withoutTime(now.file) === withoutTime(file));
}
