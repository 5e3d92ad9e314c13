import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertSendable } from '../../bridge/cli/sendable.ts';
import type { Bridge } from '../../bridge/compose.ts';
import { edxmlBuild } from '../../bridge/edxml/cli.ts';
import { readPackageFile } from '../../bridge/edxml/read-file.ts';
import { FontLibrary, SOURCE_FONT_DIRECTORY } from '../../bridge/pdf/drawing/fonts.ts';
import { MemorySource } from '../../bridge/pdf/file/source.ts';
import { checkGate } from '../../bridge/pdf/judge/gate.ts';
import { judgePdf } from '../../bridge/pdf/judge/judge.ts';
import { readDocumentText } from '../../bridge/pdf/printed-text.ts';
import { fileWords } from '../../bridge/scan/file-words.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { signedLetter } from './pdf/kit/document.ts';

/** Packages that were built elsewhere, at the gate of `kygui send`. */

let folder: string;
const fonts = new FontLibrary(fileURLToPath(new URL('../../bridge/pdf/drawing/fonts', import.meta.url)));
const bridge = {
  judge: {
    judge: (path: string) => judgePdf(path, { trust: null }),
    gate: (path: string) => checkGate(path, 'send', { trust: null }),
  },
  reader: {
    text: async (path: string) => readDocumentText(path, fonts),
    words: (path: string, name: string) =>
      fileWords(path, name, {
        readPdf: async (file) =>
          readDocumentText(typeof file === 'string' ? file : new MemorySource(file), fonts),
      }),
  },
} as unknown as Bridge;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-gate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function stamped(mark: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(fontkit);
  const font = await pdf.embedFont(readFileSync(`${SOURCE_FONT_DIRECTORY}/LiberationSerif-Bold.ttf`), {
    subset: true,
  });
  const page = pdf.addPage([595, 842]);
  page.drawText('ỦY BAN NHÂN DÂN XÃ MẪU', { x: 90, y: 780, size: 13, font });
  page.drawText(mark, { x: 90, y: 720, size: 13, font });
  return pdf.save();
}

let count = 0;
async function packed(file: Uint8Array, change: (text: string) => string = (text) => text) {
  count += 1;
  const at = (name: string) => join(folder, `${count}-${name}`);
  await writeFile(at('van-ban.pdf'), file);
  const spec = {
    from: { organId: 'H99.01', organName: 'Ủy ban nhân dân xã Mẫu Một' },
    recipients: [{ code: 'H99.02' }],
    number: '15',
    notation: 'UBND-VP',
    date: '2026-01-05',
    subject: 'V/v thử nghiệm liên thông',
    signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
    documentType: { type: 2, typeName: 'Công văn' },
    place: 'Mẫu',
    attachments: [{ path: `${count}-van-ban.pdf` }],
  };
  await writeFile(at('spec.json'), JSON.stringify(spec));
  await edxmlBuild(at('spec.json'), at('built.edxml'), '2026-01-05T09:00:00');
  await writeFile(at('sent.edxml'), change(await readFile(at('built.edxml'), 'utf8')));
  return readPackageFile(at('sent.edxml'), at('files'));
}

test('a package with a state-secret marking on a page of its file does not go out', async () => {
  const plain = await packed(await makeLetter());
  await expect(assertSendable(bridge, plain)).resolves.toMatchObject({ files: [{}], others: [] });
  const secret = await packed(await stamped('TUYỆT MẬT'));
  await expect(assertSendable(bridge, secret)).rejects.toMatchObject({ code: 'STATE_SECRET_MARK' });
});

test('a package whose file bears the marking in its metadata alone does not go out', async () => {
  const pdf = await PDFDocument.load(await makeLetter());
  pdf.setTitle('[MẬT] Báo cáo mẫu');
  const marked = await packed(await pdf.save());
  await expect(assertSendable(bridge, marked)).rejects.toMatchObject({ code: 'STATE_SECRET_MARK' });
});

test('a package whose subject got a state-secret marking after it was built does not go out', async () => {
  const marked = await packed(await makeLetter(), (text) => text.replace('V/v thử', '[MẬT] V/v thử'));
  await expect(assertSendable(bridge, marked)).rejects.toMatchObject({ code: 'STATE_SECRET_MARK' });
});

test('a package whose file was changed behind a signature does not go out', async () => {
  const signed = signedLetter();
  await expect(assertSendable(bridge, await packed(signed))).resolves.toMatchObject({
    files: [{}],
    others: [],
  });
  const bytes = Buffer.from(signed);
  const at = bytes.indexOf('/MediaBox');
  bytes.write('/MediaBoy', at);
  await expect(assertSendable(bridge, await packed(bytes))).rejects.toMatchObject({
    code: 'GATE_SIGNATURES_BROKEN',
  });
});
