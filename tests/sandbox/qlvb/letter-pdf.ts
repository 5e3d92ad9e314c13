import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, type PDFFont, type PDFPage, rgb } from 'pdf-lib';

/** What is printed on a sample letter; number, day and month stay blank, as a draft leaves the drafter's desk. */
export interface PrintedLetter {
  parentAgency: string;
  agency: string;
  notation: string;
  place: string;
  year: number;
  subject: string;
  addressees: readonly string[];
  body: readonly string[];
  authority: readonly string[];
  signer: string;
  toPlaces: readonly string[];
}

/** The product draws with three styles; the fourth is needed by the printed letter alone and lies beside it. */
const FONT_FOLDERS = ['../../../bridge/pdf/drawing/fonts/', './fonts/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

async function fontBytes(name: string): Promise<Uint8Array> {
  const path = FONT_FOLDERS.map((folder) => `${folder}${name}`).find(existsSync);
  if (!path) throw new Error(`Font ${name} is not beside the code`);
  return readFile(path);
}

/** A4 in points; margins of Nghị định 30/2020/NĐ-CP, Phụ lục I: left 30 mm, right 20 mm, top and bottom 20 mm. */
const PAGE = { width: 595.28, height: 841.89, left: 85.04, right: 56.69, top: 56.69 };
const INK = rgb(0, 0, 0);

interface Fonts {
  regular: PDFFont;
  bold: PDFFont;
  italic: PDFFont;
  boldItalic: PDFFont;
}

function centred(page: PDFPage, text: string, font: PDFFont, size: number, centre: number, y: number): void {
  page.drawText(text, { x: centre - font.widthOfTextAtSize(text, size) / 2, y, size, font, color: INK });
}

function wrapped(text: string, font: PDFFont, size: number, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  let room = width - indent;
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, size) > room && line !== '') {
      lines.push(line);
      line = word;
      room = width;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  return lines;
}

function drawHeading(page: PDFPage, letter: PrintedLetter, fonts: Fonts): number {
  const leftCentre = 175;
  const rightCentre = 405;
  let y = PAGE.height - PAGE.top - 12;
  centred(page, letter.parentAgency, fonts.regular, 12, leftCentre, y);
  centred(page, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', fonts.bold, 11.5, rightCentre, y);
  y -= 15;
  centred(page, letter.agency, fonts.bold, 12, leftCentre, y);
  centred(page, 'Độc lập - Tự do - Hạnh phúc', fonts.bold, 13, rightCentre, y);
  y -= 5;
  page.drawLine({
    start: { x: leftCentre - 35, y },
    end: { x: leftCentre + 35, y },
    thickness: 0.7,
    color: INK,
  });
  page.drawLine({
    start: { x: rightCentre - 80, y },
    end: { x: rightCentre + 80, y },
    thickness: 0.7,
    color: INK,
  });
  y -= 20;
  centred(page, `Số:          /${letter.notation}`, fonts.regular, 13, leftCentre, y);
  centred(
    page,
    `${letter.place}, ngày       tháng       năm ${letter.year}`,
    fonts.italic,
    13,
    rightCentre,
    y,
  );
  y -= 18;
  for (const line of wrapped(`V/v ${letter.subject}`, fonts.regular, 12, 185, 0)) {
    centred(page, line, fonts.regular, 12, leftCentre, y);
    y -= 14;
  }
  return y - 16;
}

function drawAddressees(page: PDFPage, letter: PrintedLetter, fonts: Fonts, top: number): number {
  let y = top;
  const x = 190;
  page.drawText('Kính gửi:', { x: x - 62, y, size: 14, font: fonts.regular, color: INK });
  for (const [index, addressee] of letter.addressees.entries()) {
    const end = index === letter.addressees.length - 1 ? '.' : ';';
    page.drawText(`- ${addressee}${end}`, { x, y, size: 14, font: fonts.regular, color: INK });
    y -= 19;
  }
  return y - 10;
}

function drawBody(page: PDFPage, letter: PrintedLetter, fonts: Fonts, top: number): number {
  let y = top;
  const width = PAGE.width - PAGE.left - PAGE.right;
  for (const paragraph of letter.body) {
    for (const [index, line] of wrapped(paragraph, fonts.regular, 14, width, 28).entries()) {
      page.drawText(line, {
        x: PAGE.left + (index === 0 ? 28 : 0),
        y,
        size: 14,
        font: fonts.regular,
        color: INK,
      });
      y -= 19;
    }
    y -= 6;
  }
  return y - 8;
}

function drawFoot(page: PDFPage, letter: PrintedLetter, fonts: Fonts, top: number): void {
  let left = top;
  page.drawText('Nơi nhận:', { x: PAGE.left, y: left, size: 12, font: fonts.boldItalic, color: INK });
  for (const place of letter.toPlaces) {
    left -= 13;
    page.drawText(place, { x: PAGE.left, y: left, size: 11, font: fonts.regular, color: INK });
  }
  let right = top;
  const centre = 425;
  for (const line of letter.authority) {
    centred(page, line, fonts.bold, 14, centre, right);
    right -= 18;
  }
  // Room for the handwritten signature between title and name, about 25 mm (box 7c of the page plan).
  right -= 72;
  centred(page, letter.signer, fonts.bold, 14, centre, right);
}

/** A one-page official letter in the layout of NĐ 30/2020, with an embedded Vietnamese serif and a text layer. */
export async function letterPdf(letter: PrintedLetter): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const embed = async (name: string) => document.embedFont(await fontBytes(name), { subset: true });
  const fonts: Fonts = {
    regular: await embed('LiberationSerif-Regular.ttf'),
    bold: await embed('LiberationSerif-Bold.ttf'),
    italic: await embed('LiberationSerif-Italic.ttf'),
    boldItalic: await embed('LiberationSerif-BoldItalic.ttf'),
  };
  document.setTitle(letter.subject);
  document.setProducer('QLVB mẫu');
  const page = document.addPage([PAGE.width, PAGE.height]);
  let y = drawHeading(page, letter, fonts);
  y = drawAddressees(page, letter, fonts, y);
  y = drawBody(page, letter, fonts, y);
  drawFoot(page, letter, fonts, y - 12);
  return document.save();
}
