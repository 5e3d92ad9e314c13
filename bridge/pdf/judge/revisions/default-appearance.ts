import { PDFArray, PDFDict, PDFName } from 'pdf-lib';
import type { PdfView } from '../../file/pdf-view.ts';
import type { Comparison } from './comparison.ts';
import { formFields, pages } from './signature-fields.ts';
import { dictAt, dictOf, elementsAt, entry, keysOf, nameOf, textOf } from './values.ts';

const DEEPEST = 32;

/** What viewers draw by themselves, from strings of default appearance (ISO 32000-2, 12.7.4.3). */
interface DrawnByViewers {
  /** Names of fonts in these strings. */
  readonly fonts: ReadonlySet<string>;
  /** Something waits for a string that neither it nor the form has. */
  readonly waits: boolean;
}

/**
 * Fields and notes that have no picture of their own are drawn by the viewer, with fonts of the form. A font or a string
 * that joins the form after signing must not come to draw one of them in another way, or at all.
 */
export function compareDefaultAppearance(
  comparison: Comparison,
  oldForm: PDFDict | null,
  newForm: PDFDict,
  path: string,
): void {
  const { before, after } = comparison;
  const gainsString = newForm.has(PDFName.of('DA')) && !oldForm?.has(PDFName.of('DA'));
  const fonts = fontsOf(after, newForm);
  const had = oldForm ? fontsOf(before, oldForm) : null;
  const gained = fonts ? keysOf(fonts).filter((name) => !had?.has(PDFName.of(name))) : [];
  const suspect = gained.filter((name) => fonts && !isStandard(after, entry(after, fonts, name)));
  if (!gainsString && suspect.length === 0) return;
  const drawn = drawnByViewers(before, oldForm);
  if (gainsString && drawn.waits) comparison.refuse('CHANGED_FORM', 'added', `${path}.DA`);
  for (const name of suspect) {
    if (drawn.fonts.has(name)) comparison.refuse('CHANGED_FONT', 'added', `${path}.DR.Font.${name}`);
  }
}

function fontsOf(view: PdfView, form: PDFDict): PDFDict | null {
  const resources = dictAt(view, form, 'DR');
  return resources && dictAt(view, resources, 'Font');
}

function drawnByViewers(view: PdfView, form: PDFDict | null): DrawnByViewers {
  const fonts = new Set<string>();
  let waits = false;
  const ofForm = form && textOf(entry(view, form, 'DA'));
  for (const page of pages(view)) {
    for (const item of elementsAt(view, page, 'Annots')) {
      const annotation = dictOf(view.readable(item));
      if (!annotation || !isDrawnByViewer(view, annotation)) continue;
      const words = textOf(inherited(view, annotation, 'DA')) ?? ofForm;
      if (words === null) waits = true;
      else for (const name of namesIn(words)) fonts.add(name);
    }
  }
  return { fonts, waits };
}

/** Whether a field of another kind than a signature stands in the form or on a page. */
export function hasFieldsToDraw(view: PdfView): boolean {
  const isSignature = (field: PDFDict) => nameOf(inherited(view, field, 'FT')) === 'Sig';
  const isOther = (field: PDFDict | null) =>
    field !== null && nameOf(entry(view, field, 'Subtype')) === 'Widget' && !isSignature(field);
  if (formFields(view).some((field) => field.type !== 'Sig')) return true;
  for (const page of pages(view)) {
    if (elementsAt(view, page, 'Annots').some((item) => isOther(dictOf(view.readable(item))))) return true;
  }
  return false;
}

function isDrawnByViewer(view: PdfView, annotation: PDFDict): boolean {
  const kind = nameOf(entry(view, annotation, 'Subtype'));
  const isField = kind === 'Widget' && nameOf(inherited(view, annotation, 'FT')) !== 'Sig';
  if (!isField && kind !== 'FreeText') return false;
  // What says nothing is drawn as nothing, and what it says is compared elsewhere.
  const says = isField ? ['V', 'MK'] : ['Contents', 'RC'];
  if (says.every((key) => inherited(view, annotation, key) === undefined)) return false;
  const appearance = dictAt(view, annotation, 'AP');
  return appearance === null || dictAt(view, appearance, 'N') === null || isRedrawn(view);
}

function isRedrawn(view: PdfView): boolean {
  const form = dictAt(view, view.catalog, 'AcroForm');
  return form !== null && String(entry(view, form, 'NeedAppearances')) === 'true';
}

/** A value of the field or of the nodes above it (ISO 32000-2, 12.7.4.1). */
function inherited(view: PdfView, field: PDFDict, key: string) {
  let node: PDFDict | null = field;
  for (let depth = 0; node && depth < DEEPEST; depth++) {
    const value = entry(view, node, key);
    if (value !== undefined) return value;
    node = dictAt(view, node, 'Parent');
  }
  return undefined;
}

const namesIn = (words: string): string[] =>
  [...words.matchAll(/\/([^\s()<>[\]{}/%]+)/gu)].map((match) => PDFName.of(match[1] ?? '').decodeText());

const STANDARD_FONTS =
  /^(?:(?:Helvetica|Courier)(?:-(?:Bold|Oblique|BoldOblique))?|Times-(?:Roman|Bold|Italic|BoldItalic))$/u;
/** Codes of letters and digits that every writer leaves where they are, and two that PDFDocEncoding names anew. */
const [FIRST_LETTER, LAST_LETTER] = [32, 126];
const RENAMED = new Set([39, 96]);

/** A font that every viewer has, by its own name and with its own letters: what viewers take where none is given. */
function isStandard(view: PdfView, font: unknown): boolean {
  if (!(font instanceof PDFDict) || nameOf(entry(view, font, 'Subtype')) !== 'Type1') return false;
  const name = nameOf(entry(view, font, 'BaseFont')) ?? '';
  if (!STANDARD_FONTS.test(name) && name !== 'ZapfDingbats') return false;
  if (font.has(PDFName.of('FontDescriptor')) || font.has(PDFName.of('ToUnicode'))) return false;
  const encoding = entry(view, font, 'Encoding');
  return !(encoding instanceof PDFDict) || !movesLetters(view, encoding);
}

function movesLetters(view: PdfView, encoding: PDFDict): boolean {
  const list = entry(view, encoding, 'Differences');
  if (list === undefined) return false;
  if (!(list instanceof PDFArray)) return true;
  let code = 0;
  return list.asArray().some((item) => {
    const value = view.resolve(item);
    const name = nameOf(value);
    if (name === null) {
      code = Number(String(value));
      return !Number.isInteger(code);
    }
    const at = code++;
    return at >= FIRST_LETTER && at <= LAST_LETTER && !RENAMED.has(at);
  });
}
