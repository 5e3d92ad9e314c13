import { PDFArray, PDFDict, PDFName, PDFNumber } from 'pdf-lib';
import type { Rect } from '../../../shared/document/placement.ts';
import { walkFields } from '../append/fields.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { PageView } from './geometry.ts';

/** A visible signature that is already in the file. */
export interface SignatureWidget {
  fieldName: string;
  page: number;
  /** As seen, in points. */
  box: Rect;
}

/** Widgets of signed fields, in the order of the form's fields, which is the order of signing. */
export function signatureWidgets(file: PdfFile): SignatureWidget[] {
  const view = file.latest;
  const form = view.get(view.catalog, 'AcroForm');
  if (!(form instanceof PDFDict)) return [];
  const signed = new Map<PDFDict, string>();
  for (const field of walkFields(view, form, file.limits.pages)) {
    if (field.type === 'Sig' && view.get(field.dict, 'V') instanceof PDFDict)
      signed.set(field.dict, field.name);
  }
  if (signed.size === 0) return [];
  const widgets = new Map<PDFDict, SignatureWidget>();
  for (const page of file.pages()) {
    const annotations = view.get(page.dict, 'Annots');
    if (!(annotations instanceof PDFArray)) continue;
    const pageView = new PageView(page);
    for (const item of annotations.asArray()) {
      const dict = view.readable(item);
      if (!(dict instanceof PDFDict) || view.get(dict, 'Subtype') !== PDFName.of('Widget')) continue;
      const parent = view.get(dict, 'Parent');
      const fieldName = signed.get(dict) ?? (parent instanceof PDFDict ? signed.get(parent) : undefined);
      const rect = view.get(dict, 'Rect');
      if (fieldName === undefined || !(rect instanceof PDFArray)) continue;
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = rect.asArray().map((one) => {
        const number = view.resolve(one);
        return number instanceof PDFNumber ? number.asNumber() : 0;
      });
      const box = pageView.toView({
        x: Math.min(x1, x2),
        y: Math.min(y1, y2),
        width: Math.abs(x2 - x1),
        height: Math.abs(y2 - y1),
      });
      if (box.width > 3 && box.height > 3) widgets.set(dict, { fieldName, page: page.number, box });
    }
  }
  const order = [...signed.keys()];
  return [...widgets].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([, widget]) => widget);
}
