import { dateLine, printedDate } from '../../../shared/document/day.ts';
import { printedCode, printedNumber } from '../../../shared/document/number.ts';
import type { StampPart } from '../../../shared/document/placement.ts';
import type { CopyKind } from '../../../shared/document/role.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { MM } from '../place/geometry.ts';
import type { SignatureRequest } from '../request.ts';
import type { FontLibrary } from './fonts.ts';
import { BLACK, type DrawItem, type Drawing } from './items.ts';
import { pngSize } from './png-size.ts';
import { type BlockLine, fittedBlock, textBlock } from './text-block.ts';
import { timeText } from './time-text.ts';

/** Texts that go into blanks of the form, each at its own place inside the part's box. */
export interface BlankFill {
  what: 'day' | 'month' | 'year' | 'number';
  /** What is missing of the value where the form has the rest: "26" behind "năm 20". */
  text?: string;
  /** Middle of the text, and base line; points from the box's lower left corner. */
  x: number;
  y: number;
  size: number;
}

/** One part of a role before its place is known. */
export interface PartDesign {
  part: StampPart;
  /** Points. */
  width: number;
  height: number;
  /** True when the part must keep its size (a seal is never scaled). */
  fixed: boolean;
  /** Draws into a box; `fills` when the place is a line of the form with blanks. */
  draw(width: number, height: number, fills: readonly BlankFill[] | undefined): Drawing;
}

const COPY_WORDS: Record<CopyKind, string> = {
  'sao-y': 'SAO Y',
  'sao-luc': 'SAO LỤC',
  'trich-sao': 'TRÍCH SAO',
};

/** Sizes of signing-rules 3: leader's image 15-20 mm high, initials 5-8 mm, a round seal of 36 mm when unknown. */
const LEADER_HEIGHT = 18 * MM;
const INITIAL_HEIGHT = 6.5 * MM;
const SEAL_WIDTH = 36 * MM;
const FORM_SIZE = 13;
const CORNER_SIZE = 10;
const INFORMATION = { width: 180, height: 52 };

/** The parts that a role draws, with their natural sizes; empty for an invisible signature. */
export function designParts(request: SignatureRequest, fonts: FontLibrary): PartDesign[] {
  if (request.visible === false) return [];
  switch (request.role) {
    case 'approve':
      return [imageOr(request, LEADER_HEIGHT, fonts)];
    case 'initial':
      return [
        request.image
          ? image(request, request.image, 'image', INITIAL_HEIGHT, fonts)
          : text(
              'text',
              [{ text: needed(request.fields.text, 'chữ nháy / initials'), style: 'italic' }],
              12,
              fonts,
            ),
      ];
    case 'issue':
      return [...numberPart(request, fonts), ...datePart(request, fonts), sealPart(request, fonts)];
    case 'appendix':
      return [text('text', appendixLines(request), CORNER_SIZE, fonts, 'right')];
    case 'copy':
      return [text('text', copyLines(request), CORNER_SIZE, fonts, 'right')];
    case 'receive':
      return [receiveFrame(request, fonts)];
    case 'comment':
      return [comment(request, fonts)];
    case 'plain': {
      const placed = request.given?.length || request.placements?.length || request.anchor;
      return request.visible === true || request.image || placed ? [information(request, fonts)] : [];
    }
  }
}

function needed(value: string | undefined, what: string): string {
  const trimmed = value?.normalize('NFC').trim() ?? '';
  if (trimmed === '') throw new KyguiError('PDF_STAMP_INCOMPLETE', { missing: what });
  return trimmed;
}

function text(
  part: StampPart,
  lines: readonly BlockLine[],
  size: number,
  fonts: FontLibrary,
  align: 'left' | 'right' = 'left',
): PartDesign {
  const block = textBlock(lines, size, align, fonts);
  return { part, width: block.width, height: block.height, fixed: true, draw: fitted(block) };
}

/** Puts a finished drawing into a box: at its own size when it fits, otherwise shrunk, never stretched. */
function fitted(drawing: Drawing): PartDesign['draw'] {
  return (width, height) => {
    const scale = Math.min(1, width / drawing.width, height / drawing.height);
    const dx = (width - drawing.width * scale) / 2;
    const dy = (height - drawing.height * scale) / 2;
    return { width, height, items: drawing.items.map((item) => scaled(item, scale, dx, dy)) };
  };
}

function scaled(item: DrawItem, scale: number, dx: number, dy: number): DrawItem {
  switch (item.kind) {
    case 'text':
      return { ...item, size: item.size * scale, x: item.x * scale + dx, y: item.y * scale + dy };
    case 'line':
      return {
        ...item,
        x1: item.x1 * scale + dx,
        y1: item.y1 * scale + dy,
        x2: item.x2 * scale + dx,
        y2: item.y2 * scale + dy,
      };
    default:
      return {
        ...item,
        x: item.x * scale + dx,
        y: item.y * scale + dy,
        width: item.width * scale,
        height: item.height * scale,
      };
  }
}

function imageOr(request: SignatureRequest, height: number, fonts: FontLibrary): PartDesign {
  if (!request.image) return information(request, fonts);
  return image(request, request.image, 'image', height, fonts);
}

function image(
  request: SignatureRequest,
  png: Uint8Array,
  part: StampPart,
  defaultHeight: number,
  fonts: FontLibrary,
): PartDesign {
  const pixels = pngSize(png);
  const width = request.imageWidthMm
    ? request.imageWidthMm * MM
    : (defaultHeight * pixels.width) / pixels.height;
  const height = (width * pixels.height) / pixels.width;
  if (request.showInformation) return { ...information(request, fonts), part };
  const drawing: Drawing = { width, height, items: [{ kind: 'image', png, x: 0, y: 0, width, height }] };
  return { part, width, height, fixed: false, draw: grown(drawing) };
}

/** An image fills its box as far as its proportion allows. */
function grown(drawing: Drawing): PartDesign['draw'] {
  return (width, height) => {
    const scale = Math.min(width / drawing.width, height / drawing.height);
    const dx = (width - drawing.width * scale) / 2;
    const dy = (height - drawing.height * scale) / 2;
    return { width, height, items: drawing.items.map((item) => scaled(item, scale, dx, dy)) };
  };
}

function sealPart(request: SignatureRequest, fonts: FontLibrary): PartDesign {
  const png = request.image;
  if (!png) return { ...information(request, fonts), part: 'seal' };
  const pixels = pngSize(png);
  const width = request.imageWidthMm ? request.imageWidthMm * MM : SEAL_WIDTH;
  const height = (width * pixels.height) / pixels.width;
  const seal: DrawItem = { kind: 'image', png, x: 0, y: 0, width, height };
  if (!request.showInformation) {
    // Real size always: a box of another size only says where the middle is.
    const draw = (boxWidth: number, boxHeight: number): Drawing => ({
      width: boxWidth,
      height: boxHeight,
      items: [{ ...seal, x: (boxWidth - width) / 2, y: (boxHeight - height) / 2 }],
    });
    return { part: 'seal', width, height, fixed: true, draw };
  }
  const block = textBlock([{ text: agency(request) }, { text: timeText(request.time) }], 8, 'left', fonts);
  const items = [
    { ...seal, y: block.height + 2 },
    ...block.items.map((item) => (item.kind === 'text' ? { ...item, x: item.x + 2 } : item)),
  ];
  const drawing = { width: Math.max(width, block.width + 4), height: height + block.height + 2, items };
  return { part: 'seal', width: drawing.width, height: drawing.height, fixed: true, draw: fitted(drawing) };
}

function numberPart(request: SignatureRequest, fonts: FontLibrary): PartDesign[] {
  const { number, notation } = request.fields;
  if (number === undefined || number.trim() === '') return [];
  const printed = printedNumber(number);
  const whole = `Số: ${notation ? printedCode(number, notation) : printed}`;
  const block = textBlock([{ text: whole.normalize('NFC') }], FORM_SIZE, 'left', fonts);
  return [
    {
      part: 'number',
      width: block.width,
      height: block.height,
      fixed: true,
      draw: (width, height, fills) =>
        fills
          ? filled(width, height, fills, { number: printed }, 'regular', fonts)
          : fitted(block)(width, height, fills),
    },
  ];
}

function datePart(request: SignatureRequest, fonts: FontLibrary): PartDesign[] {
  const { date } = request.fields;
  if (date === undefined) return [];
  const block = textBlock([{ text: dateLine(date), style: 'italic' }], FORM_SIZE, 'left', fonts);
  return [
    {
      part: 'date',
      width: block.width,
      height: block.height,
      fixed: true,
      draw: (width, height, fills) =>
        fills
          ? filled(width, height, fills, printedDate(date), 'italic', fonts)
          : fitted(block)(width, height, fills),
    },
  ];
}

function filled(
  width: number,
  height: number,
  fills: readonly BlankFill[],
  texts: Partial<Record<BlankFill['what'], string>>,
  style: 'regular' | 'italic',
  fonts: FontLibrary,
): Drawing {
  const items = fills.map((fill): DrawItem => {
    const value = (fill.text ?? texts[fill.what] ?? '').normalize('NFC');
    const x = fill.x - fonts.width(value, style, fill.size) / 2;
    return { kind: 'text', text: value, style, size: fill.size, colour: BLACK, x, y: fill.y };
  });
  return { width, height, items };
}

function appendixLines({ fields, time }: SignatureRequest): BlockLine[] {
  const number = needed(fields.number, 'số văn bản / number');
  const notation = needed(fields.notation, 'ký hiệu / notation');
  return [{ text: printedCode(number, notation).normalize('NFC') }, { text: timeText(time) }];
}

function copyLines(request: SignatureRequest): BlockLine[] {
  const { fields, time } = request;
  const lines = [
    { text: COPY_WORDS[fields.copyKind ?? 'sao-y'] },
    { text: agency(request) },
    { text: timeText(time) },
  ];
  if (fields.number) {
    const code = fields.notation ? printedCode(fields.number, fields.notation) : printedNumber(fields.number);
    lines.push({ text: `Số: ${code}`.normalize('NFC') });
  }
  return lines;
}

const agency = (request: SignatureRequest): string =>
  (request.fields.agencyName ?? request.signerName).normalize('NFC').trim();

/** Dấu ĐẾN, 50 mm wide and 35 mm high, with the register's number and day. */
function receiveFrame(request: SignatureRequest, fonts: FontLibrary): PartDesign {
  const width = 50 * MM;
  const height = 35 * MM;
  const number = needed(request.fields.number, 'số đến / register number');
  const { day, month, year } = printedDate(needed(request.fields.date, 'ngày đến / day of arrival'));
  const lines: { text: string; style: 'regular' | 'bold'; size: number; centred: boolean }[] = [
    { text: agency(request), style: 'bold', size: 9, centred: true },
    { text: 'ĐẾN', style: 'bold', size: 13, centred: true },
    { text: `Số: ${printedNumber(number)}`, style: 'regular', size: 10, centred: false },
    { text: `Ngày: ${day}/${month}/${year}`, style: 'regular', size: 10, centred: false },
    { text: `Chuyển: ${request.fields.text ?? ''}`.trim(), style: 'regular', size: 10, centred: false },
    {
      text: `Số và ký hiệu HS: ${request.fields.notation ?? ''}`.trim(),
      style: 'regular',
      size: 10,
      centred: false,
    },
  ];
  const items: DrawItem[] = [{ kind: 'frame', x: 0, y: 0, width, height, line: 1, colour: BLACK }];
  const margin = 4;
  const step = height / (lines.length + 0.4);
  for (const [index, line] of lines.entries()) {
    const value = line.text.normalize('NFC');
    const natural = fonts.width(value, line.style, line.size);
    const size = Math.min(line.size, (line.size * (width - 2 * margin)) / Math.max(natural, 1));
    const drawn = (natural * size) / line.size;
    const x = line.centred ? (width - drawn) / 2 : margin;
    const y = height - (index + 0.85) * step;
    items.push({ kind: 'text', text: value, style: line.style, size, colour: BLACK, x, y });
  }
  return { part: 'frame', width, height, fixed: true, draw: fitted({ width, height, items }) };
}

function comment(request: SignatureRequest, fonts: FontLibrary): PartDesign {
  // Name and time alone, where the caller says that there are no words.
  const wordless = request.showInformation === true && request.fields.text === undefined;
  const lines: BlockLine[] = [
    ...(wordless
      ? []
      : [{ text: needed(request.fields.text, 'nội dung bút phê / words'), style: 'italic' as const }]),
    { text: request.signerName.normalize('NFC'), style: 'bold' },
    { text: timeText(request.time) },
  ];
  const width = 170;
  // Tall enough for the words at 11 points and no taller.
  const natural = naturalHeight(lines, width, 11, fonts);
  return {
    part: 'text',
    width,
    height: natural,
    fixed: false,
    draw: (boxWidth, boxHeight) => fittedBlock(lines, boxWidth, boxHeight, 12, fonts),
  };
}

function naturalHeight(lines: readonly BlockLine[], width: number, size: number, fonts: FontLibrary): number {
  for (let height = 30; height < 700; height += 6) {
    const block = fittedBlock(lines, width, height, size, fonts);
    const [first] = block.items;
    if (first?.kind === 'text' && first.size >= size) return height;
  }
  return 700;
}

/** The template family of the incumbent: image in the left half, text in the right; image on top in upright boxes. */
function information(request: SignatureRequest, fonts: FontLibrary): PartDesign {
  const lines: BlockLine[] = [
    { text: `Người ký: ${request.signerName}`.normalize('NFC') },
    { text: `Thời gian ký: ${timeText(request.time)}` },
  ];
  const png = request.image;
  const draw = (width: number, height: number): Drawing => {
    const inset = Math.min(2, width / 10, height / 10);
    if (!png) {
      const block = fittedBlock(lines, width - 2 * inset, height - 2 * inset, 10, fonts);
      return { width, height, items: moved(block.items, inset, inset) };
    }
    const upright = height > width;
    const imageBox = upright ? { width, height: height / 2 } : { width: width / 2, height };
    const textBox = upright
      ? { x: inset, y: inset, width: width - 2 * inset, height: height / 2 - 2 * inset }
      : { x: width / 2 + inset, y: inset, width: width / 2 - 2 * inset, height: height - 2 * inset };
    const block = fittedBlock(lines, textBox.width, textBox.height, 10, fonts);
    const pixels = pngSize(png);
    const scale = Math.min(imageBox.width / pixels.width, imageBox.height / pixels.height);
    const drawn = { width: pixels.width * scale, height: pixels.height * scale };
    const picture: DrawItem = {
      kind: 'image',
      png,
      x: (imageBox.width - drawn.width) / 2,
      y: (upright ? height / 2 : 0) + (imageBox.height - drawn.height) / 2,
      ...drawn,
    };
    return { width, height, items: [picture, ...moved(block.items, textBox.x, textBox.y)] };
  };
  return { part: png ? 'image' : 'text', ...INFORMATION, fixed: false, draw };
}

function moved(items: readonly DrawItem[], dx: number, dy: number): DrawItem[] {
  return items.map((item) => scaled(item, 1, dx, dy));
}
