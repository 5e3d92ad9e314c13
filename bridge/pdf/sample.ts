import { buildPreview, type DrawingLibraries } from './drawing/appearance.ts';
import type { FontStyle } from './drawing/fonts.ts';
import type { Colour, DrawItem } from './drawing/items.ts';
import { MM } from './place/geometry.ts';

const A4 = { width: 210 * MM, height: 297 * MM };
const LEFT = 30 * MM;
const LINE = 20;
const INK: Colour = [0.09, 0.13, 0.17];

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
export function samplePdf(libraries: DrawingLibraries): Promise<Uint8Array> {
  let y = A4.height - 40 * MM;
  const items = LINES.map(({ text, style, size, space = 0, centred }): DrawItem => {
    y -= space;
    const x = centred ? (A4.width - libraries.fonts.width(text, style, size)) / 2 : LEFT;
    const item = { kind: 'text', text: text.normalize('NFC'), style, size, colour: INK, x, y } as const;
    y -= LINE;
    return item;
  });
  return buildPreview({ ...A4, items }, libraries, {
    title: 'Văn bản ký thử · Ký Gửi',
    language: 'vi-VN',
  });
}
