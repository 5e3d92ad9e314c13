import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, PDFHexString, PDFName, PDFString } from 'pdf-lib';
import { afterAll, expect, it } from 'vitest';
import { FontLibrary } from '../drawing/fonts.ts';
import { ImageLibrary } from '../drawing/images.ts';
import { prepareSignature } from '../prepare.ts';

const folder = mkdtempSync(join(tmpdir(), 'kygui-certified-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const libraries = { fonts: new FontLibrary(), images: new ImageLibrary() };
const rect = (x: number) => ({ x, y: 600, width: 80, height: 20 });

/** Two pages under a certification of a level, as a writer of forms makes it; nobody judges its value here. */
async function certified(level: number): Promise<string> {
  const document = await PDFDocument.create();
  const [page] = [document.addPage(), document.addPage()];
  const { context } = document;
  const params = { Type: 'TransformParams', V: PDFName.of('1.2'), P: level };
  const signature = context.register(
    context.obj({
      Type: 'Sig',
      Filter: 'Adobe.PPKLite',
      SubFilter: 'ETSI.CAdES.detached',
      Contents: PDFHexString.of('00'),
      Reference: [{ Type: 'SigRef', TransformMethod: 'DocMDP', TransformParams: params }],
    }),
  );
  const field = context.register(
    context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      T: PDFString.of('ChungNhan'),
      Rect: [0, 0, 0, 0],
      P: page.ref,
      V: signature,
    }),
  );
  page.node.set(PDFName.of('Annots'), context.obj([field]));
  document.catalog.set(PDFName.of('AcroForm'), context.obj({ Fields: [field], SigFlags: 3 }));
  document.catalog.set(PDFName.of('Perms'), context.obj({ DocMDP: signature }));
  const path = join(folder, `level-${level}.pdf`);
  writeFileSync(path, await document.save({ useObjectStreams: false }));
  return path;
}

/** Number and date on page 1, the agency's mark on another. */
const issue = async (level: number, mark: number) =>
  prepareSignature(
    await certified(level),
    {
      role: 'issue',
      signerName: 'Sở Nội vụ Mẫu',
      time: Date.UTC(2026, 0, 5),
      fields: { number: '15', date: '2026-01-05' },
      showInformation: true,
      given: [
        { part: 'number', page: 1, rect: rect(80) },
        { part: 'date', page: 1, rect: rect(300) },
        { part: 'seal', page: mark, rect: { ...rect(80), y: 200, width: 200, height: 60 } },
      ],
    },
    { libraries },
  );

it('a certification that allows form filling and signatures lets no number stand beside the seal page', async () => {
  await expect(issue(2, 2)).rejects.toMatchObject({ code: 'PDF_PARTS_FORBIDDEN' });
  await expect(issue(1, 1)).rejects.toMatchObject({ code: 'PDF_LOCKED_BY_SIGNATURE' });
});

it('what lies on one page is one widget, which such a certification allows', async () => {
  const { stamps } = await issue(2, 1);
  expect(stamps).toHaveLength(1);
});

it('a certification that allows annotations lets them stand on two pages', async () => {
  const { stamps } = await issue(3, 2);
  expect(stamps.map(({ page }) => page)).toHaveLength(2);
});
