import { PDFHexString, PDFString } from 'pdf-lib';
import { KyguiError } from '../../../shared/errors.ts';
import { fromLatin1 } from '../file/syntax.ts';
import type { FieldLock } from './empty-field.ts';
import { type Cipher, serializeText } from './serialize.ts';

const RANGE_WIDTH = 46;

export interface SignatureTexts {
  /** PDF date; left out in document time-stamps. */
  time?: string;
  name?: string;
  reason?: string;
  location?: string;
}

/** What the field of a form asks of its signature. */
export interface SignatureForm {
  subFilter: 'ETSI.CAdES.detached' | 'adbe.pkcs7.detached';
  lock: FieldLock | null;
}

/** Texts of a signature dictionary before its numbers are known. */
export interface SignatureTemplate {
  text: Uint8Array;
  /** Where `[` of /ByteRange and `<` of /Contents stand in the text. */
  rangeAt: number;
  contentsAt: number;
  /** Bytes that /Contents can take. */
  capacity: number;
}

/**
 * A signature dictionary (ISO 32000-2, table 255) with room for /Contents, which is never encrypted.
 * @param kind `Sig` with ETSI.CAdES.detached, or `DocTimeStamp` with ETSI.RFC3161 (12.8.5).
 */
export function signatureTemplate(
  kind: 'Sig' | 'DocTimeStamp',
  capacity: number,
  texts: SignatureTexts,
  cipher: Cipher | null,
  form?: SignatureForm,
): SignatureTemplate {
  const subFilter = kind === 'Sig' ? (form?.subFilter ?? 'ETSI.CAdES.detached') : 'ETSI.RFC3161';
  const head = `<< /Type /${kind} /Filter /Adobe.PPKLite /SubFilter /${subFilter} /ByteRange `;
  const string = (key: string, value: string | undefined) =>
    value === undefined ? '' : ` /${key} ${serializeText(PDFHexString.fromText(value), cipher)}`;
  // A date is ASCII and stands as plain text, as every reader expects.
  const time = texts.time === undefined ? '' : ` /M ${serializeText(PDFString.of(texts.time), cipher)}`;
  const tail = `${time}${string('Name', texts.name)}${string('Reason', texts.reason)}${string('Location', texts.location)}${lockReference(form?.lock ?? null, cipher)} >>`;
  const middle = ' /Contents ';
  const contents = `<${'0'.repeat(capacity * 2)}>`;
  return {
    text: fromLatin1(head + ' '.repeat(RANGE_WIDTH) + middle + contents + tail),
    rangeAt: head.length,
    contentsAt: head.length + RANGE_WIDTH + middle.length,
    capacity,
  };
}

/** FieldMDP of the field's lock (ISO 32000-2, 12.8.2.4): what the author locked stays locked. */
function lockReference(lock: FieldLock | null, cipher: Cipher | null): string {
  if (!lock) return '';
  const names = lock.fields.map((name) => serializeText(PDFHexString.fromText(name), cipher)).join(' ');
  const fields = lock.action === 'All' ? '' : ` /Fields [${names}]`;
  const level = lock.permissions === null ? '' : ` /P ${lock.permissions}`;
  return (
    ` /Reference [<< /Type /SigRef /TransformMethod /FieldMDP /TransformParams ` +
    `<< /Type /TransformParams /V /1.2 /Action /${lock.action}${fields}${level} >> >>]`
  );
}

/** Where the gap of a signature lies in the whole file. */
export type ByteRange = readonly [0, number, number, number];

/** Writes /ByteRange into the increment and cuts it at the gap. Offsets are from the first byte of the file. */
export function closeByteRange(
  increment: Uint8Array,
  fileSize: number,
  dictionaryOffset: number,
  template: SignatureTemplate,
): { byteRange: ByteRange; before: Uint8Array; after: Uint8Array } {
  const gapStart = dictionaryOffset + template.contentsAt;
  const gapEnd = gapStart + template.capacity * 2 + 2;
  const byteRange: ByteRange = [0, gapStart, gapEnd, fileSize + increment.length - gapEnd];
  const text = `[${byteRange.join(' ')}]`.padEnd(RANGE_WIDTH, ' ');
  increment.set(fromLatin1(text), dictionaryOffset - fileSize + template.rangeAt);
  return {
    byteRange,
    before: increment.subarray(0, gapStart - fileSize),
    after: increment.subarray(gapEnd - fileSize),
  };
}

/** Writes the CMS into the gap. @throws PDF_SIGNATURE_TOO_LARGE */
export function fillContents(
  increment: Uint8Array,
  fileSize: number,
  byteRange: ByteRange,
  cms: Uint8Array,
): void {
  const [, gapStart, gapEnd] = byteRange;
  const hex = Buffer.from(cms).toString('hex');
  if (hex.length > gapEnd - gapStart - 2)
    throw new KyguiError('PDF_SIGNATURE_TOO_LARGE', { needed: cms.length });
  increment.set(fromLatin1(hex), gapStart + 1 - fileSize);
}
