import { tidy, toDay } from '../../shared/profile/text.ts';

/** A day as rules write it. */
const DAY_WRITTEN = /^(?:\d{2}\/\d{2}\/\d{4}|\d{4}-\d{2}-\d{2})$/u;
/** A day in figures, alone or with a time of it. */
const DAY_SHOWN = /^\d{1,4}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,4}(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?)?$/u;
/** A whole number whose thousands stand apart, all by the same sign. */
const GROUPED = /^\d{1,3}([., ])\d{3}(?:\1\d{3})*$/u;

/** What a text says: Unicode form, white space and case apart. */
export const textKey = (text: string | null | undefined): string => tidy(text ?? '').toLowerCase();

/** True where both say the same letters. */
const sameText = (shown: string | null | undefined, wanted: string): boolean =>
  textKey(shown) === textKey(wanted);

/** True where what a control shows says what was written into it: the same text, or the same day or whole number in the page's own form. */
export function sameValue(shown: string, wanted: string): boolean {
  if (sameText(shown, wanted)) return true;
  const [is, was] = [tidy(shown), tidy(wanted)];
  if (DAY_WRITTEN.test(was)) return DAY_SHOWN.test(is) && toDay(is) === toDay(was);
  return /^\d+$/u.test(was) && GROUPED.test(is) && is.replace(/\D/gu, '') === was;
}

/** Those of these that say it: letter for letter, or else but for its case. */
export function thoseSaying<Option>(
  options: readonly Option[],
  textsOf: (option: Option) => readonly (string | null | undefined)[],
  wanted: string,
): Option[] {
  const exactly = options.filter((option) =>
    textsOf(option).some((text) => tidy(text ?? '') === tidy(wanted)),
  );
  if (exactly.length > 0) return exactly;
  return options.filter((option) => textsOf(option).some((text) => sameValue(text ?? '', wanted)));
}

/** The one of these that says it. Undefined where none does, or several do. */
export function onlyOne<Option>(
  options: readonly Option[],
  textsOf: (option: Option) => readonly (string | null | undefined)[],
  wanted: string,
): Option | undefined {
  const saying = thoseSaying(options, textsOf, wanted);
  return saying.length === 1 ? saying[0] : undefined;
}
