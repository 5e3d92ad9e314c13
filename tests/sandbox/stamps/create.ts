import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fontkit from '@pdf-lib/fontkit';
import { degrees, PDFDocument, type PDFFont, type PDFPage, rgb } from 'pdf-lib';

const run = promisify(execFile);
const MM = 72 / 25.4;
const fontFile = fileURLToPath(
  new URL('../../../bridge/pdf/drawing/fonts/LiberationSerif-Bold.ttf', import.meta.url),
);

export interface SandboxStamps {
  /** Blue handwriting on transparent ground. */
  signature: string;
  /** Red round seal, 36 mm, on transparent ground. */
  seal: string;
  sealWidthMm: number;
}

const blue = rgb(0.05, 0.16, 0.62);
const red = rgb(0.83, 0.07, 0.09);

/** A scrawl that belongs to nobody. */
function drawSignature(page: PDFPage): void {
  const strokes = [
    'M 10 62 C 20 20 34 6 40 22 C 46 40 22 78 20 84 C 30 60 52 20 62 18 C 70 18 58 52 62 60 C 66 64 78 40 84 40 C 90 40 84 60 90 60 C 98 60 104 40 110 42 C 116 46 108 62 116 62 C 130 62 150 40 176 34',
    'M 24 72 C 70 60 120 66 172 52',
  ];
  strokes.forEach((path, index) => {
    page.drawSvgPath(path, { x: 0, y: 100, borderColor: blue, borderWidth: index === 0 ? 2.6 : 1.8 });
  });
}

function drawRing(
  page: PDFPage,
  font: PDFFont,
  text: string,
  options: { radius: number; size: number; from: number; to: number },
): void {
  const centre = 18 * MM;
  const letters = [...text];
  letters.forEach((letter, index) => {
    const angle = options.from + ((options.to - options.from) * index) / (letters.length - 1);
    const upright = options.from > options.to;
    const width = font.widthOfTextAtSize(letter, options.size);
    const turn = upright ? angle - 90 : angle + 90;
    const radians = (angle * Math.PI) / 180;
    const towards = (turn * Math.PI) / 180;
    page.drawText(letter, {
      x: centre + Math.cos(radians) * options.radius - (Math.cos(towards) * width) / 2,
      y: centre + Math.sin(radians) * options.radius - (Math.sin(towards) * width) / 2,
      size: options.size,
      font,
      color: red,
      rotate: degrees(turn),
    });
  });
}

function drawSeal(
  page: PDFPage,
  font: PDFFont,
  lines: { around: string; below: string; centre: string[] },
): void {
  const centre = 18 * MM;
  page.drawCircle({ x: centre, y: centre, size: 17.4 * MM, borderColor: red, borderWidth: 2 });
  page.drawCircle({ x: centre, y: centre, size: 16.5 * MM, borderColor: red, borderWidth: 0.8 });
  page.drawCircle({ x: centre, y: centre, size: 11.3 * MM, borderColor: red, borderWidth: 0.8 });
  drawRing(page, font, lines.around, { radius: 12.9 * MM, size: 8.2, from: 205, to: -25 });
  drawRing(page, font, lines.below, { radius: 14.9 * MM, size: 6.6, from: 235, to: 305 });
  lines.centre.forEach((line, index) => {
    const size = 10;
    page.drawText(line, {
      x: centre - font.widthOfTextAtSize(line, size) / 2,
      y: centre + (lines.centre.length / 2 - index - 0.8) * 11.5,
      size,
      font,
      color: red,
    });
  });
}

async function toPng(
  draw: (document: PDFDocument) => Promise<void>,
  folder: string,
  name: string,
): Promise<string> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  await draw(document);
  const pdf = join(folder, `${name}.pdf`);
  await writeFile(pdf, await document.save());
  await run('pdftocairo', ['-png', '-transp', '-r', '300', '-singlefile', pdf, join(folder, name)]);
  return join(folder, `${name}.png`);
}

/** Draws a signature image and a seal of the sandbox's invented agency into `folder`, as PNG with transparent ground. */
export async function createSandboxStamps(folder: string): Promise<SandboxStamps> {
  const fontBytes = await readFile(fontFile);
  const signature = await toPng(
    async (document) => {
      drawSignature(document.addPage([186, 100]));
    },
    folder,
    'chu-ky',
  );
  const seal = await toPng(
    async (document) => {
      const font = await document.embedFont(fontBytes, { subset: true });
      drawSeal(document.addPage([36 * MM, 36 * MM]), font, {
        around: 'ỦY BAN NHÂN DÂN XÃ MẪU A',
        below: 'TỈNH MẪU',
        centre: ['CON DẤU', 'THỬ'],
      });
    },
    folder,
    'con-dau',
  );
  return { signature, seal, sealWidthMm: 36 };
}
