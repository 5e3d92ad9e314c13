import { createHash } from 'node:crypto';
import type { Placement, Rect, StampPart } from '../../shared/document/placement.ts';
import { KyguiError } from '../../shared/errors.ts';
import { sha256OfFile } from './append/draft.ts';
import { chooseEmptyField, type EmptyField } from './append/empty-field.ts';
import { fieldNames, freeFieldName } from './append/fields.ts';
import { assertNumbersLeft } from './append/free-numbers.ts';
import { assertPartsAllowed, assertSignable, readPermissions } from './append/lock.ts';
import { type ComposedStamp, compose } from './compose.ts';
import { buildPreview, type DrawingLibraries } from './drawing/appearance.ts';
import { designParts } from './drawing/parts.ts';
import { type ReadLimits, xrefDamaged } from './file/limits.ts';
import { findPage } from './file/pages.ts';
import { type DamagePolicy, isDamage, PdfFile } from './file/pdf-file.ts';
import type { GateReport } from './judge/gate-decision.ts';
import { assertSignedStaysSeen } from './judge/stays-seen.ts';
import { findSpots } from './place/find.ts';
import { type SignatureRequest, type SignatureRequestInput, signatureRequestSchema } from './request.ts';

/** One picture for the consent window: a transparent one-page PDF laid over `rect` (user space) of page `page`. */
export interface PreparedDrawing {
  page: number;
  rect: Rect;
  pdf: Uint8Array;
  sha256: string;
}

/** Things the clerk is told before consenting; codes of the closed list. */
export type PrepareNotice = 'PDF_REBUILT' | 'PDF_FIELD_LOCKS' | 'PDF_BLANK_NARROW' | 'PDF_IMAGE_SHRUNK';

/** What was shown is what gets signed: `signPdf` draws from this and looks for nothing again. Plain data. */
export interface PreparedSignature {
  request: SignatureRequest;
  /** SHA-256 of the input, hexadecimal; null when the caller chose not to bind it (nobody looked in between). */
  sha256: string | null;
  size: number;
  fieldName: string;
  /** The field is the form's own, left empty by its author. */
  intoEmptyField: boolean;
  placements: Placement[];
  /** Parts that the form already shows and that are not drawn again. */
  alreadyThere: StampPart[];
  drawings: PreparedDrawing[];
  stamps: ComposedStamp[];
  notices: PrepareNotice[];
  /** What the gate warned of, where it was passed in the same go. */
  warned?: GateReport['warnings'];
}

export interface PrepareOptions {
  libraries: DrawingLibraries;
  limits?: Partial<ReadLimits>;
  /** False refuses every damaged file; otherwise one without signature is read by its objects and the clerk is told. */
  allowRebuild?: boolean;
  /** False skips hashing the input (command line: prepared and signed in one go). */
  bindContent?: boolean;
  /** False leaves out the pictures when nobody will look at them. */
  drawPreviews?: boolean;
}

/**
 * Fixes what a signature will look like, and where: checks that the file may be signed, finds places, draws.
 * @throws every code of opening a file; PDF_LOCKED_BY_SIGNATURE, PDF_PARTS_FORBIDDEN, PDF_PERMISSION_DENIED, PDF_XFA_FORM,
 * PDF_PAGE_MISSING, PDF_PLACE_OUTSIDE, PDF_PLACE_COVERS_PAGE, PDF_IMAGE_INVALID, PDF_STAMP_INCOMPLETE, PDF_TEXT_NOT_DRAWABLE
 */
export async function prepareSignature(
  path: string,
  input: SignatureRequestInput,
  options: PrepareOptions,
): Promise<PreparedSignature> {
  const request = signatureRequestSchema.parse(input);
  const sha256 = options.bindContent === false ? null : await sha256OfFile(path);
  const policy = options.allowRebuild === false ? 'refuse' : 'when-unsigned';
  try {
    return await prepareOpened(path, request, sha256, options, policy);
  } catch (thrown) {
    // Damage met behind sound cross references: the same rule, one step later.
    if (policy === 'refuse' || !isDamage(thrown)) throw thrown;
    try {
      return await prepareOpened(path, request, sha256, options, 'rebuild');
    } catch (again) {
      throw isDamage(again) ? thrown : again;
    }
  }
}

async function prepareOpened(
  path: string,
  request: SignatureRequest,
  sha256: string | null,
  options: PrepareOptions,
  damaged: DamagePolicy,
): Promise<PreparedSignature> {
  const file = PdfFile.open(path, { ...(options.limits ? { limits: options.limits } : {}), damaged });
  try {
    return await prepareOnFile(file, request, sha256, options);
  } finally {
    file.close();
  }
}

/** {@link prepareSignature} for a file that is open already and stays open. */
export async function prepareOnFile(
  file: PdfFile,
  request: SignatureRequest,
  sha256: string | null,
  options: Pick<PrepareOptions, 'libraries' | 'drawPreviews'>,
): Promise<PreparedSignature> {
  const permissions = readPermissions(file);
  assertSignable(permissions, true);
  assertNumbersLeft(file);
  assertOneMeaning(file);
  const { fonts } = options.libraries;
  const designs = designParts(request, fonts);
  const field = emptyFieldFor(file, request, permissions.lockedFields);
  assertSignable(permissions, field !== null);
  const target = field && designs.length > 0 ? { page: field.page, rect: field.rect } : null;
  if (field && target && field.rect.width * field.rect.height === 0) {
    throw new KyguiError('PDF_FIELD_UNUSABLE', { field: field.name, problem: 'không hiện / invisible' });
  }
  let isTight = false;
  const find = (sought: Parameters<typeof findSpots>[2]) => {
    const found = findSpots(file, request, sought, fonts);
    isTight ||= found.some((one) => one !== null && one !== 'already-there' && one.tight === true);
    return found;
  };
  const composed = compose(file, request, designs, find, target);
  const pages = composed.stamps.map(({ page }) => page);
  assertPartsAllowed(permissions, pages);
  assertPagesThere(file, composed.stamps);
  assertSignedStaysSeen(file, composed.stamps, field?.name ?? null);
  const taken = fieldNames(file.latest, file.limits.pages);
  for (const name of permissions.lockedFields) taken.add(name);
  const drawings =
    options.drawPreviews === false ? [] : await drawPreviews(composed.stamps, options.libraries);
  return {
    request,
    sha256,
    size: file.size,
    fieldName: field?.name ?? freeFieldName(`KyGui_${request.role}_`, taken),
    intoEmptyField: field !== null,
    placements: composed.placements,
    alreadyThere: composed.alreadyThere,
    drawings,
    stamps: composed.stamps,
    notices: [
      ...(file.damage ? (['PDF_REBUILT'] as const) : []),
      ...(field?.lock ? (['PDF_FIELD_LOCKS'] as const) : []),
      ...(isTight ? (['PDF_BLANK_NARROW'] as const) : []),
      ...(composed.isShrunk ? (['PDF_IMAGE_SHRUNK'] as const) : []),
    ],
  };
}

/** A place that the caller or the clerk gives goes before a field that nobody named. @throws PDF_FIELD_UNUSABLE */
function emptyFieldFor(
  file: PdfFile,
  request: SignatureRequest,
  locked: readonly string[],
): EmptyField | null {
  const { role, field: wanted, given, placements, reason } = request;
  const elsewhere = request.anchor !== undefined || (given?.length ?? 0) + (placements?.length ?? 0) > 0;
  if (wanted === undefined && elsewhere) return null;
  const field = chooseEmptyField(file, role, wanted, locked);
  const reasons = field?.demands.reasons ?? [];
  if (!field || reasons.length === 0 || reasons.includes(reason ?? '')) return field;
  if (reason === undefined && reasons.length === 1) return field;
  if (wanted === undefined) return null;
  throw new KyguiError('PDF_FIELD_UNUSABLE', { field: field.name, problem: 'SV Reasons' });
}

/**
 * Where the cross references name two objects under one number readers disagree, and nothing that is signed above it would
 * be sound.
 * @throws PDF_XREF_DAMAGED
 */
function assertOneMeaning(file: PdfFile): void {
  if (file.revisions.some((revision) => revision.sections.some((section) => section.hasTwoMeanings)))
    xrefDamaged('two objects of one number');
}

/** Pages that will get an annotation can be found: told before the PIN is asked for. */
function assertPagesThere(file: PdfFile, stamps: readonly ComposedStamp[]): void {
  const numbers = stamps.length === 0 ? [1] : stamps.map((one) => one.page);
  for (const number of numbers) {
    if (!findPage(file.latest, file.limits, number))
      throw new KyguiError('PDF_PAGE_MISSING', { page: number, pages: number - 1 });
  }
}

async function drawPreviews(
  stamps: readonly ComposedStamp[],
  libraries: DrawingLibraries,
): Promise<PreparedDrawing[]> {
  const drawings: PreparedDrawing[] = [];
  for (const { page, rect, drawing } of stamps) {
    const pdf = await buildPreview(drawing, libraries);
    drawings.push({ page, rect, pdf, sha256: createHash('sha256').update(pdf).digest('hex') });
  }
  return drawings;
}
