import { cms, timestampToken } from './cms.ts';
import { authority, type Identity } from './pki.ts';

/** Object number → body between `obj` and `endobj`; null frees the number. */
export type Objects = Readonly<Record<number, string | Buffer | null>>;

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export const stream = (dict: string, data: string | Buffer): Buffer => {
  const bytes = typeof data === 'string' ? latin1(data) : data;
  return Buffer.concat([
    latin1(`<< ${dict} /Length ${bytes.length} >>\nstream\n`),
    bytes,
    latin1('\nendstream'),
  ]);
};

/** One page with text, a font of its own, a text field, a link and an empty signature field. */
export const LETTER: Objects = {
  1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [8 0 R 9 0 R 10 0 R] >>',
  4: stream('', 'BT /F1 14 Tf 72 700 Td (So tien: 1.000.000 dong) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding 11 0 R >>',
  6: '<< /Title (Cong van mau) /Producer (Bo soan thao mau) >>',
  7: '<< /Fields [8 0 R 10 0 R] /DA (/Helv 0 Tf 0 g) >>',
  8: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (GhiChu) /V (chua co) /Rect [72 600 300 620] /P 3 0 R /F 4 /AP << /N 12 0 R >> >>',
  9: '<< /Type /Annot /Subtype /Link /Rect [72 560 200 580] /Border [0 0 0] /A << /S /URI /URI (https://example.vn) >> >>',
  10: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (ODau) /Rect [300 100 450 160] /P 3 0 R /F 132 >>',
  11: '<< /Type /Encoding /Differences [65 /A] >>',
  12: stream('/Type /XObject /Subtype /Form /BBox [0 0 228 20]', 'BT ET'),
};

/** A whole file of one revision with a classic table. */
export function makeFile(objects: Objects, trailer = '/Root 1 0 R /Info 6 0 R'): Buffer {
  const id = '<00112233445566778899aabbccddeeff>';
  return revise(latin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'), objects, {
    trailer: `${trailer} /ID [${id} ${id}]`,
  });
}

export interface RevisionPlan {
  /** Trailer entries; those of the newest trailer are kept when left out. */
  trailer?: string;
  /** Offsets to write into the table instead of the true ones. */
  offsets?: Readonly<Record<number, number>>;
  /** Bytes between the objects and the table. */
  between?: string;
}

/** Appends one revision; every object given is listed in its table. */
export function revise(file: Buffer, objects: Objects, plan: RevisionPlan = {}): Buffer {
  const parts: Buffer[] = [file];
  let at = file.length;
  const offsets = new Map<number, number | null>();
  for (const [key, body] of Object.entries(objects)) {
    const number = Number(key);
    if (body === null) {
      offsets.set(number, null);
      continue;
    }
    offsets.set(number, at);
    const bytes = Buffer.concat([
      latin1(`${number} 0 obj\n`),
      typeof body === 'string' ? latin1(body) : body,
      latin1('\nendobj\n'),
    ]);
    parts.push(bytes);
    at += bytes.length;
  }
  for (const [number, offset] of Object.entries(plan.offsets ?? {})) offsets.set(Number(number), offset);
  const between = latin1(plan.between ?? '');
  parts.push(between);
  at += between.length;
  const numbers = [...offsets.keys()].sort((a, b) => a - b);
  const previous = lastStartxref(file);
  const rows = numbers.map((number) => {
    const offset = offsets.get(number) ?? null;
    const row = offset === null ? '0000000000 00001 f' : `${String(offset).padStart(10, '0')} 00000 n`;
    return `${number} 1\n${row} \n`;
  });
  const first = previous === null ? '0 1\n0000000000 65535 f \n' : '';
  const size = Math.max(sizeOf(file), ...numbers.map((number) => number + 1));
  const kept = plan.trailer ?? lastTrailer(file);
  const prev = previous === null ? '' : ` /Prev ${previous}`;
  parts.push(
    latin1(
      `xref\n${first}${rows.join('')}trailer\n<< ${kept} /Size ${size}${prev} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

export function lastStartxref(file: Buffer): number | null {
  const match = [...file.toString('latin1').matchAll(/startxref\s+(\d+)/gu)].at(-1);
  return match ? Number(match[1]) : null;
}

export function lastTrailer(file: Buffer): string {
  const match = [...file.toString('latin1').matchAll(/trailer\n<< (.*?) \/Size/gu)].at(-1);
  return match?.[1] ?? '';
}

export function sizeOf(file: Buffer): number {
  const sizes = [...file.toString('latin1').matchAll(/\/Size (\d+)/gu)].map((match) => Number(match[1]));
  return Math.max(1, ...sizes);
}

export interface SigningPlan {
  signer?: Identity;
  /** An existing empty field, by its object number and text without the closing brackets. */
  field?: { number: number; text: string };
  fieldName?: string;
  subFilter?: string;
  /** Entries of the signature dictionary. */
  entries?: string;
  /** Entries of the field. */
  fieldEntries?: string;
  rect?: string;
  objects?: Objects;
  /** Trailer entries; those of the newest trailer are kept when left out. */
  trailer?: string;
  makeCms?: (content: Buffer) => Buffer;
  makeRange?: (range: [number, number, number, number]) => string;
  room?: number;
}

/** The newest text of an object, for changing it. */
export function bodyOf(file: Buffer, number: number): string {
  const text = file.toString('latin1');
  const match = [...text.matchAll(new RegExp(`(?:^|\\n)${number} 0 obj\\n([\\s\\S]*?)\\nendobj`, 'gu'))].at(
    -1,
  );
  return match?.[1] ?? '';
}

const WIDTH = 60;

/** Signs as a careful writer does: one revision with field, widget, signature, /Annots and form. */
export function signFile(file: Buffer, plan: SigningPlan = {}): Buffer {
  const room = plan.room ?? 8192;
  const next = sizeOf(file);
  const signature = plan.field ? next : next + 1;
  const subFilter = plan.subFilter ?? 'ETSI.CAdES.detached';
  const range = ' '.repeat(WIDTH);
  const dictionary =
    `<< /Type /${subFilter === 'ETSI.RFC3161' ? 'DocTimeStamp' : 'Sig'} /Filter /Adobe.PPKLite /SubFilter /${subFilter} ` +
    `/ByteRange ${range} /Contents <${'0'.repeat(room * 2)}> /M (D:20260105083000+07'00') ${plan.entries ?? ''} >>`;
  const objects: Record<number, string | Buffer | null> = { ...plan.objects };
  if (plan.field) {
    objects[plan.field.number] = `${plan.field.text} /V ${signature} 0 R ${plan.fieldEntries ?? ''} >>`;
  } else {
    const name = plan.fieldName ?? `ChuKy${next}`;
    objects[next] =
      `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /F 132 /Rect [${plan.rect ?? '0 0 0 0'}] /P 3 0 R ` +
      `/V ${signature} 0 R ${plan.fieldEntries ?? ''} >>`;
    objects[3] ??= bodyOf(file, 3)
      .replace('/Annots [', `/Annots [${next} 0 R `)
      .replace(/\/Annots \[(\d+ 0 R) (.*?)\]/u, '/Annots [$2 $1]');
    objects[7] ??= bodyOf(file, 7)
      .replace(/\/Fields \[(.*?)\]/u, `/Fields [$1 ${next} 0 R]`)
      .replace(/ >>$/u, ' /SigFlags 3 >>')
      .replace('/SigFlags 3 /SigFlags 3', '/SigFlags 3');
  }
  objects[signature] = dictionary;
  const out = revise(file, objects, plan.trailer === undefined ? {} : { trailer: plan.trailer });
  return fillSignature(out, file.length, plan, room);
}

/** Closes the byte range of the first open signature after `from` and puts the value in. */
export function fillSignature(file: Buffer, from: number, plan: SigningPlan, room: number): Buffer {
  const out = Buffer.from(file);
  const start = out.indexOf(`<${'0'.repeat(64)}`, from);
  const end = start + room * 2 + 2;
  const numbers: [number, number, number, number] = [0, start, end, out.length - end];
  const text = plan.makeRange?.(numbers) ?? `[${numbers.join(' ')}]`;
  const at = out.indexOf('/ByteRange', from) + '/ByteRange '.length;
  out.write(text.padEnd(WIDTH, ' '), at, 'latin1');
  const content = Buffer.concat([out.subarray(0, start), out.subarray(end)]);
  const { leader, issuing, stamping } = authority();
  const signer = plan.signer ?? leader;
  const value =
    plan.makeCms?.(content) ??
    (plan.subFilter === 'ETSI.RFC3161'
      ? timestampToken(content, stamping, new Date('2026-01-05T01:31:00Z'), [stamping, issuing])
      : cms(content, { signer, certificates: [signer, issuing] }));
  out.write(value.toString('hex'), start + 1, 'latin1');
  return out;
}

/** A letter signed by the leader: the ground of most attacks. */
export const signedLetter = (plan: SigningPlan = {}): Buffer => signFile(makeFile(LETTER), plan);

/** The same, then signed by the agency: what is issued. */
export const issuedLetter = (): Buffer => signFile(signedLetter(), { signer: authority().agency });
