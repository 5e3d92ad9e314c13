import type { FieldWord } from '../../../shared/profile/propose/words.ts';
import { tidy } from '../../../shared/profile/text.ts';
import { selectorFor } from './selector.ts';
import type { Tree } from './trees.ts';

/** What names a letter without a label beside it, as headings of pages do. */
const SENTENCES: readonly (readonly [FieldWord, RegExp])[] = [
  // "Công văn số 15/UBND-VP ngày 05/01/2026", "Quyết định số: 7/QĐ-UBND"
  ['code', /^(?:\p{L}[\p{L} ]{0,40} )?số:? ?\d{1,6} ?\/ ?[\p{Lu}\d]/iu],
  // "V/v mời họp", "Về việc mời họp", "Công văn số 15/UBND-VP ngày 05/01/2026 V/v mời họp"
  ['subject', /^(?:V\/v|Về việc):? \S/iu],
  ['subject', /^\p{L}[\p{L} ]{0,40} số:? ?\d{1,6} ?\/ ?[\p{Lu}\d].* (?:V\/v|về việc):? \S/iu],
  // "Mẫu A, ngày 05 tháng 01 năm 2026"
  ['date', /^\p{Lu}[\p{L} ]{1,40}, ngày \d{1,2} tháng \d{1,2} năm \d{4}$/u],
];
const TEXTS = 'h1,h2,h3,h4,h5,h6,caption,legend,p,div,span,td,b,strong,em,i,font';
const LONGEST = 500;

/** Innermost elements that say such a sentence; several say that the page lists letters, and none is meant. */
export function sentences(tree: Tree): (readonly [FieldWord, string])[] {
  const texts = [...tree.querySelectorAll(TEXTS)]
    .map((element) => ({ element, text: tidy(element.textContent ?? '') }))
    .filter(({ text }) => text.length <= LONGEST);
  return SENTENCES.flatMap(([word, says]) => {
    const saying = texts.filter(({ text }) => says.test(text)).map(({ element }) => element);
    const inner = saying.filter((one) => !saying.some((other) => other !== one && one.contains(other)));
    const selector = inner.length === 1 && inner[0] ? selectorFor(inner[0]) : undefined;
    return selector === undefined ? [] : [[word, selector] as const];
  });
}
