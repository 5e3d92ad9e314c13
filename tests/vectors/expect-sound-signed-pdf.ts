import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { PdfFile } from '../../bridge/pdf/file/pdf-file.ts';
import { PageView } from '../../bridge/pdf/place/geometry.ts';
import type { Rect } from '../../shared/document/placement.ts';

export interface SoundOptions {
  /** What the signature drew; pixels outside must not change. */
  stamps?: readonly { page: number; rect: Rect }[];
  /** PEM of the root under which the newest signature must verify. */
  rootPem?: string;
  /** False when the newest revision is no signature that pdfsig can read (a document time-stamp). */
  newestIsSignature?: boolean;
}

interface SigLine {
  valid: string;
  whole: boolean;
}

/**
 * The base check of every signed output, made with other people's tools: input kept as prefix, earlier signatures judged
 * by pdfsig as before, the new one valid and over the whole file, CMS accepted by openssl, file opened by qpdf, poppler
 * and mupdf no worse than before, and no pixel changed outside of what was drawn.
 */
export function expectSoundSignedPdf(before: string, after: string, options: SoundOptions = {}): void {
  const original = readFileSync(before);
  const signed = readFileSync(after);
  expect(signed.length, 'grew').toBeGreaterThan(original.length);
  expect(signed.subarray(0, original.length).equals(original), 'input is a byte prefix of the output').toBe(
    true,
  );
  expectPdfsig(before, after, options.newestIsSignature !== false);
  expect(qpdfStatus(after), 'qpdf --check').toBeLessThanOrEqual(qpdfStatus(before));
  expect(spawnSync('pdfinfo', [after]).status, 'pdfinfo').toBe(0);
  expect(spawnSync('mutool', ['show', after, 'pages']).status, 'mutool').toBe(0);
  if (options.newestIsSignature !== false) expectOpensslAccepts(signed, options.rootPem);
  expectSamePixels(before, after, options.stamps ?? []);
}

function expectPdfsig(before: string, after: string, newestIsSignature: boolean): void {
  const earlier = pdfsig(before);
  const now = pdfsig(after);
  for (const [index, one] of earlier.entries())
    expect(now[index]?.valid, `signature ${index + 1} as before`).toBe(one.valid);
  if (!newestIsSignature) return;
  expect(now.length, 'one signature more').toBe(earlier.length + 1);
  const newest = now.at(-1);
  expect(newest?.valid, 'newest signature').toBe('Signature is Valid.');
  expect(newest?.whole, 'newest signature covers the whole file').toBe(true);
}

/** Verdicts of pdfsig, oldest first; no request leaves the machine. */
export function pdfsig(path: string): SigLine[] {
  const { stdout } = spawnSync('pdfsig', ['-no-ocsp', '-nocert', path], { encoding: 'utf8' });
  return (
    stdout
      .split(/^Signature #\d+:$/mu)
      .slice(1)
      // Fields that the form's author left empty.
      .filter((text) => !text.includes('is not signed'))
      .map((text) => ({
        valid: /Signature Validation: (.*)$/mu.exec(text)?.[1] ?? 'none',
        whole: /^ +- Total document signed$/mu.test(text),
      }))
  );
}

/** 0 sound, 3 warnings, 2 errors, in this order of badness. */
function qpdfStatus(path: string): number {
  const { status } = spawnSync('qpdf', ['--check', path]);
  return status === 0 ? 0 : status === 3 ? 1 : 2;
}

/** The newest /ByteRange of a file with its DER. */
export function newestSignature(bytes: Buffer): { data: Buffer; der: Buffer; byteRange: number[] } {
  const text = bytes.toString('latin1');
  const range = [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/gu)].at(-1);
  if (!range) throw new Error('no /ByteRange');
  const [first = 0, length = 0, second = 0, rest = 0] = range.slice(1).map(Number);
  const hex = text.slice(first + length + 1, second - 1);
  const padded = Buffer.from(hex, 'hex');
  const size = padded[1] === 0x82 ? padded.readUInt16BE(2) + 4 : (padded[2] ?? 0) + 3;
  const data = Buffer.concat([bytes.subarray(first, first + length), bytes.subarray(second, second + rest)]);
  return { data, der: padded.subarray(0, size), byteRange: [first, length, second, rest] };
}

function expectOpensslAccepts(signed: Buffer, rootPem: string | undefined): void {
  const folder = mkdtempSync(join(tmpdir(), 'kygui-cms-'));
  try {
    const { data, der, byteRange } = newestSignature(signed);
    expect((byteRange[2] ?? 0) + (byteRange[3] ?? 0), 'byte range ends with the file').toBe(signed.length);
    writeFileSync(join(folder, 'data'), data);
    writeFileSync(join(folder, 'cms.der'), der);
    const trust =
      rootPem === undefined ? ['-noverify'] : ['-purpose', 'any', '-CAfile', join(folder, 'root.pem')];
    if (rootPem !== undefined) writeFileSync(join(folder, 'root.pem'), rootPem);
    const args = [
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'DER',
      '-in',
      'cms.der',
      '-content',
      'data',
      ...trust,
    ];
    const result = spawnSync('openssl', [...args, '-out', 'out'], { cwd: folder, encoding: 'utf8' });
    expect(result.stderr).toContain('CMS Verification successful');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const DPI = 36;

/** Compares the pages that were drawn on, and the first, at a low resolution. */
function expectSamePixels(
  before: string,
  after: string,
  stamps: readonly { page: number; rect: Rect }[],
): void {
  const pages = [...new Set([1, ...stamps.map((one) => one.page)])].slice(0, 4);
  for (const page of pages) {
    const old = render(before, page);
    const now = render(after, page);
    // Poppler cannot draw every damaged page; then there is nothing to compare.
    if (!old) continue;
    expect(now?.width, `width of page ${page}`).toBe(old.width);
    expect(now?.height, `height of page ${page}`).toBe(old.height);
    if (!now) continue;
    const boxes = viewBoxes(after, page, stamps, old.width);
    let changed = 0;
    for (let y = 0; y < old.height; y++) {
      for (let x = 0; x < old.width; x++) {
        const at = y * old.width + x;
        if (old.pixels[at] === now.pixels[at]) continue;
        const px = x * boxes.pointsPerPixel;
        const py = (old.height - y) * boxes.pointsPerPixel;
        const near = boxes.pointsPerPixel * 1.5;
        const inside = boxes.boxes.some(
          (box) =>
            px > box.x - near &&
            px < box.x + box.width + near &&
            py > box.y - near &&
            py < box.y + box.height + near,
        );
        if (!inside) changed++;
      }
    }
    expect(changed, `pixels of page ${page} outside the stamps`).toBe(0);
  }
}

function viewBoxes(
  path: string,
  number: number,
  stamps: readonly { page: number; rect: Rect }[],
  width: number,
): { boxes: Rect[]; pointsPerPixel: number } {
  const file = PdfFile.open(path, { damaged: 'when-unsigned' });
  try {
    for (const page of file.pages()) {
      if (page.number !== number) continue;
      const view = new PageView(page);
      const boxes = stamps.filter((one) => one.page === number).map((one) => view.toView(one.rect));
      // Poppler leaves the user unit out of the picture's size.
      return { boxes, pointsPerPixel: view.width / width };
    }
    return { boxes: [], pointsPerPixel: 1 };
  } finally {
    file.close();
  }
}

interface Picture {
  width: number;
  height: number;
  pixels: Buffer;
}

function render(path: string, page: number): Picture | null {
  const number = String(page);
  const args = ['-gray', '-cropbox', '-r', String(DPI), '-f', number, '-l', number, path];
  let bytes: Buffer;
  try {
    bytes = execFileSync('pdftoppm', args, { stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 28 });
  } catch {
    return null;
  }
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/u.exec(bytes.toString('latin1', 0, 64));
  if (!head) return null;
  return { width: Number(head[1]), height: Number(head[2]), pixels: bytes.subarray(head[0].length) };
}
