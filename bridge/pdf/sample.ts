import { PDFDocument, type PDFFont, rgb } from 'pdf-lib';
import { type FontLibrary, type FontStyle, loadFontkit } from './drawing/fonts.ts';
import { MM } from './place/geometry.ts';

const A4 = { width: 210 * MM, height: 297 * MM };
const LEFT = 30 * MM;
const LINE = 20;

interface Line {
  text: string;
  style: FontStyle;
  size: number;
  /** Points above the line. */
  space?: number;
  centred?: boolean;
}

const LINES: readonly Line[] = [
  { text: 'VĂN BẢN KÝ THỬ', style: 'bold', size: 18, centred: true },
  { text: 'Sample for a first signature', style: 'italic', size: 12, centred: true },
  {
    text: 'Tệp này do Ký Gửi tạo ra để thử thiết bị ký số. Đây không phải văn bản của cơ quan,',
    style: 'regular',
    size: 13,
    space: 24,
  },
  { text: 'không có giá trị pháp lý và không được gửi đi đâu.', style: 'regular', size: 13 },
  {
    text: 'Ký được tệp này nghĩa là thiết bị, trình điều khiển, chứng thư số và mã PIN',
    style: 'regular',
    size: 13,
    space: 10,
  },
  { text: 'đều dùng được.', style: 'regular', size: 13 },
  {
    text: 'Made by Ký Gửi to try the signing token. It is no document of the office and is sent to nobody.',
    style: 'italic',
    size: 11,
    space: 18,
  },
];

/** One A4 page of our own that a person signs to try her token; nothing of the office stands in it. */
export async function samplePdf(fonts: FontLibrary): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.registerFontkit(loadFontkit());
  document.setTitle('Văn bản ký thử · Ký Gửi', { showInWindowTitleBar: true });
  document.setLanguage('vi-VN');
  const styles: FontStyle[] = ['regular', 'italic', 'bold'];
  const embedded = new Map<FontStyle, PDFFont>();
  for (const style of styles)
    embedded.set(style, await document.embedFont(fonts.get(style).bytes, { subset: true }));
  const page = document.addPage([A4.width, A4.height]);
  let y = A4.height - 40 * MM;
  for (const { text, style, size, space = 0, centred } of LINES) {
    const font = embedded.get(style);
    if (!font) continue;
    y -= space;
    const x = centred ? (A4.width - font.widthOfTextAtSize(text, size)) / 2 : LEFT;
    page.drawText(text.normalize('NFC'), { x, y, size, font, color: rgb(0.09, 0.13, 0.17) });
    y -= LINE;
  }
  return document.save({ useObjectStreams: false });
}
