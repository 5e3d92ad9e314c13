import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, PDFString } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import type { PdfView } from '../file/pdf-view.ts';
import { walkFields } from './fields.ts';

/** What earlier signatures, encryption and forms allow to be added. */
export interface Permissions {
  /** The author's /P forbids new form fields. */
  deniedByEncryption: boolean;
  /** It lets empty signature fields of the form be signed all the same. */
  allowsSigningFields: boolean;
  /** An earlier signature forbids every change, or locks every field. */
  lockedBySignature: boolean;
  /** Certification level 2 or stricter: annotations other than the signature's own widget are forbidden. */
  onlySignatures: boolean;
  /** Field names that earlier signatures locked one by one. */
  lockedFields: readonly string[];
  /** A form that builds its pages itself. */
  dynamicXfa: boolean;
}

/**
 * Reads permission bits (ISO 32000-2, table 22), DocMDP (12.8.2.2), FieldMDP (12.8.2.4) and XFA before anything is
 * written.
 */
export function readPermissions(file: PdfFile): Permissions {
  const view = file.latest;
  const form = view.get(view.catalog, 'AcroForm');
  let lockedBySignature = false;
  let onlySignatures = false;
  const lockedFields: string[] = [];
  for (const signature of signatureDictionaries(view, form, file.limits.pages)) {
    const references = view.get(signature, 'Reference');
    if (!(references instanceof PDFArray)) continue;
    for (const item of references.asArray()) {
      const reference = view.resolve(item);
      if (!(reference instanceof PDFDict)) continue;
      const params = view.get(reference, 'TransformParams');
      const method = view.get(reference, 'TransformMethod');
      if (!(params instanceof PDFDict)) continue;
      const level = view.get(params, 'P');
      const permitted = level instanceof PDFNumber ? level.asNumber() : 0;
      if (method === PDFName.of('DocMDP')) {
        // Without /P the level is 2 (table 257).
        if (permitted === 1) lockedBySignature = true;
        if (permitted !== 3) onlySignatures = true;
      } else if (method === PDFName.of('FieldMDP')) {
        const action = view.get(params, 'Action');
        if (permitted === 1) lockedBySignature = true;
        if (permitted === 2) onlySignatures = true;
        if (action === PDFName.of('All') || action === PDFName.of('Exclude')) lockedBySignature = true;
        else lockedFields.push(...textsOf(view, params));
      }
    }
  }
  return {
    deniedByEncryption: file.encryption !== null && !file.encryption.allowsNewFields,
    allowsSigningFields: file.encryption?.allowsSigningFields ?? true,
    lockedBySignature,
    onlySignatures,
    lockedFields,
    dynamicXfa:
      form instanceof PDFDict &&
      form.has(PDFName.of('XFA')) &&
      view.get(view.catalog, 'NeedsRendering')?.toString() === 'true',
  };
}

/**
 * Throws the code of the first rule that forbids a new signature; `intoField`: one that goes into an empty field of the
 * form (ISO 32000-2, table 22, bit 9).
 */
export function assertSignable(permissions: Permissions, intoField = false): void {
  if (permissions.lockedBySignature) throw new KyguiError('PDF_LOCKED_BY_SIGNATURE');
  if (permissions.deniedByEncryption && !(intoField && permissions.allowsSigningFields))
    throw new KyguiError('PDF_PERMISSION_DENIED');
  if (permissions.dynamicXfa) throw new KyguiError('PDF_XFA_FORM');
}

/**
 * Refuses parts beside the signature's widget, which become annotations, where an earlier signature allows form filling
 * and signatures alone (ISO 32000-2, table 257, level 2). @throws PDF_PARTS_FORBIDDEN
 * @param pages where each of the parts would stand; the first one is the widget's.
 */
export function assertPartsAllowed({ onlySignatures }: Permissions, pages: readonly number[]): void {
  const [own, ...others] = pages;
  if (!onlySignatures || own === undefined || others.length === 0) return;
  throw new KyguiError('PDF_PARTS_FORBIDDEN', { own, pages: [...new Set(others)].join(', ') });
}

function* signatureDictionaries(view: PdfView, form: unknown, cap: number): Generator<PDFDict> {
  const perms = view.get(view.catalog, 'Perms');
  if (perms instanceof PDFDict) {
    const certified = view.get(perms, 'DocMDP');
    if (certified instanceof PDFDict) yield certified;
  }
  if (!(form instanceof PDFDict)) return;
  for (const field of walkFields(view, form, cap)) {
    if (field.type !== 'Sig') continue;
    const value = view.get(field.dict, 'V');
    if (value instanceof PDFDict) yield value;
  }
}

function textsOf(view: PdfView, params: PDFDict): string[] {
  const fields = view.get(params, 'Fields');
  if (!(fields instanceof PDFArray)) return [];
  return fields.asArray().flatMap((item) => {
    const name = view.resolve(item);
    return name instanceof PDFHexString || name instanceof PDFString ? [name.decodeText()] : [];
  });
}
