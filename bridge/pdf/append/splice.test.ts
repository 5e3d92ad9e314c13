import { PDFContext, PDFDict } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { readIndirectObject } from '../file/indirect-object.ts';
import { DEFAULT_LIMITS } from '../file/limits.ts';
import { MemorySource } from '../file/source.ts';
import { Splice } from './splice.ts';

function withAnnotations(text: string): string {
  const source = new MemorySource(Buffer.from(`3 0 obj\n${text}\nendobj\n`, 'latin1'));
  const object = readIndirectObject(source, 0, PDFContext.create(), DEFAULT_LIMITS);
  if (!object || !(object.value instanceof PDFDict)) throw new Error('no dictionary');
  const splice = new Splice(object);
  splice.setKey(object.value, 'Annots', '[9 0 R]');
  return splice.text(null);
}

describe('a new key in the text of a dictionary', () => {
  it.each([
    ['<< /Type /Page >>', '<< /Type /Page /Annots [9 0 R]>>'],
    ['<</Type/Page>>', '<</Type/Page /Annots [9 0 R]>>'],
    ['<< /Annots null /Type /Page >>', '<< /Annots  [9 0 R] /Type /Page >>'],
    ['<< /Annots >>', '<< /Annots  [9 0 R]>>'],
    ['<< /Type /Page word >>', '<< /Type /Page word /Annots [9 0 R]>>'],
    ['<< /Type /Page /Last >>', '<< /Annots [9 0 R]  /Type /Page /Last >>'],
  ])('%s', (before, after) => {
    expect(withAnnotations(before)).toBe(after);
  });
});
