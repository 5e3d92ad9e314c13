import { tidy, toDay } from '../../shared/profile/text.ts';

/** What is only digits and what stands between them: numbers and dates in whatever form a page gives them. */
const FIGURES = /^[\d\s./:,-]*\d[\d\s./:,-]*$/u;

/** True where both say the same letters; Unicode form, white space and case apart. */
export const sameText = (shown: string | null | undefined, wanted: string): boolean =>
  tidy(shown ?? '').toLowerCase() === tidy(wanted).toLowerCase();

/** True where what a control shows says what was written into it: the same text, or the same day or number in the page's own form. */
export function sameValue(shown: string, wanted: string): boolean {
  if (sameText(shown, wanted)) return true;
  if (!FIGURES.test(shown) || !FIGURES.test(wanted)) return false;
  const day = toDay(wanted);
  if (day !== undefined) return toDay(shown) === day;
  const digits = (text: string) => text.replace(/\D/gu, '');
  return digits(shown) === digits(wanted);
}

/** The one of these that says it: letter for letter, or else but for its case. Undefined where none does, or several do. */
export function onlyOne<Option>(
  options: readonly Option[],
  textsOf: (option: Option) => readonly (string | null | undefined)[],
  wanted: string,
): Option | undefined {
  const exactly = options.filter((option) =>
    textsOf(option).some((text) => tidy(text ?? '') === tidy(wanted)),
  );
  const fitting =
    exactly.length > 0
      ? exactly
      : options.filter((option) => textsOf(option).some((text) => sameText(text, wanted)));
  return fitting.length === 1 ? fitting[0] : undefined;
}
