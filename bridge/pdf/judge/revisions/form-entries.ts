import { PDFBool, PDFDict, PDFName, type PDFObject } from 'pdf-lib';
import type { Comparison } from './comparison.ts';
import { compareDefaultAppearance, hasFieldsToDraw } from './default-appearance.ts';
import { dictAt, elementsAt, entry, keysOf, numberOf, refNumber, textOf } from './values.ts';

/** Entries of a resource dictionary (ISO 32000-2, table 34). */
const RESOURCE_CATEGORIES = new Set([
  'ExtGState',
  'ColorSpace',
  'Pattern',
  'Shading',
  'XObject',
  'Font',
  'ProcSet',
  'Properties',
]);
const FORM_KEYS_ON_CREATION = new Set(['Fields', 'SigFlags', 'DR', 'DA', 'Q', 'NeedAppearances']);

/** Compares the entries of the form besides its fields. */
export function compareFormEntries(
  comparison: Comparison,
  oldForm: PDFDict | null,
  newForm: PDFDict,
  path: string,
): void {
  const { before, after } = comparison;
  comparison.keysTwice(oldForm, newForm, path);
  compareDefaultAppearance(comparison, oldForm, newForm, path);
  const oldKeys = oldForm ? keysOf(oldForm) : [];
  for (const key of new Set([...oldKeys, ...keysOf(newForm)])) {
    if (key === 'Fields') continue;
    if (!oldForm) {
      const needs = key === 'NeedAppearances' && entry(after, newForm, key) === PDFBool.True;
      if (!FORM_KEYS_ON_CREATION.has(key) || needs)
        comparison.refuse('CHANGED_FORM', 'added', `${path}.${key}`);
      continue;
    }
    if (key === 'SigFlags') {
      const old = numberOf(entry(before, oldForm, key)) ?? 0;
      const value = entry(after, newForm, key);
      const now = numberOf(value) ?? 0;
      if ((old & now) !== old || (value !== undefined && numberOf(value) === null))
        comparison.refuse('CHANGED_FORM', 'value', `${path}.SigFlags`);
      continue;
    }
    if (key === 'DR') {
      compareResources(comparison, oldForm, newForm, `${path}.DR`);
      continue;
    }
    if (key === 'DA' && !oldKeys.includes('DA') && textOf(entry(after, newForm, key)) !== null) continue;
    // The wish that fields are drawn anew (ISO 32000-2, table 224), which iText takes away when it signs.
    if (key === 'NeedAppearances' && !newForm.has(PDFName.of(key)) && !hasFieldsToDraw(before)) continue;
    comparison.strictKey(oldForm, newForm, key, path, 'CHANGED_FORM');
  }
  if (!oldForm) comparison.allow('form created', path);
}

/**
 * Default resources may gain names; every name that was there keeps its meaning. Strings of default appearance, which
 * they are for (ISO 32000-2, 12.7.4.3), set fonts and never draw an XObject: such a name may come to mean another object,
 * as PDFBox has it with the frame of its newest visible signature.
 */
function compareResources(comparison: Comparison, oldForm: PDFDict, newForm: PDFDict, path: string): void {
  const oldDr = dictAt(comparison.before, oldForm, 'DR');
  const newDr = dictAt(comparison.after, newForm, 'DR');
  if (!oldDr) return;
  if (!newDr) {
    comparison.refuse('CHANGED_FORM', 'removed', path);
    return;
  }
  // A page that is named here instead of its resources is compared as a page.
  const number = refNumber(oldForm.get(PDFName.of('DR')));
  const isPage = number !== null && comparison.structural.has(number);
  for (const category of keysOf(oldDr)) {
    if (isPage && !RESOURCE_CATEGORIES.has(category)) continue;
    const old = entry(comparison.before, oldDr, category);
    const now = entry(comparison.after, newDr, category);
    if (old instanceof PDFDict && now instanceof PDFDict) {
      for (const name of keysOf(old)) {
        if (category === 'XObject' && isAnotherObject(old, now, name)) continue;
        const code = category === 'Font' ? 'CHANGED_FONT' : 'CHANGED_RESOURCES';
        comparison.strictKey(old, now, name, `${path}.${category}`, code);
      }
    } else {
      comparison.strictKey(oldDr, newDr, category, path, 'CHANGED_RESOURCES');
    }
  }
}

function isAnotherObject(old: PDFDict, now: PDFDict, key: string): boolean {
  const [one, other] = [old, now].map((dict) => refNumber(dict.get(PDFName.of(key))) ?? null);
  return one !== null && other !== null && one !== other;
}

/** Fields that were there stay, in their order; direct ones (met in the field) must be equal by position. */
export function compareFieldOrder(
  comparison: Comparison,
  oldForm: PDFDict | null,
  newForm: PDFDict,
  path: string,
): void {
  if (!oldForm) return;
  const old = elementsAt(comparison.before, oldForm, 'Fields');
  const now = elementsAt(comparison.after, newForm, 'Fields');
  const numbers = now.map((item) => refNumber(item));
  const written = (items: readonly PDFObject[]) => items.filter((item) => refNumber(item) === null).length;
  if (written(now) > written(old)) comparison.refuse('CHANGED_FORM', 'field added', `${path}.Fields`);
  let last = -1;
  old.forEach((item, index) => {
    const number = refNumber(item);
    if (number === null) {
      comparison.strict(item, now[index], `${path}.Fields[${index}]`, 'CHANGED_FORM');
      return;
    }
    const at = numbers.indexOf(number, last + 1);
    if (at < 0) comparison.refuse('CHANGED_FORM', 'field removed or moved', `${path}.Fields[${index}]`);
    else {
      last = at;
      // What stands above signature fields is compared here alone.
      comparison.strict(item, item, `${path}.Fields[${index}]`, 'CHANGED_FORM');
    }
  });
  if (new Set(numbers).size !== numbers.length && new Set(old.map(refNumber)).size === old.length) {
    comparison.refuse('CHANGED_FORM', 'field listed twice', `${path}.Fields`);
  }
}
