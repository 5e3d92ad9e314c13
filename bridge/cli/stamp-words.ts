import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type GivenPlace, givenPlaceSchema } from '../../shared/document/placement.ts';
import type { CopyKind, Role } from '../../shared/document/role.ts';
import { KyguiError } from '../../shared/errors.ts';
import { assertWithinLimit } from '../documents/documents.ts';
import { assertRegularFile } from '../files/regular-file.ts';
import { type SignatureRequestInput, signatureRequestSchema } from '../pdf/request.ts';
import type { Settings } from '../settings/schema.ts';
import type { FoundCertificate } from '../token/inventory.ts';

/** What is drawn for one signature, and where. */
export interface StampWords {
  role: Role;
  image?: string;
  imageWidth?: number;
  number?: string;
  notation?: string;
  date?: string;
  /** Words of a bút phê, initials of a ký nháy. */
  text?: string;
  copyKind?: CopyKind;
  page?: number;
  rect?: string;
  anchor?: string;
  /** Name of an empty signature field of the form. */
  field?: string;
  /** JSON text of a place or a list of places. */
  place?: string;
}

/** `x,y,w,h` in points of the page's unrotated user space, lower left corner first. @throws USAGE */
function parseRect(text: string): GivenPlace['rect'] {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [x, y, width, height] = numbers;
  if (
    numbers.length !== 4 ||
    x === undefined ||
    y === undefined ||
    width === undefined ||
    height === undefined ||
    numbers.some((value) => !Number.isFinite(value)) ||
    width <= 0 ||
    height <= 0
  ) {
    throw new KyguiError('USAGE', { problem: 'vị trí / place: --rect x,y,w,h' });
  }
  return { x, y, width, height };
}

const placesSchema = z.union([
  givenPlaceSchema.transform((place) => [place]),
  z.array(givenPlaceSchema).min(1),
]);

/** One place, or one for each part: `[{"part":"number","page":1,"rect":{"x":…,"y":…,"width":…,"height":…}}]`. @throws USAGE */
function parsePlaces(text: string): GivenPlace[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new KyguiError('USAGE', { problem: 'không phải / not JSON: --place' }, { cause });
  }
  const parsed = placesSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new KyguiError('USAGE', {
    problem: '--place {"part"?, "page", "rect": {"x", "y", "width", "height"}}',
  });
}

function given(words: StampWords): GivenPlace[] | undefined {
  if (words.place !== undefined) {
    if (words.rect !== undefined)
      throw new KyguiError('USAGE', { problem: 'chỉ dùng một / use one of: --place, --rect' });
    return parsePlaces(words.place);
  }
  if (words.rect !== undefined) return [{ page: words.page ?? 1, rect: parseRect(words.rect) }];
  if (words.page !== undefined)
    throw new KyguiError('USAGE', { problem: '--page cần có / needs --rect x,y,w,h' });
  return undefined;
}

async function readImage(file: string): Promise<Uint8Array> {
  try {
    return Uint8Array.from(await readFile(file));
  } catch (cause) {
    throw new KyguiError('USAGE', { problem: `không đọc được / cannot read --image ${file}` }, { cause });
  }
}

/** First letters of a name, as they are written beside `./.` by hand: `Nguyễn Văn Mẫu` → `NVM`. */
export const initialsOf = (name: string): string =>
  name
    .normalize('NFC')
    .split(/[^\p{L}]+/u)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase()
    .slice(0, 6);

/** What is asked of one file, read and checked as far as the file need not be opened. @throws USAGE, INPUT_NOT_A_FILE */
export async function requestFor(
  input: string,
  words: StampWords,
  { certificate }: FoundCertificate,
  { settings }: { settings: Settings },
): Promise<SignatureRequestInput> {
  const place = given(words);
  const image = words.image === undefined ? undefined : await readImage(words.image);
  assertRegularFile(input);
  // A file that is not there is named by the reader, with its reason.
  const size = statSync(input, { throwIfNoEntry: false })?.size ?? 0;
  assertWithinLimit(size, settings.maxFileBytes);
  const { commonName } = certificate.subject;
  const text = words.text ?? (words.role === 'initial' && !image ? initialsOf(commonName) : undefined);
  return checkedRequest({
    role: words.role,
    fields: {
      ...(words.number !== undefined && { number: words.number }),
      ...(words.notation !== undefined && { notation: words.notation }),
      ...(words.date !== undefined && { date: words.date }),
      ...(text !== undefined && { text }),
      ...(words.copyKind !== undefined && { copyKind: words.copyKind }),
    },
    ...(words.role === 'comment' && { showInformation: true }),
    ...(image && { image }),
    ...(words.imageWidth !== undefined && { imageWidthMm: words.imageWidth }),
    ...(words.anchor !== undefined && { anchor: words.anchor }),
    ...(words.field !== undefined && { field: words.field }),
    ...(place && { given: place }),
    signerName: commonName,
    time: Date.now(),
  });
}

/** @throws USAGE naming the option that does not fit */
function checkedRequest(request: SignatureRequestInput): SignatureRequestInput {
  const number = request.fields?.number;
  // Blanks, or characters that nobody sees, are no number.
  if (number !== undefined && (!/\S/u.test(number) || /\p{C}/u.test(number)))
    throw new KyguiError('USAGE', { problem: 'số không hợp lệ / invalid number: --number' });
  const parsed = signatureRequestSchema.safeParse(request);
  if (parsed.success) return request;
  const option = parsed.error.issues[0]?.path.at(-1);
  const shape = option === 'date' ? ' YYYY-MM-DD' : '';
  throw new KyguiError(
    'USAGE',
    { problem: `giá trị không hợp lệ / invalid value: --${String(option)}${shape}` },
    { cause: parsed.error },
  );
}
