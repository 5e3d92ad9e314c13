import { PDFHexString, type PDFRef } from 'pdf-lib';
import type { Rect } from '../../../shared/document/placement.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { type BuiltAppearance, buildAppearance, type DrawingLibraries } from '../drawing/appearance.ts';
import type { Drawing } from '../drawing/items.ts';
import { findPage, type Page } from '../file/pages.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import type { Draft } from './draft.ts';
import type { EmptyField } from './empty-field.ts';
import { Changes } from './form.ts';
import { Increment } from './increment.ts';
import { serializeText } from './serialize.ts';
import {
  type ByteRange,
  closeByteRange,
  fillContents,
  type SignatureTexts,
  signatureTemplate,
} from './signature-dictionary.ts';

/** Print, Locked (ISO 32000-2, table 167). */
const WIDGET_FLAGS = 4 + 128;
/** Print, ReadOnly, Locked, LockedContents. */
const STAMP_FLAGS = 4 + 64 + 128 + 512;

/** What is drawn on one page; `rect` in the page's user space. */
export interface PageStamp {
  page: number;
  rect: Rect;
  drawing: Drawing;
}

export interface SignatureRevision {
  kind: 'Sig' | 'DocTimeStamp';
  fieldName: string;
  /** Bytes kept free for /Contents. */
  capacity: number;
  texts: SignatureTexts;
  /** The first one is the signature's own widget; the others become stamp annotations. Empty: invisible. */
  stamps: readonly PageStamp[];
  /** Signs into this field of the form instead of adding one. */
  into?: EmptyField;
}

/**
 * Adds one signature as one revision to a draft. The signature field is merged with exactly one widget, as PDF 2.0
 * demands (12.7.5.5); its appearance is one transparent form that may span several parts of a page, so number, date and
 * seal of a one-page letter lie in one widget and nothing but a signature with its widget is added. Parts on other
 * pages than the widget's, or beside the rectangle of a form's own field, are locked, read-only stamp annotations of the same revision, named `<field name>.<n>` in
 * /NM and listed in the field's /KYGUI_Parts, so that a judge can tell them from annotations added by somebody else.
 * All of them render in Acrobat, pdf.js, poppler and mupdf, which read /AP of both kinds alike.
 * @param file the draft itself, opened.
 * @param makeContents gets the bytes to be signed around the gap and returns the CMS or time-stamp token.
 */
export async function appendSignature(
  draft: Draft,
  file: PdfFile,
  revision: SignatureRevision,
  libraries: DrawingLibraries,
  makeContents: (parts: readonly Uint8Array[]) => Promise<Uint8Array>,
): Promise<ByteRange> {
  const increment = new Increment(file);
  const changes = new Changes(increment);
  const signature = increment.reserve();
  const { into } = revision;
  const field = into?.ref ?? increment.reserve();
  const template = signatureTemplate(
    revision.kind,
    revision.capacity,
    revision.texts,
    increment.cipher(signature.objectNumber, 0),
    into && { subFilter: into.demands.subFilter, lock: into.lock },
  );
  increment.addBytes(signature, template.text);
  const [main, ...others] = revision.stamps;
  const parts = await addStampAnnotations(increment, changes, others, revision.fieldName, libraries);
  const page = pageOf(file, into?.page ?? main?.page ?? 1);
  const appearance = main ? await addAppearance(increment, page, main.drawing, libraries) : null;
  if (into) changes.signField(into, signature, { appearance, parts });
  else {
    const rect = main?.rect;
    const text = widgetText({ page, rect, appearance, signature, parts, field, revision, increment });
    increment.addBytes(field, Buffer.from(text, 'latin1'));
    changes.addAnnotations(page, [field]);
    changes.addField(field);
  }
  changes.apply();
  const bytes = increment.bytes();
  const { byteRange, before, after } = closeByteRange(
    bytes,
    file.size,
    increment.offsetOf(signature),
    template,
  );
  fillContents(bytes, file.size, byteRange, await makeContents([before, after]));
  await draft.append(bytes);
  return byteRange;
}

interface WidgetParts {
  page: Page;
  rect: Rect | undefined;
  appearance: PDFRef | null;
  signature: PDFRef;
  parts: readonly PDFRef[];
  field: PDFRef;
  revision: SignatureRevision;
  increment: Increment;
}

function widgetText({
  page,
  rect,
  appearance,
  signature,
  parts,
  field,
  revision,
  increment,
}: WidgetParts): string {
  const cipher = increment.cipher(field.objectNumber, 0);
  const name = serializeText(PDFHexString.fromText(revision.fieldName), cipher);
  const drawn = appearance ? ` /AP << /N ${appearance.toString()} >>` : '';
  const listed = parts.length > 0 ? ` /KYGUI_Parts [${parts.map(String).join(' ')}]` : '';
  return (
    `<< /Type /Annot /Subtype /Widget /FT /Sig /T ${name} /F ${WIDGET_FLAGS}${placeOf(page)} ` +
    `/Rect ${rectText(rect)} /V ${signature.toString()}${drawn}${listed} >>`
  );
}

async function addStampAnnotations(
  increment: Increment,
  changes: Changes,
  stamps: readonly PageStamp[],
  fieldName: string,
  libraries: DrawingLibraries,
): Promise<PDFRef[]> {
  const refs: PDFRef[] = [];
  for (const [index, stamp] of stamps.entries()) {
    const page = pageOf(increment.file, stamp.page);
    const form = await addAppearance(increment, page, stamp.drawing, libraries);
    const ref = increment.reserve();
    const cipher = increment.cipher(ref.objectNumber, 0);
    const name = serializeText(PDFHexString.fromText(`${fieldName}.${index + 1}`), cipher);
    const text =
      `<< /Type /Annot /Subtype /Stamp /NM ${name} /F ${STAMP_FLAGS}${placeOf(page)} ` +
      `/Rect ${rectText(stamp.rect)} /AP << /N ${form.toString()} >> >>`;
    increment.addBytes(ref, Buffer.from(text, 'latin1'));
    changes.addAnnotations(page, [ref]);
    refs.push(ref);
  }
  return refs;
}

async function addAppearance(
  increment: Increment,
  page: Page,
  drawing: Drawing,
  libraries: DrawingLibraries,
): Promise<PDFRef> {
  const built: BuiltAppearance = await buildAppearance(
    drawing,
    { rotate: page.rotate, userUnit: page.userUnit },
    increment.nextNumber,
    libraries,
  );
  for (const [ref, value] of built.objects) {
    increment.reserveBelow(ref.objectNumber + 1);
    increment.add(value, ref);
  }
  return built.form;
}

function pageOf(file: PdfFile, number: number): Page {
  const page = findPage(file.latest, file.limits, number);
  if (page) return page;
  throw new KyguiError('PDF_PAGE_MISSING', { page: number, pages: number - 1 });
}

/** `/P` of an annotation, where its page can be referred to (optional: ISO 32000-2, table 166). */
const placeOf = (page: Page): string => (page.ref ? ` /P ${page.ref.toString()}` : '');

function rectText(rect: Rect | undefined): string {
  if (!rect) return '[0 0 0 0]';
  const values = [rect.x, rect.y, rect.x + rect.width, rect.y + rect.height];
  return `[${values.map((value) => String(Math.round(value * 1000) / 1000)).join(' ')}]`;
}
