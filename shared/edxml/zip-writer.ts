import type { EdxmlEngine } from './engine.ts';

/**
 * A zip of exactly one deflated entry, as a stream (APPNOTE 6.3.10: local header, data, data descriptor,
 * central directory, end record). The reference writer wraps every file but PDF and zip this way. All numbers
 * are little endian; sizes follow the data, so the source is read once and never held.
 */
export async function* zipSingleEntry(
  entryName: string,
  source: AsyncIterable<Uint8Array>,
  modified: DosMoment,
  engine: Pick<EdxmlEngine, 'crc32' | 'deflateRaw'>,
): AsyncIterable<Uint8Array> {
  const name = new TextEncoder().encode(entryName);
  let crc = 0;
  let size = 0;
  async function* measured(): AsyncIterable<Uint8Array> {
    for await (const chunk of source) {
      crc = engine.crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
  }

  const local = new DataView(new ArrayBuffer(30));
  local.setUint32(0, 0x04034b50, true);
  writeCommon(local, 4, modified);
  local.setUint16(26, name.length, true);
  yield join(local, name);

  let compressed = 0;
  for await (const chunk of engine.deflateRaw(measured())) {
    compressed += chunk.length;
    yield chunk;
  }

  const descriptor = new DataView(new ArrayBuffer(16));
  descriptor.setUint32(0, 0x08074b50, true);
  writeSizes(descriptor, 4, crc, compressed, size);

  const central = new DataView(new ArrayBuffer(46));
  central.setUint32(0, 0x02014b50, true);
  central.setUint16(4, 20, true);
  writeCommon(central, 6, modified);
  writeSizes(central, 16, crc, compressed, size);
  central.setUint16(28, name.length, true);

  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, 1, true);
  end.setUint16(10, 1, true);
  end.setUint32(12, 46 + name.length, true);
  end.setUint32(16, 30 + name.length + compressed + 16, true);
  yield join(descriptor, join(central, name), end);
}

/** Calendar moment of the entry; fixed by the letter, so that the same letter gives the same bytes. */
export interface DosMoment {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** Version needed 2.0, flags (bit 3 sizes follow, bit 11 names in UTF-8), method deflate, time and date. */
function writeCommon(view: DataView, offset: number, at: DosMoment): void {
  view.setUint16(offset, 20, true);
  view.setUint16(offset + 2, 0x0808, true);
  view.setUint16(offset + 4, 8, true);
  view.setUint16(offset + 6, (at.hour << 11) | (at.minute << 5) | (at.second >> 1), true);
  const year = Math.min(Math.max(at.year - 1980, 0), 127);
  view.setUint16(offset + 8, (year << 9) | (at.month << 5) | at.day, true);
}

function writeSizes(view: DataView, offset: number, crc: number, compressed: number, size: number): void {
  view.setUint32(offset, crc, true);
  view.setUint32(offset + 4, compressed, true);
  view.setUint32(offset + 8, size, true);
}

function join(...parts: (DataView | Uint8Array)[]): Uint8Array {
  const arrays = parts.map((part) => (part instanceof DataView ? new Uint8Array(part.buffer) : part));
  const out = new Uint8Array(arrays.reduce((total, array) => total + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    out.set(array, offset);
    offset += array.length;
  }
  return out;
}
