/** What the first bytes look like. */
export type Detected =
  | 'pdf'
  | 'zip'
  | 'ole'
  | 'rtf'
  | 'png'
  | 'jpeg'
  | 'gif'
  | 'tiff'
  | 'xml'
  | 'program'
  | 'text'
  | 'unknown';

/** Bytes that the detection looks at. */
export const SNIFF_LENGTH = 1024;

const MAGIC: readonly (readonly [Detected, readonly number[]])[] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['ole', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['rtf', [0x7b, 0x5c, 0x72, 0x74, 0x66]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', [0x4d, 0x4d, 0x00, 0x2a]],
  ['program', [0x4d, 0x5a]],
  ['program', [0x7f, 0x45, 0x4c, 0x46]],
];

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Kind of a file by its first bytes; a PDF may have up to 1024 bytes in front of its header. */
export function sniff(head: Uint8Array): Detected {
  for (const [kind, magic] of MAGIC) if (startsWith(head, magic)) return kind;
  const text = latin1(head.subarray(0, SNIFF_LENGTH));
  if (text.includes('%PDF-')) return 'pdf';
  const shown = text.replace(/^\u00ef\u00bb\u00bf/u, '').trimStart();
  if (shown.startsWith('<?xml') || /^<[A-Za-z][\w:.-]*[\s>]/u.test(shown)) return 'xml';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes tell data from text
  return head.length > 0 && !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/u.test(text) ? 'text' : 'unknown';
}

/** Kinds of content that fit an extension; extensions not listed are not judged. */
const FITTING: Readonly<Record<string, readonly Detected[]>> = {
  pdf: ['pdf'],
  zip: ['zip'],
  docx: ['zip'],
  xlsx: ['zip'],
  pptx: ['zip'],
  odt: ['zip'],
  ods: ['zip'],
  doc: ['ole', 'rtf', 'xml', 'text'],
  xls: ['ole', 'xml', 'text'],
  ppt: ['ole'],
  rtf: ['rtf'],
  png: ['png'],
  jpg: ['jpeg'],
  jpeg: ['jpeg'],
  gif: ['gif'],
  tif: ['tiff'],
  tiff: ['tiff'],
  xml: ['xml', 'text'],
  edxml: ['xml', 'text'],
  txt: ['text', 'xml', 'unknown'],
  csv: ['text', 'unknown'],
};

export function fitsExtension(detected: Detected, extension: string): boolean {
  return FITTING[extension]?.includes(detected) ?? true;
}

/** A PDF that went through a text decoder: its binary comment line reads as U+FFFD (`25 EF BF BD EF BF BD`). */
export function isTranscodedPdf(head: Uint8Array): boolean {
  const text = latin1(head);
  const at = text.indexOf('%PDF-');
  return at >= 0 && /^%PDF-[^\r\n]*[\r\n]+%\u00ef\u00bf\u00bd\u00ef\u00bf\u00bd/u.test(text.slice(at));
}

/** True when the head is that of an edXML package. */
export function looksLikePackage(head: Uint8Array): boolean {
  return latin1(head).includes('QCVN_102_2016');
}
