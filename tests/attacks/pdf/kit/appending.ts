import { deflateSync } from 'node:zlib';
import { lastStartxref, lastTrailer, type Objects, sizeOf } from './document.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

interface Entry {
  readonly number: number;
  readonly row: readonly [type: number, second: number, third: number];
}

/** Objects as they stand in a file: streams by themselves, all others packed into one object stream. */
function pack(
  at: number,
  objects: Objects,
  number: number,
  count?: string,
): { bytes: Buffer; entries: Entry[] } {
  const parts: Buffer[] = [];
  const entries: Entry[] = [];
  let length = 0;
  const put = (one: number, body: Buffer) => {
    entries.push({ number: one, row: [1, at + length, 0] });
    const bytes = Buffer.concat([latin1(`${one} 0 obj\n`), body, latin1('\nendobj\n')]);
    parts.push(bytes);
    length += bytes.length;
  };
  const heads: string[] = [];
  let packed = '';
  for (const [key, body] of Object.entries(objects)) {
    const one = Number(key);
    if (body === null) entries.push({ number: one, row: [0, 0, 1] });
    else if (typeof body !== 'string') put(one, body);
    else {
      entries.push({ number: one, row: [2, number, heads.length] });
      heads.push(`${one} ${packed.length}`);
      packed += `${body} `;
    }
  }
  const head = `${heads.join(' ')} `;
  const data = deflateSync(latin1(head + packed));
  const dict = `<< /Type /ObjStm /N ${count ?? heads.length} /First ${head.length} /Filter /FlateDecode /Length ${data.length} >>`;
  put(number, Buffer.concat([latin1(`${dict}\nstream\n`), data, latin1('\nendstream')]));
  return { bytes: Buffer.concat(parts), entries };
}

function section(number: number, at: number, entries: readonly Entry[], keys: string): Buffer {
  const rows = [...entries, { number, row: [1, at, 0] as const }].sort((a, b) => a.number - b.number);
  const data = Buffer.concat(
    rows.map(({ row: [type, second, third] }) => {
      const bytes = Buffer.alloc(7);
      bytes.writeUInt8(type, 0);
      bytes.writeUInt32BE(second, 1);
      bytes.writeUInt16BE(third, 5);
      return bytes;
    }),
  );
  const index = rows.map((one) => `${one.number} 1`).join(' ');
  const dict = `<< /Type /XRef /W [1 4 2] /Index [${index}] ${keys} /Length ${data.length} >>`;
  return Buffer.concat([latin1(`${number} 0 obj\n${dict}\nstream\n`), data, latin1('\nendstream\nendobj\n')]);
}

/** One revision with an object stream and a cross-reference stream; `count` stands for its number of objects. */
export function reviseByStream(file: Buffer, objects: Objects, count?: string): Buffer {
  const number = Math.max(sizeOf(file), ...Object.keys(objects).map((key) => Number(key) + 1));
  const { bytes, entries } = pack(file.length, objects, number, count);
  const at = file.length + bytes.length;
  const keys = `${lastTrailer(file)} /Size ${number + 2} /Prev ${lastStartxref(file)}`;
  const xref = section(number + 1, at, entries, keys);
  return Buffer.concat([file, bytes, xref, latin1(`startxref\n${at}\n%%EOF\n`)]);
}

/** One hybrid revision: its table lists nothing, and all objects stand behind /XRefStm (ISO 32000-2, 7.5.8.4). */
export function reviseHybrid(file: Buffer, objects: Objects, table = 'xref\n0 0\n'): Buffer {
  const number = Math.max(sizeOf(file), ...Object.keys(objects).map((key) => Number(key) + 1));
  const { bytes, entries } = pack(file.length, objects, number);
  const hidden = file.length + bytes.length;
  const size = `/Size ${number + 2}`;
  const xref = section(number + 1, hidden, entries, `/Root 1 0 R ${size}`);
  const at = hidden + xref.length;
  const trailer = `trailer\n<< ${lastTrailer(file)} ${size} /Prev ${lastStartxref(file)} /XRefStm ${hidden} >>\n`;
  return Buffer.concat([file, bytes, xref, latin1(`${table}${trailer}startxref\n${at}\n%%EOF\n`)]);
}

/** Objects as text, one after the other. */
export function plainObjects(objects: Objects): Buffer {
  return Buffer.concat(
    Object.entries(objects).flatMap(([number, body]) =>
      body === null ? [] : [latin1(`${number} 0 obj\n`), Buffer.from(body), latin1('\nendobj\n')],
    ),
  );
}

/** Objects with a table of their own that leads back to nothing: every number of the file is listed anew. */
export function reviseWithoutPrev(file: Buffer, objects: Objects): Buffer {
  const text = file.toString('latin1');
  const offsets = new Map<number, number>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/gu)) {
    offsets.set(Number(match[1]), match.index + match[0].indexOf(match[1] ?? ''));
  }
  const parts = [file];
  let at = file.length;
  for (const [number, body] of Object.entries(objects)) {
    if (body === null) continue;
    offsets.set(Number(number), at);
    const bytes = plainObjects({ [number]: body });
    parts.push(bytes);
    at += bytes.length;
  }
  const rows = [...offsets].map(
    ([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`,
  );
  const size = Math.max(sizeOf(file), ...offsets.keys()) + 1;
  const trailer = `trailer\n<< ${lastTrailer(file)} /Size ${size} >>\nstartxref\n${at}\n%%EOF\n`;
  parts.push(latin1(`xref\n0 1\n0000000000 65535 f \n${rows.join('')}${trailer}`));
  return Buffer.concat(parts);
}
