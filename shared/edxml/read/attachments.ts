import { describeError, type ErrorCode, KyguiError } from '../../errors.ts';
import { compact } from '../compact.ts';
import type { EdxmlEngine } from '../engine.ts';
import type { AttachmentMeta, ReceivedAttachment } from '../model.ts';
import { Fields } from './fields.ts';
import { extensionOf, safeFileName, uniqueFileName } from './file-name.ts';
import type { InElement } from './in-element.ts';
import type { ReadLimits } from './limits.ts';
import type { DecodedPayload } from './payload.ts';
import type { SinkFactory, StoredBytes } from './sink.ts';
import { fitsExtension, isTranscodedPdf, looksLikePackage, SNIFF_LENGTH, sniff } from './sniff.ts';
import { unzipEntry, ZipFailure, zipShape } from './unzip.ts';
import type { WarningCode, WarningList } from './warnings.ts';

/** An Attachment or Reference as it stands in the package. */
interface Named {
  fields: Fields;
  /** Without any number of leading `cid:`. */
  contentId: string;
  name: string | undefined;
  description: string | undefined;
  contentType: string | undefined;
}

function bareContentId(text: string | undefined): string {
  return (text ?? '').trim().replace(/^(?:cid:)+/iu, '');
}

function named(fields: Fields): Named {
  return {
    fields,
    contentId: bareContentId(fields.text('ContentId') ?? fields.element.attributes['xlink:href']),
    name: fields.prose('AttachmentName'),
    description: fields.prose('Description'),
    contentType: fields.text('ContentType')?.toLowerCase(),
  };
}

/** The Reference of an attachment: by ContentId, then by position, then by name. */
function linkReferences(
  attachments: readonly Named[],
  references: readonly Named[],
  hasManifest: boolean,
): (Named | undefined)[] {
  const free = new Set(references);
  const links = attachments.map((attachment): Named | undefined => {
    if (attachment.contentId === '') return undefined;
    for (const reference of free) {
      if (reference.contentId === attachment.contentId) {
        free.delete(reference);
        return reference;
      }
    }
    return undefined;
  });
  for (const [index, attachment] of attachments.entries()) {
    if (links[index] !== undefined || free.size === 0) continue;
    const beside = references[index];
    const chosen =
      beside !== undefined && free.has(beside)
        ? beside
        : [...free].find((reference) => reference.name !== undefined && reference.name === attachment.name);
    if (chosen === undefined) continue;
    free.delete(chosen);
    links[index] = chosen;
    attachment.fields.warn('REFERENCE_GUESSED', 'ContentId', attachment.contentId);
  }
  for (const [index, attachment] of attachments.entries()) {
    // Without any manifest that alone is told.
    if (links[index] === undefined && hasManifest)
      attachment.fields.warn('REFERENCE_MISSING', 'ContentId', attachment.contentId);
  }
  for (const reference of free) reference.fields.warn('REFERENCE_EXTRA', undefined, reference.name);
  return links;
}

interface Failure {
  code: ErrorCode;
  details: Record<string, string | number>;
}

/** What the attachment step hands on. `files[i]` is missing when nothing of attachment i could be stored. */
export interface AttachmentResult<S extends StoredBytes> {
  attachments: ReceivedAttachment[];
  metas: AttachmentMeta[];
  files: (S | undefined)[];
}

interface Surroundings<S extends StoredBytes> {
  engine: EdxmlEngine;
  limits: ReadLimits;
  sinks: SinkFactory<S>;
  warnings: WarningList;
  /** The package has a manifest that its files could be listed in. */
  hasManifest: boolean;
}

interface Unwrapped<S extends StoredBytes> {
  stored: S;
  sha256: string;
  size: number;
  entryName: string;
}

/** The content of a one-entry zip, or undefined when the zip is to stay as it is. Throws {@link ZipFailure}. */
async function unwrap<S extends StoredBytes>(
  stored: S,
  index: number,
  { engine, limits, sinks }: Surroundings<S>,
): Promise<Unwrapped<S> | undefined> {
  const shape = await zipShape(stored);
  if (shape.kind === 'archive') return undefined;
  if (shape.kind === 'bad') throw new ZipFailure(shape.problem);
  const sink = await sinks(index);
  const hash = engine.sha256();
  let size = 0;
  try {
    for await (const chunk of unzipEntry(stored, shape.entry, engine, limits)) {
      size += chunk.length;
      hash.update(chunk);
      await sink.write(chunk);
    }
  } catch (error) {
    await sink.discard();
    throw error;
  }
  return { stored: await sink.finish(), sha256: hash.hex(), size, entryName: shape.entry.name };
}

/** Judges one attachment by its bytes: unwraps at most once, compares with name and declared type. */
async function examine<S extends StoredBytes>(
  index: number,
  attachment: Named,
  link: Named | undefined,
  payload: DecodedPayload<S> | undefined,
  taken: Set<string>,
  surroundings: Surroundings<S>,
): Promise<{ received: ReceivedAttachment; file: S | undefined }> {
  const { fields } = attachment;
  const originalName = attachment.name ?? link?.name ?? '';
  if (originalName === '') fields.warn('NAME_MISSING', 'AttachmentName');
  const safe = safeFileName(originalName) || `tep-dinh-kem-${index + 1}`;
  const name = uniqueFileName(safe, taken);
  if (originalName !== '' && name !== originalName)
    fields.warn('NAME_CHANGED', 'AttachmentName', originalName);

  let failure: Failure | undefined;
  let { stored, sha256, size } = payload ?? { stored: undefined, sha256: '', size: 0 };
  let unwrappedFrom: string | undefined;
  if (payload === undefined) {
    failure = { code: 'EDXML_ATTACHMENT_EMPTY', details: { index: index + 1 } };
  } else if (payload.failure !== undefined) {
    const { code, ...details } = payload.failure;
    failure = { code, details: { index: index + 1, ...details } };
  }
  for (const oddity of payload?.oddities ?? []) fields.warn(oddity, 'ContentTransferEncoded');

  const extension = extensionOf(name);
  let head = stored === undefined ? new Uint8Array(0) : await stored.read(0, SNIFF_LENGTH);
  const wire = sniff(head);
  if (stored !== undefined && wire === 'zip' && extension !== 'zip') {
    try {
      const unwrapped = await unwrap(stored, index, surroundings);
      if (unwrapped !== undefined) {
        await stored.discard();
        ({ stored, sha256, size } = unwrapped);
        unwrappedFrom = unwrapped.entryName;
        head = await stored.read(0, SNIFF_LENGTH);
      }
    } catch (error) {
      if (!(error instanceof ZipFailure)) throw error;
      failure = zipFailure(error, index, surroundings.limits);
    }
  }
  const detected = sniff(head);
  const odd = (code: WarningCode, value: string) => fields.warn(code, 'AttachmentName', value);
  if (stored !== undefined && failure === undefined) {
    if (isTranscodedPdf(head)) {
      failure = { code: 'EDXML_ATTACHMENT_TRANSCODED', details: { index: index + 1 } };
    }
    if (detected === 'program') odd('PROGRAM_FILE', name);
    else if (!fitsExtension(detected, extension)) odd('EXTENSION_MISMATCH', `${name}: ${detected}`);
    if (detected === 'xml' && extension !== 'edxml' && looksLikePackage(head)) odd('NESTED_PACKAGE', name);
    for (const place of [attachment, link]) {
      const declared = place?.contentType;
      if (place !== undefined && declared !== undefined && !fitsType(declared, wire)) {
        place.fields.warn('CONTENT_TYPE_WRONG', 'ContentType', `${declared} ≠ ${wire}`);
      }
    }
  }
  if (failure !== undefined) {
    fields.warn('ATTACHMENT_FAILED', undefined, describeError(failure.code, failure.details, 'vi').says);
  }
  const received = compact({
    index,
    contentId: attachment.contentId,
    name,
    originalName,
    description: attachment.description ?? link?.description ?? (originalName || undefined),
    declaredType: attachment.contentType ?? link?.contentType,
    detected,
    size,
    sha256,
    unwrappedFrom,
    failure: failure?.code,
    failureDetails: failure?.details,
  });
  return { received, file: stored };
}

function zipFailure(error: ZipFailure, index: number, limits: ReadLimits): Failure {
  if (error.problem === 'size') {
    const details = { index: index + 1, reason: 'fileBytes', allowed: limits.fileBytes };
    return { code: 'EDXML_ATTACHMENT_LIMIT', details };
  }
  if (error.problem === 'ratio') {
    const details = { index: index + 1, reason: 'unzipRatio', allowed: limits.unzipRatio };
    return { code: 'EDXML_ATTACHMENT_LIMIT', details };
  }
  return { code: 'EDXML_ATTACHMENT_ZIP', details: { index: index + 1, reason: error.problem } };
}

/** Only the two types that matter are compared; others are too loosely used to say anything. */
function fitsType(declared: string, wire: string): boolean {
  if (declared === 'application/pdf') return wire === 'pdf';
  if (declared === 'application/zip') return wire === 'zip';
  return !(declared === 'text/plain' && (wire === 'zip' || wire === 'pdf'));
}

/** Attachments of a package: payloads joined with their names and References, each judged alone. */
export async function readAttachments<S extends StoredBytes>(
  attachmentElements: readonly InElement[],
  referenceElements: readonly InElement[],
  payloads: readonly DecodedPayload<S>[],
  surroundings: Surroundings<S>,
): Promise<AttachmentResult<S>> {
  const { warnings, limits } = surroundings;
  if (Math.max(attachmentElements.length, referenceElements.length) > limits.attachments) {
    throw new KyguiError('EDXML_LIMIT', { limit: 'attachments', allowed: limits.attachments });
  }
  const attachments = attachmentElements.map((element) => named(new Fields(element, warnings)));
  const references = referenceElements.map((element) => named(new Fields(element, warnings)));
  const links = linkReferences(attachments, references, surroundings.hasManifest);
  const result: AttachmentResult<S> = { attachments: [], metas: [], files: [] };
  const taken = new Set<string>();
  const used = new Set<number>();
  for (const [index, attachment] of attachments.entries()) {
    const place = attachment.fields.one('ContentTransferEncoded')?.element.payload;
    const payload = place === undefined ? undefined : payloads[place];
    if (place !== undefined) used.add(place);
    const link = links[index];
    const { received, file } = await examine(index, attachment, link, payload, taken, surroundings);
    attachment.fields.rest('FieldName', 'MimeType');
    result.attachments.push(received);
    result.metas.push(
      compact({
        contentId: received.contentId,
        attachmentName: received.originalName,
        description: received.description,
      }),
    );
    result.files.push(file);
  }
  for (const reference of references) reference.fields.rest();
  // A second payload of one Attachment, or one outside the known places: listed as a warning, not kept.
  for (const [place, payload] of payloads.entries()) if (!used.has(place)) await payload.stored?.discard();
  return result;
}
