import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { nodeEngine } from '../../bridge/edxml/engine.ts';
import { portableEngine } from '../../shared/edxml/portable-engine.ts';
import { readPackage } from '../../shared/edxml/read/read.ts';
import { memorySink } from '../../shared/edxml/read/sink.ts';
import { STATUS_CODES } from '../../shared/edxml/status-code.ts';
import { writePackage, writeStatus } from '../../shared/edxml/write.ts';
import {
  collect,
  goldenFiles,
  goldenPackage,
  goldenStatus,
  inPieces,
  PDF_STUB,
  sourceOf,
  TEXT_STUB,
  XLSX_STUB,
} from './edxml-letter.ts';

const KINDS = [0, 1, 2, 3] as const;
const ENGINES = { portable: portableEngine, node: nodeEngine };

function golden(name: string): Buffer {
  return readFileSync(new URL(`data/edxml/${name}.edxml`, import.meta.url));
}

/** One line for each element: path, namespace, prefix, attributes, text. */
function events(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  const stack: { line: string; text: string; place: number }[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', (tag) => {
    const attributes = Object.values(tag.attributes).map(({ name, value }) => `${name}=${value}`);
    const line = `${'.'.repeat(stack.length)}${tag.prefix}:${tag.local}{${tag.uri}}[${attributes.join(' ')}]`;
    stack.push({ line, text: '', place: lines.push('') - 1 });
  });
  parser.on('text', (text) => {
    const top = stack.at(-1);
    if (top !== undefined) top.text += text;
  });
  parser.on('closetag', () => {
    const top = stack.pop();
    if (top !== undefined) lines[top.place] = `${top.line} ${top.text.trim()}`;
  });
  parser.write(new TextDecoder().decode(bytes)).close();
  return lines;
}

/** Entry name's extension and content of a one-entry zip, read by hand from its directory. */
function unzipOnly(base64: string): string {
  const zip = Buffer.from(base64, 'base64');
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  expect(zip.readUInt16LE(end + 10)).toBe(1);
  const central = zip.readUInt32LE(end + 16);
  const name = zip.toString('utf8', central + 46, central + 46 + zip.readUInt16LE(central + 28));
  const start = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28);
  const content = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(central + 20)));
  return `${name.replace(/^.*\./u, '*.')} ${content.toString('hex')}`;
}

/** The three differences the yardstick allows, made equal. */
function comparable(bytes: Uint8Array): string[] {
  const lines = events(bytes);
  return lines.map((line, index) => {
    const inReference = lines
      .slice(Math.max(0, index - 2), index)
      .some((before) => before.includes(':Reference{'));
    if (line.includes('edXML:ContentType{') && inReference) return line.replace(/\] .*/u, '] (ContentType)');
    const payload = /ContentTransferEncoded.*\] (UEsD.*)$/u.exec(line);
    return payload ? line.replace(payload[1] ?? '', unzipOnly(payload[1] ?? '')) : line;
  });
}

describe.each(Object.entries(ENGINES))('with the %s engine', (_name, engine) => {
  test.each(KINDS)('a package of kind %i is equivalent to the reference file', async (kind) => {
    const sources = goldenFiles(kind).map(sourceOf);
    const written = await collect(writePackage(goldenPackage(kind), sources, { engine }));
    expect(comparable(written)).toEqual(comparable(golden(`sdk-type${kind}`)));
    const text = new TextDecoder().decode(written);
    expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\r\n<edXML ')).toBe(true);
    expect(text.endsWith('</edXML>\r\n')).toBe(true);
  });

  test.each(KINDS)('the reference file of kind %i gives back its values', async (kind) => {
    const bytes = golden(`sdk-type${kind}`);
    for (const size of [1, 7, 4096, bytes.length]) {
      const read = await readPackage(inPieces(bytes, size), memorySink, { engine });
      if (read.kind !== 'edoc') throw new Error('not a document');
      expect(read.package).toEqual(goldenPackage(kind));
      expect(read.original).toEqual({
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      });
      expect(read.files.map((file) => Buffer.from(file?.bytes ?? []))).toEqual(
        (kind === 0 ? [PDF_STUB, XLSX_STUB, TEXT_STUB] : [PDF_STUB]).map((file) => Buffer.from(file)),
      );
      expect(read.attachments.map((attachment) => attachment.failure)).toEqual(
        read.files.map(() => undefined),
      );
      expect(read.warnings.filter((warning) => warning.code !== 'CONTENT_TYPE_WRONG')).toEqual([]);
    }
  });
});

test('the raw PDF whose Reference says zip is taken by its bytes, with a notice', async () => {
  const read = await readPackage(inPieces(golden('sdk-type0'), 999), memorySink);
  expect(read.warnings.map((warning) => `${warning.severity} ${warning.code}`)).toEqual([
    'notice CONTENT_TYPE_WRONG',
  ]);
});

test('the wrapped xlsx that itself begins like a zip is unwrapped once, not twice', async () => {
  const read = await readPackage(inPieces(golden('sdk-type0'), 999), memorySink);
  if (read.kind !== 'edoc') throw new Error('not a document');
  expect(read.attachments[1]).toMatchObject({
    name: 'bang.xlsx',
    size: 6,
    detected: 'zip',
    unwrappedFrom: 'abdf7e53-1305-4412-8e0a-5dd4ff54ebcd.xlsx',
    sha256: createHash('sha256').update(XLSX_STUB).digest('hex'),
  });
});

test.each(STATUS_CODES)('status %s is equivalent to the reference file and read back', async (code) => {
  const bytes = golden(`sdk-status${code}`);
  expect(events(writeStatus(goldenStatus(code)))).toEqual(events(bytes));
  const read = await readPackage(inPieces(bytes, 64), memorySink);
  expect(read).toMatchObject({ kind: 'status', package: goldenStatus(code), warnings: [] });
});

test.each(KINDS)('kind %i goes through the .net profile and comes back the same', async (kind) => {
  const sources = goldenFiles(kind).map(sourceOf);
  const written = await collect(writePackage(goldenPackage(kind), sources, { profile: '.net' }));
  const read = await readPackage(inPieces(written, 100), memorySink);
  if (read.kind !== 'edoc') throw new Error('not a document');
  expect(read.package).toEqual(goldenPackage(kind));
  expect(read.warnings).toEqual([]);
  expect(Buffer.from(read.files[0]?.bytes ?? [])).toEqual(Buffer.from(PDF_STUB));
});

test('the .net profile writes the standard order, its attributes and present, empty elements', async () => {
  const model = goldenPackage(1);
  delete model.messageHeader.dueDate;
  model.messageHeader.toPlaces = [];
  model.messageHeader.otherInfo.appendixes = [];
  const written = await collect(writePackage(model, [sourceOf(PDF_STUB)], { profile: '.net' }));
  const lines = events(written);
  const names = (level: number) =>
    lines
      .filter((line) => /^\.+/u.exec(line)?.[0].length === level)
      .map((line) => /^\.*\w*:(\w+)/u.exec(line)?.[1]);
  const header = names(4);
  expect(header.slice(0, 15)).toEqual([
    'From',
    'To',
    'To',
    'Code',
    'PromulgationInfo',
    'DocumentType',
    'Subject',
    'Content',
    'SignerInfo',
    'DueDate',
    'ToPlaces',
    'OtherInfo',
    'ResponseFor',
    'SteeringType',
    'DocumentId',
  ]);
  expect(header.slice(15, 17)).toEqual(['TraceHeader', 'Bussiness']);
  const text = new TextDecoder().decode(written);
  expect(text).toContain('<edXML:DueDate />');
  expect(text).toContain('<edXML:ToPlaces />');
  expect(text).toContain('<edXML:Appendixes />');
  expect(text).toContain('<edXML:DigitalSignature />');
  expect(text).toMatch(
    /<edXML:TraceHeaderList id="[0-9a-f]{8}" version="1\.0" mustUnderstand="1" actor="http:\/\/schemas\.xmlsoap\.org\/soap\/actor\/next">/u,
  );
  expect(text).toMatch(/<ContentType>application\/pdf<\/ContentType>\s*<ContentId>id-1<\/ContentId>/u);
  expect(text).toMatch(/<ContentTransferEncoded>JVBERi0[^<]*<\/ContentTransferEncoded>\s*<AttachmentName>/u);
  expect(text).toContain('xlink:href="cid:id-1" xlink:role="XLinkRole" xlink:type="simple"');
});

test('the same letter is written with the same bytes again', async () => {
  const model = goldenPackage(0);
  for (const [index, attachment] of model.attachments.entries()) {
    attachment.contentId = `00000000-0000-4000-8000-00000000000${index}`;
  }
  const write = () => collect(writePackage(model, goldenFiles(0).map(sourceOf), { engine: nodeEngine }));
  expect(Buffer.compare(await write(), await write())).toBe(0);
});

test('a file that grew since it was checked stops the package', async () => {
  const source = { ...sourceOf(PDF_STUB), size: PDF_STUB.length - 1 };
  await expect(collect(writePackage(goldenPackage(1), [source]))).rejects.toMatchObject({
    code: 'EDXML_ATTACHMENT_CHANGED',
  });
});
