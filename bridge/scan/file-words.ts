import { open } from 'node:fs/promises';
import { SNIFF_LENGTH, sniff } from '../../shared/edxml/read/sniff.ts';
import { KyguiError } from '../../shared/errors.ts';
import { xmlWords } from './xml-words.ts';
import { type ByteSource, bufferSource, entryBytes, fileSource, zipEntries } from './zip-file.ts';

/** What a file says, as far as it can be searched; nothing of it is kept or logged. */
export interface FileWords {
  /** Lines of text; one string for each part or file inside. */
  pages: string[];
  /** Values of the metadata, and names of files inside. */
  names: string[];
  /** Files, or files inside, whose words nobody can tell: pictures, old formats, locked or damaged ones, too large ones. */
  unsearched: string[];
}

export interface FileWordsOptions {
  /** Text and properties of a PDF. */
  readPdf(bytes: Buffer | string): Promise<{ pages: readonly string[]; properties: readonly string[] }>;
}

/** What one file may cost, however it is packed: bytes after inflating, entries looked at, boxes in boxes. */
interface Budget {
  bytes: number;
  entries: number;
  depth: number;
}

const MEGABYTE = 1_048_576;
const BYTES_IN_ALL = 96 * MEGABYTE;
const BYTES_AT_ONCE = 24 * MEGABYTE;
const ENTRIES_IN_ALL = 3_000;
const DEPTH = 3;

/** Reads the words of a file on the disk. What cannot be read is listed. @throws PDF_READER_…, and what reading the disk throws */
export async function fileWords(path: string, name: string, options: FileWordsOptions): Promise<FileWords> {
  const words: FileWords = { pages: [], names: [], unsearched: [] };
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const source = fileSource(handle, size);
    const kind = sniff(await source.read(0, SNIFF_LENGTH));
    if (kind === 'pdf') await pdfWords(path, name, words, options);
    else
      await sourceWords(source, name, words, options, {
        bytes: BYTES_IN_ALL,
        entries: ENTRIES_IN_ALL,
        depth: DEPTH,
      });
  } finally {
    await handle.close();
  }
  return words;
}

/** The reader's process is at fault and not the file: nothing may be concluded. */
const isReaderTrouble = (thrown: unknown): boolean =>
  thrown instanceof KyguiError && thrown.code.startsWith('PDF_READER_');

async function pdfWords(
  file: Buffer | string,
  name: string,
  words: FileWords,
  { readPdf }: FileWordsOptions,
): Promise<void> {
  const read = await readPdf(file).catch((thrown: unknown) => {
    if (isReaderTrouble(thrown)) throw thrown;
    return null;
  });
  if (!read) {
    words.unsearched.push(name);
    return;
  }
  words.pages.push(...read.pages);
  words.names.push(...read.properties);
}

async function sourceWords(
  source: ByteSource,
  name: string,
  words: FileWords,
  options: FileWordsOptions,
  budget: Budget,
): Promise<void> {
  const head = await source.read(0, SNIFF_LENGTH);
  // UTF-16 with its mark, as old programs save text: for the detection it is full of zeros.
  const kind = /^(?:fffe|feff)/u.test(head.toString('hex', 0, 2)) ? 'text' : sniff(head);
  try {
    if (kind === 'zip') return await zipWords(source, name, words, options, budget);
    if (kind === 'text' || kind === 'xml' || kind === 'rtf') {
      if (source.size > BYTES_AT_ONCE) throw new Error('too large');
      const text = decoded(await source.read(0, source.size));
      words.pages.push(kind === 'text' ? text : kind === 'xml' ? withoutTags(text) : rtfText(text));
      return;
    }
    if (kind === 'pdf' && source.size <= BYTES_AT_ONCE)
      return await pdfWords(await source.read(0, source.size), name, words, options);
  } catch (thrown) {
    if (isReaderTrouble(thrown)) throw thrown;
    // Damaged, locked, or more than it may cost: told below.
  }
  words.unsearched.push(name);
}

/** Parts of OOXML without words for people. */
const WORDLESS =
  /(?:^|\/)(?:_rels|theme|activeX|customXml)\/|(?:^|\/)(?:styles|settings|webSettings|fontTable|numbering)\.xml$/u;
/** Pictures, sounds, fonts, settings of printers, and codes: what they say is seen in the document, or is nothing. */
const NO_PART_OF_WORDS =
  /\.(?:rels|png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|wdp|ico|mp[34]|wav|odttf|fntdata|ttf|otf|rdf|xba|xlb)$|(?:^|\/)(?:mimetype|layout-cache|ObjectReplacements\/[^/]*|printerSettings\d*\.bin|vbaProject\w*\.bin|calcChain\.bin)$/iu;
const METADATA = /^(?:docProps\/.*\.xml|meta\.xml)$/u;

/** @throws ZipUnreadable and what a part's XML throws: an office document counts as searched whole or not at all */
async function zipWords(
  source: ByteSource,
  name: string,
  words: FileWords,
  options: FileWordsOptions,
  budget: Budget,
): Promise<void> {
  const entries = await zipEntries(source);
  const names = new Set(entries.map((entry) => entry.name));
  const take = async (entry: (typeof entries)[number]): Promise<Buffer> => {
    if (budget.entries <= 0) throw new Error('too many');
    budget.entries -= 1;
    const bytes = await entryBytes(source, entry, Math.min(BYTES_AT_ONCE, budget.bytes));
    budget.bytes -= bytes.length;
    return bytes;
  };
  const isOoxml = names.has('[Content_Types].xml');
  const isOdf = !isOoxml && names.has('mimetype') && names.has('content.xml');
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue;
    // Names of parts know no upper and lower case (ECMA-376 part 2, 6.2.2.3).
    const isPart = (isOoxml || isOdf) && entry.name.toLowerCase().endsWith('.xml');
    if ((isOoxml || isOdf) && !isPart && NO_PART_OF_WORDS.test(entry.name)) continue;
    if (isPart) {
      if (isOoxml && WORDLESS.test(entry.name)) continue;
      const kind = METADATA.test(entry.name) ? 'metadata' : isOoxml ? 'ooxml' : 'odf';
      const { text, values } = await xmlWords(decoded(await take(entry)), kind);
      // In a table of data a bare "MAT" is the short name of a column more often than a stamp without marks.
      words.pages.push(entry.name.startsWith('xl/') ? text.replace(/^\s*MAT\s*$/gmu, '') : text);
      words.names.push(...values);
      continue;
    }
    // Of an office document: another one inside of it, or a part under a name of its own.
    words.names.push(entry.name.split('/').at(-1) ?? entry.name);
    const inside = `${name} → ${entry.name}`;
    if (budget.depth <= 1) {
      words.unsearched.push(inside);
      continue;
    }
    const bytes = await take(entry).catch(() => null);
    if (bytes === null) words.unsearched.push(inside);
    else {
      budget.depth -= 1;
      await sourceWords(bufferSource(bytes), inside, words, options, budget);
      budget.depth += 1;
    }
  }
}

/** UTF-8 or, with its mark, UTF-16; old character sets stay as bytes, whose stamps the rules know too. */
function decoded(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** Words of HTML or XML: tags within a line part nothing, others end a line; letters written as numbers are letters. */
const withoutTags = (text: string): string =>
  text
    .replace(/<\/?(?:b|i|u|em|strong|span|font|w:r|w:t|text:span)(?:\s[^<>]*)?>/giu, '')
    .replace(/<[^<>]*>/gu, '\n')
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/giu, (whole, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/&nbsp;/giu, ' ');

/** Words of RTF 1.9: `\uN` with its stand-in, `\'hh`, ends of paragraphs, lines and cells; other controls say nothing. */
function rtfText(text: string): string {
  return (
    text
      .replace(/\\(?:par|line|cell|row|page|sect)(?![a-z])-?\d* ?/gu, '\u2029')
      .replace(/\\u(-?\d{1,5}) ?(?:\\'[0-9a-f]{2}|\?)?/giu, (_, code: string) =>
        String.fromCharCode(Number(code) & 0xffff),
      )
      .replace(/\\'([0-9a-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
      .replace(/\\tab\b ?/gu, '\t')
      .replace(/\\[a-z]+-?\d* ?|[{}]|\\\*/giu, '')
      // Ends of lines in the file are none of the text: programs break lines wherever they are long enough.
      .replace(/[\r\n]+/gu, '')
      .replaceAll('\u2029', '\n')
  );
}
