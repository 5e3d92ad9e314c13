/** An element on its way out: a qualified name, attributes in order, then either text or children. */
export interface OutElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly content: string | readonly OutElement[];
}

/** Characters that XML 1.0 §2.2 cannot carry even as references; the check before sending reports them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu;

/** Text for element content: NFC, XML-escaped only, never HTML-escaped. A CR is written as a reference or it would come back as LF. */
export function escapeText(text: string): string {
  return text
    .normalize('NFC')
    .replace(UNWRITABLE, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

const INDENT = '  ';
/** Line end of the reference writer. */
export const EOL = '\r\n';

/** `<name attributes>` without the closing part. */
export function openTag(element: Pick<OutElement, 'name' | 'attributes'>): string {
  const attributes = element.attributes.map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
  return `<${element.name}${attributes.join('')}`;
}

/** One element with everything in it, two spaces for each level, CRLF after each line. */
export function printElement(element: OutElement, level: number): string {
  const margin = INDENT.repeat(level);
  const open = `${margin}${openTag(element)}`;
  if (element.content.length === 0) return `${open} />${EOL}`;
  if (typeof element.content === 'string') {
    return `${open}>${escapeText(element.content)}</${element.name}>${EOL}`;
  }
  const inner = element.content.map((child) => printElement(child, level + 1)).join('');
  return `${open}>${EOL}${inner}${margin}</${element.name}>${EOL}`;
}
