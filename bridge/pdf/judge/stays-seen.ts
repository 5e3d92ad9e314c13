import { PDFDict, PDFName } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import type { ComposedStamp } from '../compose.ts';
import { type Box, textArea } from '../content/painted.ts';
import type { DrawItem } from '../drawing/items.ts';
import { findPage } from '../file/pages.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { PageView } from '../place/geometry.ts';
import { coveredPage } from './covered-page.ts';
import { type FormField, formFields } from './revisions/signature-fields.ts';

/**
 * Refuses a further signature whose pictures would hide what was signed before: the judge would refuse the file
 * (SIGNATURE_COVERS_PAGE), so this is said before the PIN is asked for.
 * @param field the form's own field that is going to be signed, or null.
 * @throws PDF_PLACE_COVERS_PAGE
 */
export function assertSignedStaysSeen(
  file: PdfFile,
  stamps: readonly ComposedStamp[],
  field: string | null,
): void {
  if (stamps.length === 0) return;
  const there = fieldsOfFirstSigner(file);
  // A field that was there already was seen, empty, by who signed first.
  if (!there || (field !== null && there.has(field))) return;
  const later = formFields(file.latest).flatMap((one) => (isSigned(file, one) ? one.fullName : []));
  const planned = new Map<number, Box[]>();
  for (const stamp of stamps)
    planned.set(stamp.page, [...(planned.get(stamp.page) ?? []), ...painted(file, stamp)]);
  const page = coveredPage(file, new Set(later.filter((name) => !there.has(name))), planned);
  if (page !== null) throw new KyguiError('PDF_PLACE_COVERS_PAGE', { page });
}

/** Names of all fields in the oldest revision that holds a signature; null for a file without one. */
function fieldsOfFirstSigner(file: PdfFile): ReadonlySet<string> | null {
  for (let index = 0; index < file.revisions.length; index++) {
    const fields = formFields(file.view(index));
    if (fields.some((one) => isSigned(file, one))) return new Set(fields.map(({ fullName }) => fullName));
  }
  return null;
}

const isSigned = (file: PdfFile, { type, dict }: FormField): boolean =>
  type === 'Sig' && file.latest.resolve(dict.get(PDFName.of('V'))) instanceof PDFDict;

/** What a stamp paints, in the page's user space. */
function painted(file: PdfFile, { page, rect, drawing }: ComposedStamp): Box[] {
  const found = findPage(file.latest, file.limits, page);
  if (!found) return [];
  const view = new PageView(found);
  const seen = view.toView(rect);
  return drawing.items.map((item): Box => {
    const [left, bottom, right, top] = areaOf(item);
    const edge = (at: number, most: number) => Math.min(Math.max(at, 0), most);
    const [x, y] = [edge(left, drawing.width), edge(bottom, drawing.height)];
    const [width, height] = [edge(right, drawing.width) - x, edge(top, drawing.height) - y];
    const box = view.toUser({ x: seen.x + x, y: seen.y + y, width, height });
    return [box.x, box.y, box.x + box.width, box.y + box.height];
  });
}

function areaOf(item: DrawItem): Box {
  if (item.kind === 'text') {
    // Two bytes a letter, as our fonts are written.
    const [left, bottom, right, top] = textArea(item.text.length * 2, item.size);
    return [item.x + left, item.y + bottom, item.x + right, item.y + top];
  }
  if (item.kind === 'image') return [item.x, item.y, item.x + item.width, item.y + item.height];
  if (item.kind === 'frame') return [item.x, item.y, item.x + item.width, item.y + item.line];
  return [
    Math.min(item.x1, item.x2),
    Math.min(item.y1, item.y2),
    Math.max(item.x1, item.x2),
    Math.max(item.y1, item.y2),
  ];
}
