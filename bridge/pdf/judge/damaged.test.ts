import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { MemorySource } from '../file/source.ts';
import { judgePdf } from './judge.ts';

/** A page without tables of its own kind, damaged by the change given. */
async function judgeDamagedPage(change: (text: string) => string) {
  const document = await PDFDocument.create();
  document.addPage();
  const bytes = await document.save({ useObjectStreams: false });
  const text = change(Buffer.from(bytes).toString('latin1'));
  return judgePdf(new MemorySource(Buffer.from(text, 'latin1')), { trust: null });
}

describe('a damaged file without a signature', () => {
  it.each([
    ['a startxref that leads nowhere', (text: string) => text.replace(/startxref\n\d+/u, 'startxref\n7')],
    ['entries that lead elsewhere', (text: string) => text.replace(/\d{10} 00000 n/gu, '0000000003 00000 n')],
  ])('is called unsigned and damaged: %s', async (_name, change) => {
    expect(await judgeDamagedPage(change)).toEqual({
      signed: false,
      sound: false,
      trusted: false,
      signatures: [],
      reasons: ['NOT_SIGNED', 'FILE_DAMAGED'],
    });
  });

  it('is called unreadable where a byte range stands in it', async () => {
    const verdict = await judgeDamagedPage((text) =>
      text.replace(/startxref\n\d+/u, '% /ByteRange [0 1 2 3]\nstartxref\n7'),
    );
    expect(verdict).toMatchObject({ signed: true, sound: false, reasons: ['FILE_UNREADABLE'] });
  });
});
