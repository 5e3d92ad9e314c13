import { PDFDict, PDFHexString, PDFString } from 'pdf-lib';
import { SaxesParser } from 'saxes';
import { FileStream } from './file/file-stream.ts';
import { isDamage, type PdfFile } from './file/pdf-file.ts';

/** Properties that programs set by themselves, names of people among them: they say nothing of the content. */
const NOT_OF_THE_CONTENT = new Set([
  ...['Author', 'Creator', 'Producer', 'CreationDate', 'ModDate', 'Trapped', 'Company', 'Manager'],
  ...['creator', 'CreatorTool', 'CreateDate', 'ModifyDate', 'MetadataDate', 'DocumentID', 'InstanceID'],
  ...['OriginalDocumentID', 'History', 'DerivedFrom', 'Thumbnails', 'format', 'xmptk', 'about', 'lang'],
]);
const CONTAINERS = new Set(['xmpmeta', 'RDF', 'Description', 'Alt', 'Seq', 'Bag', 'li']);
const ONE_LINE = new Set(['title', 'subject', 'keywords', 'description']);
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * What a file says of itself beside its pages: title, subject, keywords and an office's own properties from the
 * information dictionary (ISO 32000-2, 14.3.3) and the XMP packet of the catalog (14.3.2), each line once, own
 * properties as `name: value`. A damaged entry says nothing; it never hinders reading the pages.
 */
export function readDocumentProperties(file: PdfFile): string[] {
  const found = [...tolerant(() => infoOf(file)), ...tolerant(() => packetOf(file))];
  const lines = found.flatMap(([name, value]) =>
    value
      .normalize('NFC')
      .split(/[\r\n\u2028\u2029]+/u)
      .filter((line) => line.trim() !== '')
      .map((line) => (ONE_LINE.has(name.toLowerCase()) ? line.trim() : `${name}: ${line.trim()}`)),
  );
  return [...new Set(lines)];
}

type Property = readonly [name: string, value: string];

function tolerant(read: () => Property[]): Property[] {
  try {
    return read();
  } catch (thrown) {
    if (isDamage(thrown)) return [];
    throw thrown;
  }
}

function infoOf({ latest }: PdfFile): Property[] {
  const info = latest.get(latest.trailer, 'Info');
  if (!(info instanceof PDFDict)) return [];
  return info.entries().flatMap(([key, item]): Property[] => {
    const name = new TextDecoder().decode(key.asBytes());
    const value = latest.resolve(item);
    const isText = value instanceof PDFHexString || value instanceof PDFString;
    return isText && !NOT_OF_THE_CONTENT.has(name) ? [[name, textOf(value)]] : [];
  });
}

/** UTF-8 as well, with its mark (PDF 2.0) or, as many writers do, without. */
function textOf(value: PDFHexString | PDFString): string {
  const bytes = value.asBytes();
  const isWide = (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe);
  if (isWide) return value.decodeText();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return value.decodeText();
  }
}

function packetOf({ latest }: PdfFile): Property[] {
  const packet = latest.get(latest.catalog, 'Metadata');
  if (!(packet instanceof FileStream)) return [];
  const data = latest.streamBytes(packet).data.subarray(0, MOST_BYTES);
  const wide = data[0] === 0xfe ? 'utf-16be' : data[0] === 0xff ? 'utf-16le' : 'utf-8';
  const found: Property[] = [];
  const open: string[] = [];
  const note = (names: readonly string[], value: string) => {
    const name = names.filter((one) => !CONTAINERS.has(one)).at(-1) ?? '';
    if (!names.some((one) => NOT_OF_THE_CONTENT.has(one)) && value.trim() !== '') found.push([name, value]);
  };
  const parser = new SaxesParser();
  // A packet that is not well-formed is read as far as it goes: what it says counts all the same.
  parser.on('error', () => {});
  parser.on('opentag', (tag) => {
    open.push(localName(tag.name));
    for (const [name, value] of Object.entries(tag.attributes))
      if (!/^xmlns(?::|$)/u.test(name)) note([...open, localName(name)], value);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', (words) => note(open, words));
  parser.on('cdata', (words) => note(open, words));
  parser.write(new TextDecoder(wide).decode(data)).close();
  return found;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
