/**
 * Draws the icons: a letter with a seal on it. `node extension/icons/draw.mjs` writes them to
 * extension/public/icons; no drawing program is needed.
 */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const BLUE = [19, 78, 138];
const PAPER = [255, 255, 255];
const LINE = [19, 78, 138];
const RED = [200, 32, 38];
const SAMPLES = 6;

const roundedBox = (x, y, cx, cy, hx, hy, r) => {
  const dx = Math.abs(x - cx) - hx + r;
  const dy = Math.abs(y - cy) - hy + r;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
};
const segment = (x, y, ax, ay, bx, by) => {
  const t = Math.min(
    1,
    Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)),
  );
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
};

/** Colour of a point of the unit square, or null where nothing is drawn. */
function colourAt(x, y) {
  if (roundedBox(x, y, 0.5, 0.5, 0.48, 0.48, 0.2) > 0) return null;
  const seal = Math.hypot(x - 0.7, y - 0.68);
  if (seal < 0.17) return RED;
  if (seal < 0.21) return BLUE;
  if (roundedBox(x, y, 0.48, 0.48, 0.34, 0.25, 0.05) < 0) {
    const flap = Math.min(segment(x, y, 0.16, 0.27, 0.48, 0.52), segment(x, y, 0.8, 0.27, 0.48, 0.52));
    return flap < 0.032 ? LINE : PAPER;
  }
  return BLUE;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(8 + data.length + 4);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), 8 + data.length);
  return out;
}
function crc(bytes) {
  if (crc32) return crc32(bytes);
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

function png(size) {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let py = 0; py < size; py += 1) {
    for (let px = 0; px < size; px += 1) {
      const sum = [0, 0, 0, 0];
      for (let s = 0; s < SAMPLES * SAMPLES; s += 1) {
        const x = (px + ((s % SAMPLES) + 0.5) / SAMPLES) / size;
        const y = (py + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES) / size;
        const colour = colourAt(x, y);
        if (colour) for (let c = 0; c < 4; c += 1) sum[c] += c === 3 ? 1 : colour[c];
      }
      const at = py * (1 + size * 4) + 1 + px * 4;
      for (let c = 0; c < 3; c += 1) rows[at + c] = sum[3] ? Math.round(sum[c] / sum[3]) : 0;
      rows[at + 3] = Math.round((sum[3] / (SAMPLES * SAMPLES)) * 255);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

for (const size of [16, 32, 48, 128])
  writeFileSync(new URL(`../public/icons/icon-${size}.png`, import.meta.url), png(size));
