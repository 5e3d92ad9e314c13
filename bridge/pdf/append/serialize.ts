import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFStream,
  PDFString,
} from 'pdf-lib';
import type { Encryption } from '../file/encryption.ts';
import { fromLatin1, latin1 } from '../file/syntax.ts';

/** Whose strings and streams are written: object keys depend on the number (ISO 32000-2, 7.6.3). */
export interface Cipher {
  encryption: Encryption;
  number: number;
  generation: number;
}

/** Bytes of a value as they are written to the file, encrypted when a cipher is given. */
export function serialize(value: PDFObject, cipher: Cipher | null): Uint8Array {
  if (value instanceof PDFStream) return serializeStream(value, cipher);
  return fromLatin1(serializeText(value, cipher));
}

/** {@link serialize} of anything but a stream, as text of one code unit per byte. */
export function serializeText(value: PDFObject, cipher: Cipher | null): string {
  if (value instanceof PDFDict) {
    const entries = value.entries().map(([key, item]) => `${key.toString()} ${serializeText(item, cipher)}`);
    return `<< ${entries.join(' ')} >>`;
  }
  if (value instanceof PDFArray) {
    return `[${value
      .asArray()
      .map((item) => serializeText(item, cipher))
      .join(' ')}]`;
  }
  if (value instanceof PDFHexString || value instanceof PDFString) {
    return cipher ? encryptedString(value.asBytes(), cipher) : value.toString();
  }
  const buffer = new Uint8Array(value.sizeInBytes());
  value.copyBytesInto(buffer, 0);
  return latin1(buffer);
}

/** A string of bytes in hexadecimal form, encrypted. */
export function encryptedString(bytes: Uint8Array, { encryption, number, generation }: Cipher): string {
  return `<${Buffer.from(encryption.encryptString(bytes, number, generation)).toString('hex')}>`;
}

function serializeStream(stream: PDFStream, cipher: Cipher | null): Uint8Array {
  const plain = stream.getContents();
  const data = cipher
    ? cipher.encryption.encryptStream(stream.dict, plain, cipher.number, cipher.generation)
    : plain;
  const dict = PDFDict.fromMapWithContext(new Map(stream.dict.entries()), stream.dict.context);
  // Content streams of pdf-lib set their filter only when they are written.
  stream.updateDict();
  for (const [key, item] of stream.dict.entries()) dict.set(key, item);
  dict.set(PDFName.of('Length'), PDFNumber.of(data.length));
  return Buffer.concat([
    Buffer.from(`${serializeText(dict, cipher)}\nstream\n`, 'latin1'),
    data,
    Buffer.from('\nendstream', 'latin1'),
  ]);
}
