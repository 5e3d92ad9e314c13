import { PDFArray, PDFDict, type PDFObject, PDFRef } from 'pdf-lib';
import { FileStream } from './file-stream.ts';

/**
 * Everything that leads on from a value, references and what lies behind them, each object once.
 * @param read what a reference means
 * @param entries what is followed of a dictionary
 */
export function* reachable(
  from: PDFObject,
  read: (ref: PDFRef) => PDFObject | undefined,
  entries: (dict: PDFDict) => readonly PDFObject[] = (dict) => dict.values(),
): Generator<PDFObject> {
  const seen = new Set<number>();
  const open = [from];
  const add = (value: PDFObject | undefined) => {
    if (value && leadsOn(value)) open.push(value);
  };
  for (let value = open.pop(); value; value = open.pop()) {
    if (value instanceof PDFRef) {
      if (seen.has(value.objectNumber)) continue;
      seen.add(value.objectNumber);
      yield value;
      add(read(value));
      continue;
    }
    yield value;
    if (value instanceof PDFArray) for (const item of value.asArray()) add(item);
    const dict = value instanceof FileStream ? value.dict : value;
    if (dict instanceof PDFDict) for (const item of entries(dict)) add(item);
  }
}

/** Whether other objects can hang on a value. */
export const leadsOn = (value: PDFObject): boolean =>
  value instanceof PDFRef ||
  value instanceof PDFArray ||
  value instanceof PDFDict ||
  value instanceof FileStream;
