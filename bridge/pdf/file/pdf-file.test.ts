import { PDFDict, PDFDocument, PDFName, type PDFNumber } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { PdfFile } from './pdf-file.ts';
import { MemorySource } from './source.ts';
import { fromLatin1, latin1 } from './syntax.ts';

async function smallPdf(useObjectStreams: boolean): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([300, 400]).drawText('a');
  document.addPage([500, 600]);
  return document.save({ useObjectStreams });
}

const open = (bytes: Uint8Array, options = {}) => PdfFile.open(new MemorySource(bytes), options);
const patched = (bytes: Uint8Array, from: RegExp, to: string) => fromLatin1(latin1(bytes).replace(from, to));

/** A further revision that changes one object, with a table. */
function revise(bytes: Uint8Array, number: number, text: string): Uint8Array {
  const file = open(bytes);
  const offset = bytes.length;
  const object = `${number} 0 obj\n${text}\nendobj\n`;
  const xref = offset + object.length;
  const root = String(file.latest.trailer.get(PDFName.of('Root')));
  return fromLatin1(
    `${latin1(bytes)}${object}xref\n${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n` +
      `trailer\n<< /Size ${file.nextObjectNumber} /Root ${root} /Prev ${file.latest.revision.startxref} >>\n` +
      `startxref\n${xref}\n%%EOF\n`,
  );
}

describe('PdfFile', () => {
  it.each([false, true])('reads pages and trailers, object streams: %s', async (streams) => {
    const file = open(await smallPdf(streams));
    expect([...file.pages()].map((page) => page.mediaBox.width)).toEqual([300, 500]);
    expect(file.revisions).toHaveLength(1);
    expect(file.latest.revision).toMatchObject({
      kind: streams ? 'stream' : 'table',
      closed: true,
      ordered: true,
    });
    expect(file.latest.revision.end).toBe(file.size);
  });

  it('shows every revision by itself', async () => {
    const first = await smallPdf(false);
    const number = open(first).nextObjectNumber;
    const second = revise(first, number, '<< /V 1 >>');
    const third = revise(second, number, '<< /V 2 >>');
    const file = open(third);
    expect(file.revisions.map((one) => [one.start, one.end])).toEqual([
      [0, first.length],
      [first.length, second.length],
      [second.length, third.length],
    ]);
    expect(file.revisions.map((one) => one.numbers().includes(number))).toEqual([false, true, true]);
    const values = file.revisions.map((one) => {
      const object = file.view(one.index).object(number);
      return object instanceof PDFDict ? (object.get(PDFName.of('V')) as PDFNumber).asNumber() : null;
    });
    expect(values).toEqual([null, 1, 2]);
  });

  it('gives object numbers above the largest /Size of all trailers', async () => {
    const bytes = patched(await smallPdf(false), /\/Size \d+/u, '/Size 900');
    expect(open(bytes).nextObjectNumber).toBe(900);
  });

  it('counts offsets from the header when bytes stand before it', async () => {
    const bytes = fromLatin1(`rác\n${latin1(await smallPdf(false))}`);
    const file = open(bytes);
    expect([...file.pages()]).toHaveLength(2);
    expect(file.base).toBe(4);
  });

  it('refuses damaged cross references, and reads around them only when told and nothing is signed', async () => {
    const broken = patched(await smallPdf(false), /startxref\n\d+/u, 'startxref\n5');
    expect(() => open(broken)).toThrow(expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }));
    const file = open(broken, { damaged: 'when-unsigned' });
    expect(file.damage).toMatchObject({ code: 'PDF_XREF_DAMAGED' });
    expect([...file.pages()]).toHaveLength(2);
    const signed = fromLatin1(`${latin1(broken)}% /ByteRange [0 1 2 3]\nstartxref\n5\n%%EOF\n`);
    expect(() => open(signed, { damaged: 'when-unsigned' })).toThrow(
      expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }),
    );
  });

  it('gives no number of a lost object that is still named, when it reads around damage', async () => {
    const bytes = patched(await smallPdf(false), /startxref\n\d+/u, 'startxref\n5');
    const named = fromLatin1(latin1(bytes).replace('/Type /Catalog', '/Lost 77 0 R /Type /Catalog'));
    expect(open(named, { damaged: 'rebuild' }).nextObjectNumber).toBe(78);
  });

  it('does not read around damage what its encryption dictionary says is encrypted', async () => {
    const bytes = patched(await smallPdf(false), /startxref\n\d+/u, 'startxref\n5');
    const locked = fromLatin1(
      `${latin1(bytes)}\n70 0 obj\n<< /Filter /Standard /V 1 /O <00> /U <00> >>\nendobj\n`,
    );
    expect(() => open(locked, { damaged: 'rebuild' })).toThrow(
      expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }),
    );
  });

  it('refuses an entry that leads to another object', async () => {
    const bytes = await smallPdf(false);
    const file = open(
      patched(bytes, /(\d{10}) 00000 n \n(\d{10}) 00000 n \n/u, '$2 00000 n \n$1 00000 n \n'),
      {
        damaged: 'when-unsigned',
      },
    );
    expect(file.damage).not.toBeNull();
  });

  it('refuses a chain that runs in a circle', async () => {
    const bytes = await smallPdf(false);
    const at = open(bytes).latest.revision.startxref;
    const looped = patched(bytes, /trailer\s*<</u, `trailer\n<< /Prev ${at} `);
    expect(() => open(looped)).toThrow(expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }));
  });

  it.each(['', 'hello', 'PK\x03\x04 a zip', '<html></html>'])('calls %j no PDF', (text) => {
    expect(() => open(fromLatin1(text))).toThrow(expect.objectContaining({ code: 'PDF_NOT_PDF' }));
  });

  it('refuses a file over the limit', async () => {
    const bytes = await smallPdf(false);
    expect(() => open(bytes, { limits: { fileBytes: 100 } })).toThrow(
      expect.objectContaining({ code: 'PDF_LIMIT_EXCEEDED' }),
    );
  });
});
