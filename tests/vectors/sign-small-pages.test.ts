/** @needs openssl pdfsig qpdf pdftocairo mutool */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, rgb } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgePdf } from '../../bridge/pdf/judge/judge.ts';
import { expectSoundSignedPdf } from './expect-sound-signed-pdf.ts';
import { makePng } from './make-pdf.ts';
import { signForTest } from './sign-for-test.ts';
import { createIdentity, type TestIdentity } from './test-signer.ts';

const folder = mkdtempSync(join(tmpdir(), 'kygui-small-'));
const at = (name: string) => join(folder, name);
let leader: TestIdentity;

beforeAll(() => {
  leader = createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One page of this size in points, signed once without a picture. */
async function signedPage(name: string, width: number, height: number): Promise<string> {
  const document = await PDFDocument.create();
  document
    .addPage([width, height])
    .drawRectangle({ width: width * 0.9, height: height * 0.9, color: rgb(0.8, 0.9, 1) });
  writeFileSync(at(`${name}-0.pdf`), await document.save({ useObjectStreams: false }));
  await signForTest(at(`${name}-0.pdf`), at(`${name}-1.pdf`), leader, { role: 'plain' });
  return at(`${name}-1.pdf`);
}

describe('a page that was signed stays to be seen', () => {
  test.each([
    ['a receipt', 160, 200],
    ['a visiting card', 250, 150],
    ['a picture of an inch', 72, 72],
    ['a strip', 800, 30],
    ['a page of three points', 3, 3],
    ['a page of one point', 1, 1],
  ])('on %s the picture of the next signature is made to fit', async (name, width, height) => {
    const before = await signedPage(name, width, height);
    const after = at(`${name}-2.pdf`);
    const { prepared } = await signForTest(before, after, leader, { role: 'plain', visible: true });
    expectSoundSignedPdf(before, after, { rootPem: leader.rootPem, stamps: prepared.placements });
    expect(await judgePdf(after, { trust: null })).toMatchObject({ sound: true });
  });

  test('a picture that would hide it is refused before the token is asked, and the file is as it was', async () => {
    const before = await signedPage('hidden', 595, 842);
    const hides = { page: 1, rect: { x: 0, y: 0, width: 595, height: 842 } };
    const image = makePng(595, 842, [255, 255, 255]);
    await expect(
      signForTest(before, at('hidden-2.pdf'), leader, { role: 'approve', image, given: [hides] }),
    ).rejects.toMatchObject({ code: 'PDF_PLACE_COVERS_PAGE', details: { page: 1 } });
  });

  test('the pictures of many signers together hide no more than a third of it', async () => {
    let before = await signedPage('many', 595, 842);
    const image = makePng(500, 150, [90, 90, 90]);
    const place = (turn: number) => ({
      page: 1,
      rect: { x: 0, y: 20 + turn * 160, width: 500, height: 150 },
    });
    const sign = async (turn: number) => {
      const after = at(`many-${turn + 2}.pdf`);
      await signForTest(before, after, leader, { role: 'approve', image, given: [place(turn)] });
      before = after;
    };
    await sign(0);
    await sign(1);
    expect(await judgePdf(before, { trust: null })).toMatchObject({ sound: true });
    await expect(sign(2)).rejects.toMatchObject({ code: 'PDF_PLACE_COVERS_PAGE' });
  });

  test('who signs first hides nothing that was signed', async () => {
    const document = await PDFDocument.create();
    document.addPage([200, 100]);
    writeFileSync(at('first.pdf'), await document.save());
    const given = [{ page: 1, rect: { x: 0, y: 0, width: 200, height: 100 } }];
    await signForTest(at('first.pdf'), at('first-1.pdf'), leader, { role: 'plain', visible: true, given });
    expect(await judgePdf(at('first-1.pdf'), { trust: null })).toMatchObject({ sound: true });
  });
});
