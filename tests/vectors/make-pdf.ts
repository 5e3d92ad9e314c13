import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import fontkit from '@pdf-lib/fontkit';
import { degrees, PDFDocument, type PDFFont, PDFName, PDFNumber, rgb } from 'pdf-lib';
import { SOURCE_FONT_DIRECTORY } from '../../bridge/pdf/drawing/fonts.ts';

export interface LetterOptions {
  /** Pages before the one with the signature block. */
  pages?: number;
  rotate?: 0 | 90 | 180 | 270;
  userUnit?: number;
  /** Shifts the page's boxes so that user space does not start at 0. */
  origin?: { x: number; y: number };
  objectStreams?: boolean;
  number?: string;
}

const WIDTH = 595.28;
const HEIGHT = 841.89;

/** A letter of an invented agency with blanks for number, day and month, and room over the signer's name. */
export async function makeLetter(options: LetterOptions = {}): Promise<Uint8Array> {
  const { pages = 1, rotate = 0, userUnit = 1, origin = { x: 0, y: 0 } } = options;
  const document = await PDFDocument.create();
  document.registerFontkit(fontkit);
  const font = (style: string) =>
    document.embedFont(readFileSync(`${SOURCE_FONT_DIRECTORY}/LiberationSerif-${style}.ttf`), {
      subset: true,
    });
  const fonts = { regular: await font('Regular'), bold: await font('Bold'), italic: await font('Italic') };
  for (let number = 1; number <= pages; number++) {
    const sideways = rotate === 90 || rotate === 270;
    const width = (sideways ? HEIGHT : WIDTH) / userUnit;
    const height = (sideways ? WIDTH : HEIGHT) / userUnit;
    const page = document.addPage([width, height]);
    page.setRotation(degrees(rotate));
    if (userUnit !== 1) page.node.set(PDFName.of('UserUnit'), PDFNumber.of(userUnit));
    // Text is written upright for the reader, whatever the page's own axes are.
    const write = (text: string, x: number, y: number, size: number, font: PDFFont) => {
      const at = { 0: [x, y], 90: [HEIGHT - y, x], 180: [WIDTH - x, HEIGHT - y], 270: [y, WIDTH - x] }[
        rotate
      ];
      const [px = 0, py = 0] = at;
      page.drawText(text, {
        x: px / userUnit + origin.x,
        y: py / userUnit + origin.y,
        size: size / userUnit,
        font,
        color: rgb(0, 0, 0),
        rotate: degrees(rotate),
      });
    };
    if (origin.x !== 0 || origin.y !== 0) {
      page.setMediaBox(origin.x - 20, origin.y - 30, width + 50, height + 60);
      page.setCropBox(origin.x, origin.y, width, height);
    }
    if (number === 1) {
      write('SỞ NỘI VỤ MẪU', 110, 780, 12, fonts.bold);
      write(`Số: ${options.number ?? '         '}/SNV-VP`, 110, 740, 13, fonts.regular);
      write('Tỉnh Mẫu, ngày       tháng       năm 2026', 310, 740, 13, fonts.italic);
    }
    write(`Nội dung của trang ${number}, viết để thử.`, 85, 600, 14, fonts.regular);
    if (number === pages) {
      write('Trân trọng./.', 85, 570, 14, fonts.regular);
      write('Nơi nhận:', 85, 420, 12, fonts.bold);
      write('- Lưu: VT.', 85, 405, 11, fonts.regular);
      write('KT. GIÁM ĐỐC', 390, 420, 13, fonts.bold);
      write('PHÓ GIÁM ĐỐC', 385, 402, 13, fonts.bold);
      write('Nguyễn Văn Mẫu', 385, 310, 13, fonts.bold);
    }
  }
  return document.save({ useObjectStreams: options.objectStreams ?? false });
}

/** Runs qpdf over a file. */
export function qpdf(input: string, output: string, ...args: string[]): void {
  execFileSync('qpdf', [...args, input, output]);
}

/** A PNG of one colour with a transparent frame. */
export function makePng(
  width: number,
  height: number,
  [r, g, b]: readonly [number, number, number],
): Uint8Array {
  const rows: Buffer[] = [];
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(1 + width * 4);
    for (let x = 0; x < width; x++) {
      const edge = x < 2 || y < 2 || x >= width - 2 || y >= height - 2;
      row.set([r, g, b, edge ? 0 : 255], 1 + x * 4);
    }
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * A hybrid file as Word writes it (ISO 32000-2, 7.5.8.4): a table that calls the page free, and behind it an empty table
 * with a stream that says where the page is.
 */
export function makeHybrid(): Uint8Array {
  const parts: Buffer[] = [];
  let length = 0;
  const offsets: number[] = [];
  const put = (text: string | Buffer) => {
    const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
    parts.push(bytes);
    length += bytes.length;
  };
  const object = (number: number, text: string) => {
    offsets[number] = length;
    put(`${number} 0 obj\n${text}\nendobj\n`);
  };
  put('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n');
  object(1, '<< /Type /Catalog /Pages 2 0 R >>');
  object(2, '<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
  const inner = '3 0 << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>';
  const packed = deflateSync(Buffer.from(inner, 'latin1'));
  offsets[4] = length;
  put(`4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`);
  put(packed);
  put('\nendstream\nendobj\n');
  offsets[5] = length;
  const row = (type: number, second: number, third: number) => {
    const bytes = Buffer.alloc(7);
    bytes.writeUInt8(type, 0);
    bytes.writeUInt32BE(second, 1);
    bytes.writeUInt16BE(third, 5);
    return bytes;
  };
  const rows = Buffer.concat([row(2, 4, 0), row(1, offsets[4] ?? 0, 0)]);
  put(
    `5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 2] /Index [3 2] /Root 1 0 R /Length ${rows.length} >>\nstream\n`,
  );
  put(rows);
  put('\nendstream\nendobj\n');
  const xref = length;
  const line = (offset: number | undefined) => `${String(offset ?? 0).padStart(10, '0')} 00000 n \n`;
  put('xref\n0 6\n0000000003 65535 f \n');
  put(line(offsets[1]) + line(offsets[2]));
  put('0000000004 00000 f \n0000000000 00000 f \n');
  put(line(offsets[5]));
  const common = '/Size 6 /Root 1 0 R /ID [<00112233> <00112233>]';
  put(`trailer\n<< ${common} >>\nstartxref\n${xref}\n%%EOF\n`);
  const second = length;
  put(
    `xref\n0 0\ntrailer\n<< ${common} /Prev ${xref} /XRefStm ${offsets[5]} >>\nstartxref\n${second}\n%%EOF\n`,
  );
  return Buffer.concat(parts);
}

/** Puts bytes before the header; with `counted`, offsets in the file count from the first byte all the same. */
export function withPrefix(path: string, output: string, prefix: string): void {
  writeFileSync(output, Buffer.concat([Buffer.from(prefix, 'latin1'), readFileSync(path)]));
}
