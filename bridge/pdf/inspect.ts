import { PDFArray, PDFDict, PDFName, PDFNumber } from 'pdf-lib';
import type { KyguiError } from '../../shared/errors.ts';
import { walkFields } from './append/fields.ts';
import { type Permissions, readPermissions } from './append/lock.ts';
import type { ReadLimits } from './file/limits.ts';
import { PdfFile } from './file/pdf-file.ts';

/** A signature or an empty signature field, not judged. */
export interface SignatureBrief {
  fieldName: string;
  signed: boolean;
  /** `ETSI.CAdES.detached` and the like; empty when unsigned. */
  subFilter: string;
  /** Page of its widget from 1; null when it is invisible or stands on no page. */
  page: number | null;
}

export interface PdfDescription {
  size: number;
  /** Points as a reader shows the page; `rotate` in degrees clockwise. */
  pages: { width: number; height: number; rotate: number; userUnit: number }[];
  signatures: SignatureBrief[];
  encrypted: boolean;
  permissions: Permissions;
  /** False for scans: the first pages use no font. */
  hasText: boolean;
  revisions: number;
  /** What is wrong with the cross references of an unsigned file; null when sound. */
  damage: KyguiError | null;
}

/** What a file is, read within limits; nothing is judged. @throws every code of opening a file */
export function inspectPdf(path: string, limits: Partial<ReadLimits> = {}): PdfDescription {
  const file = PdfFile.open(path, { limits, damaged: 'when-unsigned' });
  try {
    const pages: PdfDescription['pages'] = [];
    const pageOfWidget = new Map<PDFDict, number>();
    let hasText = false;
    for (const page of file.pages()) {
      const sideways = page.rotate % 180 === 90;
      const width = page.cropBox.width * page.userUnit;
      const height = page.cropBox.height * page.userUnit;
      pages.push({
        width: sideways ? height : width,
        height: sideways ? width : height,
        rotate: page.rotate,
        userUnit: page.userUnit,
      });
      if (page.number <= 20 && page.resources && file.latest.get(page.resources, 'Font') instanceof PDFDict) {
        hasText = true;
      }
      const annotations = file.latest.get(page.dict, 'Annots');
      if (annotations instanceof PDFArray) {
        for (const item of annotations.asArray()) {
          const dict = file.latest.resolve(item);
          if (dict instanceof PDFDict) pageOfWidget.set(dict, page.number);
        }
      }
    }
    return {
      size: file.size,
      pages,
      signatures: signatureBriefs(file, pageOfWidget),
      encrypted: file.encryption !== null,
      permissions: readPermissions(file),
      hasText,
      revisions: file.revisions.length,
      damage: file.damage,
    };
  } finally {
    file.close();
  }
}

function signatureBriefs(file: PdfFile, pageOfWidget: ReadonlyMap<PDFDict, number>): SignatureBrief[] {
  const view = file.latest;
  const form = view.get(view.catalog, 'AcroForm');
  if (!(form instanceof PDFDict)) return [];
  const briefs: SignatureBrief[] = [];
  for (const field of walkFields(view, form, file.limits.pages)) {
    if (field.type !== 'Sig') continue;
    const value = view.get(field.dict, 'V');
    const subFilter = value instanceof PDFDict ? view.get(value, 'SubFilter') : undefined;
    const rect = view.get(field.dict, 'Rect');
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] =
      rect instanceof PDFArray
        ? rect.asArray().map((one) => {
            const number = view.resolve(one);
            return number instanceof PDFNumber ? number.asNumber() : 0;
          })
        : [];
    const visible = x1 !== x2 && y1 !== y2;
    briefs.push({
      fieldName: field.name,
      signed: value instanceof PDFDict,
      subFilter: subFilter instanceof PDFName ? subFilter.decodeText() : '',
      page: visible ? (pageOfWidget.get(field.dict) ?? null) : null,
    });
  }
  return briefs;
}
