import { PDFArray, PDFDict, PDFHexString, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { exceeded } from '../file/limits.ts';
import type { PdfView } from '../file/pdf-view.ts';

/** A node of the form's field tree (ISO 32000-2, 12.7.4). */
export interface Field {
  dict: PDFDict;
  ref: PDFRef | null;
  /** Fully qualified name. */
  name: string;
  /** /FT with inheritance: `Sig`, `Tx`, `Btn`, `Ch`, or empty. */
  type: string;
}

/** Every node of the field tree, circles cut. */
export function* walkFields(view: PdfView, form: PDFDict, cap: number): Generator<Field> {
  const seen = new Set<PDFDict>();
  const stack: { value: PDFObject; prefix: string; type: string }[] = [];
  const push = (list: PDFObject | undefined, prefix: string, type: string) => {
    if (list instanceof PDFArray) {
      for (const value of list.asArray().toReversed()) stack.push({ value, prefix, type });
    }
  };
  push(view.get(form, 'Fields'), '', '');
  for (let node = stack.pop(); node; node = stack.pop()) {
    const dict = view.resolve(node.value);
    if (!(dict instanceof PDFDict) || seen.has(dict)) continue;
    seen.add(dict);
    if (seen.size > cap) exceeded('form fields');
    const partial = view.get(dict, 'T');
    const own = partial instanceof PDFHexString ? partial.decodeText() : undefined;
    const name = own === undefined ? node.prefix : node.prefix === '' ? own : `${node.prefix}.${own}`;
    const ft = view.get(dict, 'FT');
    const type = ft instanceof PDFName ? ft.decodeText() : node.type;
    yield { dict, ref: node.value instanceof PDFRef ? node.value : null, name, type };
    push(view.get(dict, 'Kids'), name, type);
  }
}

/** `base`, or `base` with the first number that makes it differ from every name in use. */
export function freeFieldName(base: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const name = `${base}${count}`;
    if (!taken.has(name)) return name;
  }
}

/** Fully qualified names and their first parts: a new root field must differ from all of them. */
export function fieldNames(view: PdfView, cap: number): Set<string> {
  const names = new Set<string>();
  const form = view.get(view.catalog, 'AcroForm');
  if (form instanceof PDFDict) {
    for (const field of walkFields(view, form, cap)) {
      names.add(field.name);
      names.add(field.name.split('.')[0] ?? '');
    }
  }
  return names;
}
