import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { prepareSignature } from '../../bridge/pdf/prepare.ts';
import { readPrintedText } from '../../bridge/pdf/printed-text.ts';
import { libraries, SIGNING_TIME } from './sign-for-test.ts';

/** Letters of before Unicode: the file calls the codes Western letters, only the font's name tells. */
const folder = mkdtempSync(join(tmpdir(), 'kygui-legacy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A one-page letter; each line is `[font, x, y, text as its codes look in Western letters]`. */
function letter(fonts: Record<string, string>, lines: readonly [string, number, number, string][]): string {
  const content = lines
    .map(
      ([font, x, y, text]) =>
        `BT /${font} 13 Tf 1 0 0 1 ${x} ${y} Tm <${Buffer.from(text, 'latin1').toString('hex')}> Tj ET`,
    )
    .join('\n');
  const fontText = Object.entries(fonts)
    .map(
      ([name, base]) =>
        `/${name} << /Type /Font /Subtype /TrueType /BaseFont /${base} /Encoding /WinAnsiEncoding >>`,
    )
    .join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << ${fontText} >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const start = text.length;
  text += `xref\n0 5\n0000000000 65535 f \n${rows}trailer << /Size 5 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  const path = join(folder, `${Object.values(fonts).join('-').replace(/\W/gu, '')}.pdf`);
  writeFileSync(path, text, 'latin1');
  return path;
}

const tcvn3 = (fonts: Record<string, string>) =>
  letter(fonts, [
    ['H', 300, 800, 'céng hßa x· héi chñ nghÜa viÖt nam'],
    ['T', 340, 780, '§éc lËp - Tù do - H¹nh phóc'],
    ['T', 80, 760, 'Sè:       /UBND-VP'],
    ['T', 330, 740, 'Hµ Néi, ngµy     th¸ng     n¨m 2026'],
    ['T', 80, 300, 'N¬i nhËn:'],
    ['T', 80, 280, '- L­u: VT.'],
    ['H', 360, 300, 'chñ tÞch'],
    ['T', 360, 200, 'NguyÔn V¨n MÉu'],
  ]);

const vni = (fonts: Record<string, string>) =>
  letter(fonts, [
    ['T', 300, 800, 'COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM'],
    ['T', 340, 780, 'Ñoäc laäp - Töï do - Haïnh phuùc'],
    ['T', 80, 760, 'Soá:       /UBND-VP'],
    ['T', 330, 740, 'Haø Noäi, ngaøy     thaùng     naêm 2026'],
    ['T', 80, 300, 'Nôi nhaän:'],
    ['T', 80, 280, '- Löu: VT.'],
    ['T', 360, 300, 'CHUÛ TÒCH'],
    ['T', 360, 200, 'Nguyeãn Vaên Maãu'],
  ]);

test.each([
  ['TCVN3, by the names of its fonts', () => tcvn3({ H: '#2EVnTimeH', T: 'ABCDEF+#2EVnTime' })],
  ['TCVN3 in fonts that lost their names', () => tcvn3({ H: 'CIDFont+F1', T: 'F2' })],
  ['VNI, by the name of its font', () => vni({ T: 'ABCDEF+VNI-Times' })],
  ['VNI in a font that lost its name', () => vni({ T: 'F1' })],
])('%s: the letter is read, and number, date and signer find their places', async (_name, make) => {
  const path = make();
  const [text = ''] = readPrintedText(path, libraries.fonts);
  expect(text.toLowerCase()).toContain('cộng hòa xã hội chủ nghĩa việt nam');
  for (const words of [
    'Độc lập - Tự do - Hạnh phúc',
    'Hà Nội, ngày',
    'Nơi nhận:',
    '- Lưu: VT.',
    'Nguyễn Văn Mẫu',
  ])
    expect(text).toContain(words);
  const base = { signerName: 'Nguyễn Văn Mẫu', time: SIGNING_TIME };
  const issued = await prepareSignature(
    path,
    { ...base, role: 'issue', fields: { number: '15', date: '2026-01-05' }, showInformation: true },
    { libraries, drawPreviews: false },
  ).catch((error: unknown) => error);
  expect(issued).toMatchObject({
    placements: expect.arrayContaining([
      expect.objectContaining({ part: 'number', reason: 'number-line' }),
      expect.objectContaining({ part: 'date', reason: 'date-line' }),
    ]),
  });
  const approved = await prepareSignature(
    path,
    { ...base, role: 'approve', showInformation: true },
    { libraries, drawPreviews: false },
  ).catch((error: unknown) => error);
  expect(approved).toMatchObject({ placements: [{ reason: 'signer-name' }] });
});
