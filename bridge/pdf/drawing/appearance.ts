import {
  PDFContext,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  type PDFRef,
  PDFWriter,
} from 'pdf-lib';
import type { FontLibrary, FontStyle } from './fonts.ts';
import { type ImageLibrary, registerImage } from './images.ts';
import type { Colour, DrawItem, Drawing } from './items.ts';
import type { EmbeddableFont } from './truetype/embedded-font.ts';

/** Fonts and images that live as long as the program. */
export interface DrawingLibraries {
  fonts: FontLibrary;
  images: ImageLibrary;
}

/** How a box is put on a page: turned against the page's /Rotate, shrunk by its /UserUnit. */
export interface FormPlacement {
  rotate: 0 | 90 | 180 | 270;
  userUnit: number;
}

export interface BuiltAppearance {
  /** Number of the form XObject. */
  form: PDFRef;
  /** Everything that must be written, final numbers, the form included. */
  objects: readonly (readonly [PDFRef, PDFObject])[];
}

/**
 * Builds one form XObject with its fonts and images; object numbers start at `firstNumber` and are final.
 * The form's /Matrix turns it so that it stands upright for the reader (ISO 32000-2, 12.5.5, algorithm 8.1).
 */
export async function buildAppearance(
  drawing: Drawing,
  placement: FormPlacement,
  firstNumber: number,
  libraries: DrawingLibraries,
): Promise<BuiltAppearance> {
  const context = PDFContext.create();
  context.largestObjectNumber = firstNumber - 1;
  const form = context.register(await paint(context, drawing, placement, libraries));
  const objects = context.enumerateIndirectObjects().sort(([a], [b]) => a.objectNumber - b.objectNumber);
  return { form, objects };
}

/** What a file of our own says of itself. */
export interface PageTitle {
  title: string;
  /** RFC 3066. */
  language: string;
}

/**
 * The same drawing as a page of its own, transparent, upright, of exactly the box's size: what the consent window
 * shows over the page. Same input, same bytes.
 */
export async function buildPreview(
  drawing: Drawing,
  libraries: DrawingLibraries,
  titled?: PageTitle,
): Promise<Uint8Array> {
  const context = PDFContext.create();
  const form = context.register(await paint(context, drawing, { rotate: 0, userUnit: 1 }, libraries));
  const pages = context.nextRef();
  const page = context.register(
    context.obj({
      Type: 'Page',
      Parent: pages,
      MediaBox: [0, 0, Math.max(drawing.width, 1), Math.max(drawing.height, 1)],
      Resources: { XObject: { S: form } },
      Contents: context.register(context.stream('/S Do')),
    }),
  );
  context.assign(pages, context.obj({ Type: 'Pages', Kids: [page], Count: 1 }));
  const catalog = { Type: 'Catalog', Pages: pages };
  if (titled) {
    context.trailerInfo.Info = context.register(context.obj({ Title: PDFHexString.fromText(titled.title) }));
  }
  context.trailerInfo.Root = context.register(
    context.obj(
      titled
        ? {
            ...catalog,
            Lang: PDFHexString.fromText(titled.language),
            ViewerPreferences: { DisplayDocTitle: true },
          }
        : catalog,
    ),
  );
  return PDFWriter.forContext(context, Number.POSITIVE_INFINITY).serializeToBuffer();
}

async function paint(
  context: PDFContext,
  drawing: Drawing,
  placement: FormPlacement,
  libraries: DrawingLibraries,
): Promise<PDFRawStream> {
  const fonts = embeddableFonts(drawing.items, libraries.fonts);
  const images = await embedImages(context, drawing.items, libraries.images);
  const content = contentOf(drawing.items, fonts, images.names);
  const dict = context.obj({
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, drawing.width, drawing.height],
    Matrix: [...matrixOf(placement)],
  });
  const resources = PDFDict.withContext(context);
  if (fonts.size > 0) {
    const entries = PDFDict.withContext(context);
    for (const one of fonts.values()) entries.set(PDFName.of(one.name), one.font.register(context));
    resources.set(PDFName.of('Font'), entries);
  }
  if (images.refs.size > 0) {
    const entries = PDFDict.withContext(context);
    for (const [name, ref] of images.refs) entries.set(PDFName.of(name), ref);
    resources.set(PDFName.of('XObject'), entries);
  }
  dict.set(PDFName.of('Resources'), resources);
  return PDFRawStream.of(dict, Buffer.from(content, 'latin1'));
}

function matrixOf({ rotate, userUnit }: FormPlacement): readonly number[] {
  const scale = 1 / userUnit;
  switch (rotate) {
    case 90:
      return [0, scale, -scale, 0, 0, 0];
    case 180:
      return [-scale, 0, 0, -scale, 0, 0];
    case 270:
      return [0, -scale, scale, 0, 0, 0];
    default:
      return [scale, 0, 0, scale, 0, 0];
  }
}

interface NamedFont {
  name: string;
  font: EmbeddableFont;
}

function embeddableFonts(items: readonly DrawItem[], library: FontLibrary): Map<FontStyle, NamedFont> {
  const texts = new Map<FontStyle, string>();
  for (const item of items) {
    if (item.kind === 'text') texts.set(item.style, (texts.get(item.style) ?? '') + item.text);
  }
  return new Map(
    [...texts].map(([style, text], index) => [
      style,
      { name: `F${index + 1}`, font: library.embeddable(text, style) },
    ]),
  );
}

async function embedImages(
  context: PDFContext,
  items: readonly DrawItem[],
  library: ImageLibrary,
): Promise<{ names: Map<DrawItem, string>; refs: Map<string, PDFRef> }> {
  const names = new Map<DrawItem, string>();
  const refs = new Map<string, PDFRef>();
  const bySha = new Map<string, string>();
  for (const item of items) {
    if (item.kind !== 'image') continue;
    const image = await library.get(item.png);
    let name = bySha.get(image.sha256);
    if (name === undefined) {
      name = `I${refs.size + 1}`;
      bySha.set(image.sha256, name);
      refs.set(name, registerImage(image, context));
    }
    names.set(item, name);
  }
  return { names, refs };
}

function contentOf(
  items: readonly DrawItem[],
  fonts: ReadonlyMap<FontStyle, NamedFont>,
  images: ReadonlyMap<DrawItem, string>,
): string {
  const lines: string[] = [];
  for (const item of items) {
    if (item.kind === 'text') {
      const font = fonts.get(item.style);
      if (!font || item.text === '') continue;
      const codes = font.font.encode(item.text);
      lines.push(
        `q ${colour(item.colour)} rg BT /${font.name} ${n(item.size)} Tf 1 0 0 1 ${n(item.x)} ${n(item.y)} Tm ${codes} Tj ET Q`,
      );
    } else if (item.kind === 'image') {
      const { x, y, width, height } = item;
      lines.push(`q ${n(width)} 0 0 ${n(height)} ${n(x)} ${n(y)} cm /${images.get(item) ?? ''} Do Q`);
    } else if (item.kind === 'line') {
      lines.push(
        `q ${colour(item.colour)} RG ${n(item.width)} w ${n(item.x1)} ${n(item.y1)} m ${n(item.x2)} ${n(item.y2)} l S Q`,
      );
    } else {
      const half = item.line / 2;
      lines.push(
        `q ${colour(item.colour)} RG ${n(item.line)} w ${n(item.x + half)} ${n(item.y + half)} ` +
          `${n(item.width - item.line)} ${n(item.height - item.line)} re S Q`,
      );
    }
  }
  return lines.join('\n');
}

const colour = (value: Colour): string => value.map(n).join(' ');

/** A number without exponent and with at most four decimals. */
function n(value: number): string {
  return PDFNumber.of(Math.round(value * 10_000) / 10_000).toString();
}
