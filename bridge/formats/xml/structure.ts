import type { FormatReason } from '../verdict.ts';
import type { XmlElement } from './document.ts';
import { DSIG } from './names.ts';

/** A signature that cannot be read in one way only. */
export class XmlSignatureError extends Error {
  readonly reason: FormatReason;

  constructor(reason: FormatReason) {
    super(reason);
    this.reason = reason;
  }
}

/** Child elements; text between them may only be white space. */
export function childrenOf(element: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of element.children) {
    if (child.kind === 'element') found.push(child);
    else if (child.kind === 'text' && child.text.trim() !== '') {
      throw new XmlSignatureError('XML_SIGNATURE_MALFORMED');
    }
  }
  return found;
}

/** The one child of a name; null when there is none. Two of them are an error. */
export function childOf(element: XmlElement, local: string, uri: string = DSIG): XmlElement | null {
  const found = childrenOf(element).filter((one) => one.uri === uri && one.local === local);
  if (found.length > 1) throw new XmlSignatureError('XML_SIGNATURE_MALFORMED');
  return found[0] ?? null;
}

/** Text of an element that holds nothing else: a comment in the middle of a digest is read differently by others. */
export function strictText(element: XmlElement): string {
  return element.children
    .map((child) => {
      if (child.kind !== 'text') throw new XmlSignatureError('XML_SIGNATURE_MALFORMED');
      return child.text;
    })
    .join('')
    .trim();
}

/** Bytes of a base64 text; white space between the characters is allowed, nothing else. */
export function bytesOf(element: XmlElement): Uint8Array {
  const text = strictText(element).replace(/[ \t\r\n]+/gu, '');
  if (text === '' || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/u.test(text)) {
    throw new XmlSignatureError('XML_SIGNATURE_MALFORMED');
  }
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
