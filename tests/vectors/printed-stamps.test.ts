/** @needs openssl */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, PDFName, PDFString } from 'pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPrintedText } from '../../bridge/pdf/printed-text.ts';
import { makeLetter, makePng } from './make-pdf.ts';
import { libraries, signForTest } from './sign-for-test.ts';
import { createIdentity } from './test-signer.ts';

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-printed-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('number and day that a signature draws into the blanks are read as printed', async () => {
  writeFileSync(at('letter.pdf'), await makeLetter());
  const agency = createIdentity(folder, 'agency', 'Sở Nội vụ Mẫu');
  const fields = { number: '5', notation: 'SNV-VP', date: '2026-03-09' };
  const image = makePng(100, 100, [210, 20, 20]);
  await signForTest(at('letter.pdf'), at('issued.pdf'), agency, { role: 'issue', image, fields });
  const [page = ''] = readPrintedText(at('issued.pdf'), libraries.fonts);
  expect(page.replace(/ +/gu, ' ')).toMatch(/Số: 05 \/SNV-VP .*ngày 09 tháng 3 năm 2026/u);
});

test('words of a stamp annotation are words of the page', async () => {
  const pdf = await PDFDocument.create();
  const page = pdf.addPage([595, 842]);
  const font = await pdf.embedFont('Helvetica-Bold');
  const content = 'q BT /F 20 Tf 1 0 0 1 5 5 Tm (TUYET MAT) Tj ET Q';
  const stream = pdf.context.flateStream(content, {
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, 200, 40],
    Resources: { Font: { F: font.ref } },
  });
  const stamp = pdf.context.obj({
    Type: 'Annot',
    Subtype: 'Stamp',
    Rect: [300, 700, 400, 720],
    Contents: PDFString.of(''),
    AP: { N: pdf.context.register(stream) },
  });
  page.node.set(PDFName.of('Annots'), pdf.context.obj([pdf.context.register(stamp)]));
  writeFileSync(at('stamped.pdf'), await pdf.save());
  expect(readPrintedText(at('stamped.pdf'), libraries.fonts)).toEqual(['TUYET MAT']);
});
