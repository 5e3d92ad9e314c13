import { KyguiError } from '../errors.ts';
import { attachmentForm, wrappedEntryName } from './attachment-form.ts';
import { encodeBase64Stream } from './base64-stream.ts';
import { EOL, escapeText, type OutElement, openTag, printElement } from './element.ts';
import type { EdxmlEngine } from './engine.ts';
import {
  messageHeaderElement,
  organisationElement,
  responseForElement,
  staffInfoElement,
  wireMoment,
} from './header-elements.ts';
import type { AttachmentMeta, DocumentPackage, StatusPackage } from './model.ts';
import { EDXML_PREFIX, QCVN102 } from './namespace.ts';
import { portableEngine } from './portable-engine.ts';
import { type ElementMaker, elementMaker, type WriterProfile } from './profile.ts';
import { traceHeaderListElement } from './trace-elements.ts';
import { type DosMoment, zipSingleEntry } from './zip-writer.ts';

/** The bytes of one attachment: read once, in order, `size` bytes in all. */
export interface AttachmentSource {
  open(): AsyncIterable<Uint8Array>;
  size: number;
}

export interface WriteOptions {
  profile?: WriterProfile;
  engine?: EdxmlEngine;
}

const DECLARATION = `<?xml version="1.0" encoding="UTF-8"?>${EOL}`;

function rootTag(profile: WriterProfile): string {
  const schema = [
    ['xmlns:xsi', 'http://www.w3.org/2001/XMLSchema-instance'],
    ['xmlns:xsd', 'http://www.w3.org/2001/XMLSchema'],
  ] as const;
  return openTag({
    name: 'edXML',
    attributes: [['xmlns', QCVN102], ...(profile === '.net' ? schema : [])],
  });
}

function envelope(make: ElementMaker, ...children: OutElement[]): OutElement {
  return make.always('edXMLEnvelope', [[`xmlns:${EDXML_PREFIX}`, QCVN102]], children);
}

function referenceElement(meta: AttachmentMeta, make: ElementMaker): OutElement {
  const contentId = make.text('ContentId', `cid:${meta.contentId}`);
  const contentType = make.text('ContentType', attachmentForm(meta.attachmentName).contentType);
  const description = make.text('Description', meta.description);
  const name = make.text('AttachmentName', meta.attachmentName);
  if (make.profile === 'java') return make.always('Reference', [], contentId, contentType, description, name);
  const attributes = [
    ['xmlns:xlink', 'http://www.w3.org/1999/xlink'],
    ['xlink:href', `cid:${meta.contentId}`],
    ['xlink:role', 'XLinkRole'],
    ['xlink:type', 'simple'],
  ] as const;
  return make.always('Reference', attributes, description, name, contentType, contentId);
}

/** Eight hexadecimal digits that depend on the letter alone: writing it again gives the same bytes. */
function listId(model: DocumentPackage, engine: EdxmlEngine): string {
  const hash = engine.sha256();
  hash.update(new TextEncoder().encode(model.messageHeader.documentId ?? model.messageHeader.subject));
  return hash.hex().slice(0, 8);
}

function entryMoment(model: DocumentPackage): DosMoment {
  const moment = model.traceHeaderList.traceHeaders[0]?.timestamp;
  const day = moment?.slice(0, 10) ?? model.messageHeader.promulgationInfo.promulgationDate ?? '1980-01-01';
  const [year = 1980, month = 1, dayOfMonth = 1] = day.split('-').map(Number);
  const [hour = 0, minute = 0, second = 0] = (moment?.slice(11) ?? '00:00:00').split(':').map(Number);
  return { year, month, day: dayOfMonth, hour, minute, second };
}

/** Fails when the file is not as long as it was when the letter was checked. */
async function* guarded(source: AttachmentSource, index: number): AsyncIterable<Uint8Array> {
  let read = 0;
  for await (const chunk of source.open()) {
    read += chunk.length;
    yield chunk;
  }
  if (read !== source.size) {
    throw new KyguiError('EDXML_ATTACHMENT_CHANGED', {
      index: index + 1,
      expected: source.size,
      actual: read,
    });
  }
}

function attachmentBytes(
  model: DocumentPackage,
  meta: AttachmentMeta,
  source: AttachmentSource,
  index: number,
  engine: EdxmlEngine,
): AsyncIterable<Uint8Array> {
  const form = attachmentForm(meta.attachmentName);
  const raw = guarded(source, index);
  if (!form.wrapped) return raw;
  const entryName = wrappedEntryName(meta.contentId, form.extension, engine.uuid);
  return zipSingleEntry(entryName, raw, entryMoment(model), engine);
}

/** Lines of an Attachment before and after its payload, without the payload's own line break. */
function attachmentFrame(meta: AttachmentMeta, profile: WriterProfile): { before: string; after: string } {
  const line = (name: string, value: string | undefined) => {
    if (value) return `      <${name}>${escapeText(value)}</${name}>${EOL}`;
    return profile === 'java' ? '' : `      <${name} />${EOL}`;
  };
  const name = line('AttachmentName', meta.attachmentName);
  const description = line('Description', meta.description);
  const type = line('ContentType', attachmentForm(meta.attachmentName).contentType);
  const close = `    </Attachment>${EOL}`;
  if (profile === '.net') {
    return {
      before: `    <Attachment>${EOL}${type}${line('ContentId', meta.contentId)}${description}      <ContentTransferEncoded>`,
      after: `</ContentTransferEncoded>${EOL}${name}${close}`,
    };
  }
  const payload = `${EDXML_PREFIX}:ContentTransferEncoded`;
  return {
    before: `    <Attachment>${EOL}${line('ContentId', `cid:${meta.contentId}`)}${name}${description}${type}      <${payload} xmlns:${EDXML_PREFIX}="${QCVN102}">`,
    after: `</${payload}>${EOL}${close}`,
  };
}

/**
 * A document package of any of the four kinds as UTF-8 bytes without BOM, to be read once. `attachments` stand
 * in the order of `model.attachments`. Memory does not grow with their size. Same model, same bytes, as long
 * as every contentId is a UUID.
 *
 * Errors: EDXML_ATTACHMENT_CHANGED when a file is not as long as announced; whatever `open()` throws.
 */
export async function* writePackage(
  model: DocumentPackage,
  attachments: readonly AttachmentSource[],
  options: WriteOptions = {},
): AsyncIterable<Uint8Array> {
  const { profile = 'java', engine = portableEngine } = options;
  if (attachments.length !== model.attachments.length) {
    throw new RangeError('one source for each attachment of the model');
  }
  const encoder = new TextEncoder();
  const make = elementMaker(profile);
  const header = make.always(
    'edXMLHeader',
    [],
    messageHeaderElement(model.messageHeader, make),
    traceHeaderListElement(model.traceHeaderList, listId(model, engine), make),
    profile === '.net' ? make.always('DigitalSignature', []) : undefined,
  );
  const manifest = make.always(
    'edXMLManifest',
    [['version', '1.0']],
    model.attachments.map((meta) => referenceElement(meta, make)),
  );
  const body = make.always('edXMLBody', [], manifest);

  yield encoder.encode(
    `${DECLARATION}${rootTag(profile)}>${EOL}${printElement(envelope(make, header, body), 1)}  <AttachmentEncoded>${EOL}`,
  );
  for (const [index, meta] of model.attachments.entries()) {
    const source = attachments[index];
    if (source === undefined) continue;
    const frame = attachmentFrame(meta, profile);
    yield encoder.encode(frame.before);
    yield* encodeBase64Stream(attachmentBytes(model, meta, source, index, engine), engine);
    yield encoder.encode(frame.after);
  }
  yield encoder.encode(`  </AttachmentEncoded>${EOL}</edXML>${EOL}`);
}

/** A status package as UTF-8 bytes without BOM. It has neither receivers, hops, body nor attachments. */
export function writeStatus(model: StatusPackage, options: WriteOptions = {}): Uint8Array {
  const { profile = 'java' } = options;
  const make = elementMaker(profile);
  const messageHeader = make.always(
    'MessageHeader',
    [],
    organisationElement('From', model.from, make),
    responseForElement(model.responseFor, make),
    model.staffInfo ? staffInfoElement(model.staffInfo, make) : undefined,
    make.text('StatusCode', model.statusCode),
    make.text('Description', model.description),
    make.text('Timestamp', wireMoment(model.timestamp)),
  );
  const header = make.always('edXMLHeader', [], messageHeader);
  const body = printElement(envelope(make, header), 1);
  return new TextEncoder().encode(`${DECLARATION}${rootTag(profile)}>${EOL}${body}</edXML>${EOL}`);
}
