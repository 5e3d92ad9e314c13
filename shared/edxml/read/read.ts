import { KyguiError } from '../../errors.ts';
import type { EdxmlEngine } from '../engine.ts';
import type { ReadResult } from '../model.ts';
import { portableEngine } from '../portable-engine.ts';
import { readAttachments } from './attachments.ts';
import { noteAttributes } from './attributes-noted.ts';
import { decodePackage, type OriginalMeasure } from './decode.ts';
import { Fields } from './fields.ts';
import { type InElement, isOurs } from './in-element.ts';
import { interpretDocument, interpretStatus } from './interpret.ts';
import { DEFAULT_LIMITS, type ReadLimits } from './limits.ts';
import { noteOrder } from './order.ts';
import { PackageScanner } from './scan.ts';
import type { SinkFactory, StoredBytes } from './sink.ts';
import { WarningList } from './warnings.ts';

export interface ReadOptions {
  limits?: Partial<ReadLimits>;
  engine?: EdxmlEngine;
  /** Shown the tree once it stands, to find lines of elements; it must not be kept. */
  onTree?: (root: InElement) => void;
}

/** A read package; `files[i]` holds the bytes of `attachments[i]`, missing where nothing could be stored. */
export type ReadOutcome<S extends StoredBytes> = ReadResult & { files: (S | undefined)[] };

/**
 * Reads a package of either kind from its bytes, as they come. Tolerant in form (any order, prefix or none, BOM,
 * leading bytes, unknown elements), strict in dates and safety; attachment bytes go to the sinks and are never
 * held. Each accepted oddity is a warning; an attachment that cannot be used says so alone.
 *
 * Errors: EDXML_EMPTY, EDXML_ENCODING, EDXML_DOCTYPE, EDXML_MALFORMED, EDXML_TRUNCATED, EDXML_LIMIT,
 * EDXML_NOT_QCVN102, EDXML_NO_READABLE_ATTACHMENT; whatever the source or a sink throws. After an error nothing
 * stays in the sinks.
 */
export async function readPackage<S extends StoredBytes>(
  source: AsyncIterable<Uint8Array>,
  sinks: SinkFactory<S>,
  options: ReadOptions = {},
): Promise<ReadOutcome<S>> {
  const { engine = portableEngine } = options;
  const limits: ReadLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const warnings = new WarningList(limits.warnings);
  const hash = engine.sha256();
  const measure: OriginalMeasure = { size: 0, leadingLines: 0, encoding: 'utf-8' };
  const scanner = new PackageScanner(limits, engine, sinks, warnings);
  try {
    for await (const chunk of decodePackage(source, hash, measure, limits, warnings)) {
      scanner.startsAfter(measure.leadingLines, measure.encoding);
      await scanner.push(chunk);
    }
    const root = await scanner.close();
    const original = { size: measure.size, sha256: hash.hex() };
    const { header, message, envelope } = findHeader(root, warnings);
    noteOrder(root, warnings);
    noteNamespace(root, warnings);
    noteAttributes(root, warnings);
    options.onTree?.(root);
    if (message.all('StatusCode').length > 0) {
      noteParts(root, envelope, warnings);
      const status = interpretStatus(header, message);
      return { kind: 'status', package: status, original, warnings: warnings.all(), files: [] };
    }
    const document = interpretDocument(header, message);
    const places = findAttachments(root, envelope, warnings);
    const { hasManifest } = places;
    const surroundings = { engine, limits, sinks, warnings, hasManifest };
    const read = await readAttachments(places.attachments, places.references, scanner.payloads, surroundings);
    if (read.attachments.length === 0) warnings.add('NO_ATTACHMENT', 'AttachmentEncoded');
    return {
      kind: 'edoc',
      package: { ...document, attachments: read.metas },
      attachments: read.attachments,
      original,
      warnings: warnings.all(),
      files: read.files,
    };
  } catch (error) {
    await scanner.abandon();
    throw error;
  }
}

function childrenNamed(element: InElement, name: string): InElement[] {
  return element.children.filter((child) => child.local === name && isOurs(child));
}

function findHeader(root: InElement, warnings: WarningList) {
  if (root.local === 'Envelope') throw new KyguiError('EDXML_NOT_QCVN102', { shape: 'phong bì SOAP' });
  const top = new Fields(root, warnings);
  const envelope = root.local === 'edXMLEnvelope' ? top : top.one('edXMLEnvelope');
  if (envelope === top) warnings.add('ROOT_IS_ENVELOPE', root.local);
  const header = envelope?.one('edXMLHeader');
  const message = header?.one('MessageHeader');
  if (envelope === undefined || header === undefined || message === undefined) {
    throw new KyguiError('EDXML_NOT_QCVN102', { shape: 'thiếu MessageHeader' });
  }
  top.rest('AttachmentEncoded', 'edXMLBody', 'edXMLHeader');
  if (envelope !== top) envelope.rest('edXMLBody', 'AttachmentEncoded');
  const bare = [message.element, ...message.element.children].find((element) => element.prefix === '');
  if (bare !== undefined) warnings.add('WITHOUT_PREFIX', bare);
  return { header, message, envelope: envelope.element };
}

/** The first element that was understood by its name alone; what is in it is mostly the same. */
function noteNamespace(root: InElement, warnings: WarningList): void {
  const open = [root];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    if (element.uri === '') {
      warnings.add('NO_NAMESPACE', element);
      return;
    }
    open.push(...element.children.toReversed());
  }
}

/** Body and files do not belong in a status package. */
function noteParts(root: InElement, envelope: InElement, warnings: WarningList): void {
  for (const [element, name] of [
    [envelope, 'edXMLBody'],
    [root, 'AttachmentEncoded'],
  ] as const) {
    if (childrenNamed(element, name).length > 0) warnings.add('NOT_IN_STATUS', element, '', name);
  }
}

function noteManifests(envelope: InElement, manifests: readonly InElement[], warnings: WarningList): void {
  const [first, second] = manifests;
  if (first === undefined) warnings.add('MISSING', envelope, '', 'edXMLBody/edXMLManifest');
  if (second !== undefined) warnings.add('MANIFEST_SEVERAL', second, String(manifests.length));
  for (const manifest of manifests) {
    const { version } = manifest.attributes;
    if (version === undefined || version === '') warnings.add('MISSING', manifest, '', 'version');
    else if (version !== '1.0') warnings.add('MANIFEST_VERSION', manifest, version, 'version');
  }
}

function findAttachments(root: InElement, envelope: InElement, warnings: WarningList) {
  const bodies = childrenNamed(envelope, 'edXMLBody');
  const manifests = bodies.flatMap((body) => childrenNamed(body, 'edXMLManifest'));
  const references = manifests.flatMap((manifest) => childrenNamed(manifest, 'Reference'));
  noteManifests(envelope, manifests, warnings);
  for (const element of [...bodies, ...manifests]) {
    const known = element.local === 'edXMLBody' ? 'edXMLManifest' : 'Reference';
    new Fields(element, warnings).rest(known, 'AttachmentEncoded');
  }
  const inPlace = childrenNamed(root, 'AttachmentEncoded');
  const misplaced = [envelope, ...bodies]
    .filter((element) => element !== root)
    .flatMap((element) => childrenNamed(element, 'AttachmentEncoded'));
  const blocks = [...inPlace, ...misplaced];
  for (const [index, block] of blocks.entries()) {
    if (index > 0) warnings.add('DUPLICATE_ELEMENT', block);
    if (misplaced.includes(block)) warnings.add('ATTACHMENT_PLACE', block);
    new Fields(block, warnings).rest('Attachment');
  }
  return {
    references,
    hasManifest: manifests.length > 0,
    attachments: blocks.flatMap((block) => childrenNamed(block, 'Attachment')),
  };
}
