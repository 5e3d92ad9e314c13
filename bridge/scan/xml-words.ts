import { setImmediate as turn } from 'node:timers/promises';
import { SaxesParser } from 'saxes';

/** The words of one part of an office document. */
export interface PartWords {
  /** A line for each paragraph, heading, cell or line break. */
  text: string;
  /** Each value of a metadata part by itself. */
  values: string[];
}

/** Elements, by local name, behind which a line ends: WordprocessingML, DrawingML, SpreadsheetML, OpenDocument. */
const LINE_ENDS: ReadonlySet<string> = new Set([
  'p',
  'h',
  'br',
  'cr',
  'line-break',
  'si',
  'is',
  'tc',
  'table-cell',
]);
const SPACES: Readonly<Record<string, string>> = { tab: '\t', s: ' ' };
/** Where OOXML keeps what people read; everything else are numbers, codes and places. */
const OOXML_TEXT: ReadonlySet<string> = new Set(['t', 'delText']);
/** Printed on each page of a sheet (ECMA-376 18.3.1.36 to 40), with codes among the words: place, font, size, colour, page. */
const SHEET_HEADER = /^(?:odd|even|first)(?:Header|Footer)$/u;
const HEADER_CODE = /&(?:"[^"]*"|K[0-9A-F]{6}|K\d{2}[+-]\d{3}|\d+|[A-Z])/gu;
const PIECE = 1 << 16;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads a part piece by piece, so that other work goes on beside a large one. Entities and DOCTYPE are errors.
 * @throws for XML that is not well formed
 */
export async function xmlWords(xml: string, kind: 'ooxml' | 'odf' | 'metadata'): Promise<PartWords> {
  const parser = new SaxesParser();
  const open: string[] = [];
  const parts: string[] = [];
  const values: string[] = [];
  let value = '';
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('DOCTYPE');
  });
  parser.on('opentag', ({ name, attributes }) => {
    const local = localName(name);
    // A watermark of Word: words drawn along a line (ECMA-376 19.1.2.23).
    if (local === 'textpath' && attributes.string) parts.push('\n', attributes.string, '\n');
    open.push(local);
    value = '';
    const space = SPACES[local];
    if (space !== undefined) parts.push(space);
  });
  parser.on('text', (text) => {
    value += text;
    if (kind === 'odf' || (kind === 'ooxml' && OOXML_TEXT.has(open.at(-1) ?? ''))) parts.push(text);
  });
  parser.on('closetag', () => {
    const local = open.pop() ?? '';
    if (kind === 'metadata' && value.trim() !== '') values.push(value.trim());
    if (kind === 'ooxml' && SHEET_HEADER.test(local))
      parts.push('\n', value.replace(HEADER_CODE, '\n'), '\n');
    // The value of a cell is a word where a formula made it.
    if (kind === 'ooxml' && local === 'v' && /\p{L}/u.test(value)) parts.push(value, '\n');
    value = '';
    if (LINE_ENDS.has(local)) parts.push('\n');
  });
  for (let at = 0; at < xml.length; at += PIECE) {
    parser.write(xml.slice(at, at + PIECE));
    await turn();
  }
  parser.close();
  return { text: parts.join(''), values };
}
