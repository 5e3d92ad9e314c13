import { PDFArray, PDFDict, PDFHexString, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { SaxesParser } from 'saxes';
import { FileStream } from '../../file/file-stream.ts';
import type { PdfView } from '../../file/pdf-view.ts';
import type { Comparison } from './comparison.ts';
import { dictAt, entry, keysOf, nameOf, textOf } from './values.ts';

/** Entries of the information dictionary that any writer sets when it saves. */
const SET_BY_SAVING = new Set(['ModDate', 'Producer']);

/** Properties of XMP that any writer sets when it saves; all others are what the author said. */
const SET_BY_SAVING_XMP = new Set([
  'ModifyDate',
  'MetadataDate',
  'Producer',
  'InstanceID',
  'DocumentID',
  'History',
  'xmptk',
  'VersionID',
  'RenditionClass',
]);
/** What a packet made from nothing may say besides, and what the information dictionary says already. */
const NEUTRAL_XMP = new Set(['format', 'CreateDate', 'CreatorTool']);
const DEFAULT_LANGUAGE = 'x-default';

/** Compares the information dictionaries (ISO 32000-2, 14.3.3). */
export function compareInfo(comparison: Comparison): void {
  const { before, after } = comparison;
  const ref = before.trailer.get(PDFName.of('Info'));
  // The same bytes are not read: those that some programs write cannot be.
  const kept = ref instanceof PDFRef && ref === after.trailer.get(PDFName.of('Info'));
  if (kept && comparison.sameEntry(ref.objectNumber)) {
    comparison.belowSame(ref, 'Info', 'CHANGED_METADATA');
    return;
  }
  const old = dictAt(before, before.trailer, 'Info');
  const now = dictAt(after, after.trailer, 'Info');
  if (!old && !now) return;
  for (const key of new Set([...(old ? keysOf(old) : []), ...(now ? keysOf(now) : [])])) {
    // The dictionary may be a page's resources at the same time: an object under a name of it then draws something.
    const had = old ? entry(before, old, key) : undefined;
    const has = now ? entry(after, now, key) : undefined;
    const composite = had instanceof PDFDict || had instanceof FileStream || had instanceof PDFArray;
    const plain = !composite && (has === undefined || has instanceof PDFHexString);
    if (plain && (SET_BY_SAVING.has(key) || isSameText(had, has))) continue;
    if (plain && key === 'CreationDate' && !old?.has(PDFName.of(key))) continue;
    const empty = PDFDict.withContext((old ?? now ?? before.trailer).context);
    comparison.strictKey(old ?? empty, now ?? empty, key, 'Info', 'CHANGED_METADATA');
  }
  if (old !== now) comparison.allow('info', 'Info');
}

/** The same words, however encoded: programs of the iText family write all entries anew, names as strings. */
function isSameText(had: PDFObject | undefined, has: PDFObject | undefined): boolean {
  const before = nameOf(had) ?? textOf(had);
  return before !== null && before === textOf(has);
}

/** Compares the XMP packets of the catalog (ISO 32000-2, 14.3.2) without what every saving changes. */
export function compareMetadata(comparison: Comparison): void {
  const { before, after } = comparison;
  const path = 'Root.Metadata';
  const old = entry(before, before.catalog, 'Metadata');
  const now = entry(after, after.catalog, 'Metadata');
  if (old === now) return;
  if (!(now instanceof FileStream) || nameOf(entry(after, now.dict, 'Subtype')) !== 'XML') {
    comparison.strictKey(before.catalog, after.catalog, 'Metadata', 'Root', 'CHANGED_METADATA');
    return;
  }
  const had = old instanceof FileStream ? keysOf(old.dict) : [];
  for (const key of new Set([...had, ...keysOf(now.dict)])) {
    if (STREAM_KEYS.has(key) || (!(old instanceof FileStream) && NAMING_KEYS.has(key))) continue;
    const empty = PDFDict.withContext(now.dict.context);
    comparison.strictKey(
      old instanceof FileStream ? old.dict : empty,
      now.dict,
      key,
      path,
      'CHANGED_METADATA',
    );
  }
  const isKept =
    old instanceof FileStream &&
    Buffer.compare(before.streamBytes(old).data, after.streamBytes(now).data) === 0;
  if (isKept) return;
  const is = readProperties(after, now);
  const was = old instanceof FileStream ? readProperties(before, old) : [];
  if (!is || !was) {
    comparison.refuse('CHANGED_METADATA', 'not XMP', path);
    return;
  }
  const said = old instanceof FileStream ? is : is.filter((property) => !isKnown(before, property));
  if (JSON.stringify(said) !== JSON.stringify(was)) comparison.refuse('CHANGED_METADATA', 'properties', path);
  else comparison.allow('metadata', path);
}

function isKnown(view: PdfView, [path, value]: readonly [string, string]): boolean {
  if (NEUTRAL_XMP.has(path) || value === DEFAULT_LANGUAGE) return true;
  const info = view.readable(view.trailer.get(PDFName.of('Info')));
  if (!(info instanceof PDFDict)) return false;
  return info.values().some((said) => spaced(textOf(view.readable(said)) ?? '') === value);
}

const spaced = (words: string): string => words.replace(/\s+/gu, ' ').trim();

const STREAM_KEYS = new Set(['Length', 'Filter', 'DecodeParms']);
const NAMING_KEYS = new Set(['Type', 'Subtype']);
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Names and values of a packet without those set by saving, sorted; null when it is not well-formed. A property may be
 * an element or an attribute of its description, in any order, in one description or several (ISO 16684-1, 7): programs
 * of the iText family write all of it anew.
 */
function readProperties(view: PdfView, stream: FileStream): [string, string][] | null {
  const { data } = view.streamBytes(stream);
  if (data.length > MOST_BYTES) return null;
  const found: [string, string][] = [];
  const open: string[] = [];
  let root: string | null = null;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', (tag) => {
    root ??= tag.local;
    open.push(tag.local);
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns') note(attribute.local, attribute.value);
    }
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', (words) => {
    note(null, words);
  });
  parser.on('error', (error) => {
    throw error;
  });
  const note = (name: string | null, words: string) => {
    const value = spaced(words);
    const path = [...open, ...(name === null ? [] : [name])].filter((one) => !RDF_WRAPPERS.has(one));
    const says = value !== '' && !path.some((one) => SET_BY_SAVING_XMP.has(one) || SYNTAX.has(one));
    if (says) found.push([path.join('/'), value]);
  };
  try {
    // iText 2 writes the producer's UTF-16 into UTF-8.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(data).replaceAll('\0', '');
    parser.write(text.replace(/^\uFEFF/u, '')).close();
  } catch {
    return null;
  }
  return root === 'xmpmeta' || root === 'RDF' ? found.sort(byText) : null;
}

const byText = (one: readonly string[], other: readonly string[]): number =>
  String(one) < String(other) ? -1 : 1;

/** How a packet is written, not what it says. */
const SYNTAX = new Set(['about', 'parseType']);
const RDF_WRAPPERS = new Set(['xmpmeta', 'RDF', 'Description', 'Alt', 'Seq', 'Bag', 'li']);
