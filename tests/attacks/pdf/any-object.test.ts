import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { FileStream } from '../../../bridge/pdf/file/file-stream.ts';
import { PdfFile } from '../../../bridge/pdf/file/pdf-file.ts';
import type { PdfView } from '../../../bridge/pdf/file/pdf-view.ts';
import { MemorySource } from '../../../bridge/pdf/file/source.ts';
import { reasonWeight } from '../../../shared/document/verdict-reasons.ts';
import { LETTER, makeFile, revise, signFile, stream } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

/** A letter with everything that a letter may have: outlines, layers, names, labels, a tagged structure. */
const RICH = makeFile({
  ...LETTER,
  1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R /Outlines 20 0 R /OCProperties 22 0 R /Names 24 0 R /PageLabels 26 0 R /StructTreeRoot 27 0 R /Metadata 29 0 R /Dests 30 0 R >>',
  20: '<< /Type /Outlines /First 21 0 R /Last 21 0 R /Count 1 >>',
  21: '<< /Title (Muc 1) /Parent 20 0 R /Dest [3 0 R /Fit] >>',
  22: '<< /OCGs [23 0 R] /D << /ON [23 0 R] /Order [23 0 R] >> >>',
  23: '<< /Type /OCG /Name (Lop mau) >>',
  24: '<< /EmbeddedFiles << /Names [(a) 25 0 R] >> >>',
  25: '<< /Type /Filespec /F (phu-luc.txt) /EF << /F 31 0 R >> >>',
  26: '<< /Nums [0 << /S /D >>] >>',
  27: '<< /Type /StructTreeRoot /K 28 0 R >>',
  28: '<< /Type /StructElem /S /P /P 27 0 R /Pg 3 0 R /K 0 >>',
  29: stream(
    '/Type /Metadata /Subtype /XML',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" rdf:about=""><dc:title>Cong van mau</dc:title></rdf:Description></rdf:RDF></x:xmpmeta>',
  ),
  30: '<< /muc1 [3 0 R /Fit] >>',
  31: stream('/Type /EmbeddedFile', 'phu luc'),
});

/** What every program sets when it saves is no attack (ISO 32000-2, 14.3.3). */
const MAY_CHANGE = new Set(['6 del Producer', '6 del ModDate']);

function reachable(view: PdfView): number[] {
  const found = new Set<number>();
  const stack: PDFObject[] = [view.trailer];
  for (let value = stack.pop(); value; value = stack.pop()) {
    if (value instanceof PDFRef) {
      const target = found.has(value.objectNumber) ? undefined : view.resolve(value);
      found.add(value.objectNumber);
      if (target) stack.push(target);
    } else if (value instanceof PDFArray) stack.push(...value.asArray());
    else {
      const dict = value instanceof FileStream ? value.dict : value;
      if (dict instanceof PDFDict) stack.push(...dict.values());
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** Each object with one key taken out, one key made another, one key added, one byte of its data changed. */
function* mutations(view: PdfView, number: number): Generator<[string, Buffer]> {
  const value = view.object(number);
  const data = value instanceof FileStream ? Buffer.from(view.rawBytes(value)) : null;
  const dict = value instanceof FileStream ? value.dict : value;
  if (!(dict instanceof PDFDict)) return;
  const written = (entries: Map<PDFName, PDFObject>, bytes = data): Buffer => {
    const text = Buffer.from(PDFDict.fromMapWithContext(entries, dict.context).toString(), 'latin1');
    if (!bytes) return text;
    return Buffer.concat([text, Buffer.from('\nstream\n'), bytes, Buffer.from('\nendstream')]);
  };
  for (const key of dict.keys()) {
    const word = key.decodeText();
    if (data && word === 'Length') continue;
    const without = new Map(dict.entries());
    without.delete(key);
    yield [`del ${word}`, written(without)];
    yield [`set ${word}`, written(new Map([...dict.entries(), [key, PDFName.of('Khac')]]))];
  }
  yield ['add', written(new Map([...dict.entries(), [PDFName.of('Them'), PDFName.of('Khac')]]))];
  if (data) {
    const changed = Buffer.from(data);
    changed[0] = (changed[0] ?? 0) ^ 1;
    yield ['data', written(new Map(dict.entries()), changed)];
  }
}

describe('any object changed after signing', () => {
  const signed = signFile(RICH);
  const { latest } = PdfFile.open(new MemorySource(signed));

  it('is sound as long as nothing is changed', async () => {
    expect(await judged(signFile(signed, { signer: authority().agency }))).toMatchObject({ sound: true });
  });

  for (const number of reachable(latest)) {
    it(`object ${number}: every single change is seen`, async () => {
      let tried = 0;
      for (const [name, body] of mutations(latest, number)) {
        if (MAY_CHANGE.has(`${number} ${name}`)) continue;
        tried++;
        const changed = revise(signed, { [number]: body });
        const verdict = await judged(changed);
        const named = verdict.reasons.filter(
          (code) => reasonWeight(code) === 'unsound' && code !== 'LAST_SIGNATURE_NOT_WHOLE_FILE',
        );
        expect([number, name, verdict.sound]).toEqual([number, name, false]);
        expect(named, `${number} ${name}`).not.toEqual([]);
      }
      expect(tried).toBeGreaterThan(0);
    });
  }
});
