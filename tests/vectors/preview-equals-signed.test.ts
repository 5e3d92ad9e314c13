// @needs openssl pdftoppm
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FontLibrary } from '../../bridge/pdf/drawing/fonts.ts';
import { ImageLibrary } from '../../bridge/pdf/drawing/images.ts';
import { type PreparedSignature, prepareSignature } from '../../bridge/pdf/prepare.ts';
import type { SignatureRequestInput } from '../../bridge/pdf/request.ts';
import { signPdf } from '../../bridge/pdf/sign.ts';
import { COPY_KINDS, ROLES, type Role } from '../../shared/document/role.ts';
import { createSandboxStamps, type SandboxStamps } from '../sandbox/stamps/create.ts';
import { createIdentity, type TestIdentity } from './test-signer.ts';

/**
 * What the clerk saw is what lies in the file: the pictures handed to the window, laid over the page that was shown,
 * give the same pixels as the signed page, for every role, moved and sized stamps included.
 */
let dir: string;
let identity: TestIdentity;
let stamps: SandboxStamps;
const libraries = {
  fonts: new FontLibrary(fileURLToPath(new URL('../../bridge/pdf/drawing/fonts', import.meta.url))),
  images: new ImageLibrary(),
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kygui-preview-'));
  identity = createIdentity(dir, 'signer', 'Nguyễn Văn Mẫu', 'P-256');
  stamps = await createSandboxStamps(dir);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function letter(): Promise<string> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  for (const number of [1, 2]) {
    const page = pdf.addPage([595, 842]);
    for (let y = 760; y > 120; y -= 24)
      page.drawText(`Trang ${number}, dong ${y}`, { x: 90, y, font, size: 13 });
  }
  const path = join(dir, 'letter.pdf');
  writeFileSync(path, await pdf.save({ useObjectStreams: false }));
  return path;
}

interface Picture {
  width: number;
  height: number;
  pixels: Buffer;
}

/** A page as poppler draws it, 8-bit RGB (PPM, `P6`). */
function drawn(path: string, page: number): Picture {
  const words = ['-r', '110', '-f', String(page), '-l', String(page), path];
  const ppm = execFileSync('pdftoppm', words, { maxBuffer: 64_000_000 });
  const head = /^P6\s(\d+)\s(\d+)\s255\s/u.exec(ppm.subarray(0, 40).toString('latin1'));
  if (!head) throw new Error('pdftoppm gave no P6 picture');
  return { width: Number(head[1]), height: Number(head[2]), pixels: ppm.subarray(head[0].length) };
}

/** Share of the pixels in which one channel differs by more than the rounding of transparency. */
function different(a: Picture, b: Picture): number {
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  let count = 0;
  for (let at = 0; at < a.pixels.length; at += 3) {
    const apart = [0, 1, 2].some(
      (channel) => Math.abs((a.pixels[at + channel] ?? 0) - (b.pixels[at + channel] ?? 0)) > 24,
    );
    if (apart) count += 1;
  }
  return count / (a.width * a.height);
}

/** The original page with the previews laid over it as the window lays them. */
async function shown(path: string, prepared: PreparedSignature): Promise<string> {
  const pdf = await PDFDocument.load(readFileSync(path));
  for (const { page, rect, pdf: bytes } of prepared.drawings) {
    const [picture] = await pdf.embedPdf(bytes);
    if (picture) pdf.getPage(page - 1).drawPage(picture, rect);
  }
  const out = join(dir, `shown-${prepared.request.role}.pdf`);
  writeFileSync(out, await pdf.save());
  return out;
}

async function compare(
  request: SignatureRequestInput,
): Promise<{ drawings: number; apart: number; inked: number }> {
  const path = await letter();
  const prepared = await prepareSignature(path, request, { libraries });
  const output = join(dir, `signed-${request.role}.pdf`);
  await signPdf({ input: path, output, prepared, signer: identity.signer, libraries });
  const before = await shown(path, prepared);
  let [apart, inked] = [0, 0];
  for (const { page } of prepared.drawings) {
    const signed = drawn(output, page);
    apart = Math.max(apart, different(drawn(before, page), signed));
    inked = Math.max(inked, different(drawn(path, page), signed));
  }
  return { drawings: prepared.drawings.length, apart, inked };
}

const fields = { number: '15', notation: 'UBND-VP', date: '2026-01-05', agencyName: 'UBND xã Mẫu A' };
const time = Date.parse('2026-01-05T01:30:00Z');

function requestFor(role: Role): SignatureRequestInput {
  const image = role === 'issue' ? stamps.seal : stamps.signature;
  const pictured = role === 'approve' || role === 'issue' || role === 'initial';
  return {
    role,
    time,
    visible: true,
    signerName: 'Nguyễn Văn Mẫu',
    fields: { ...fields, text: 'Chuyển phòng Mẫu tham mưu', ...(role === 'copy' && { copyKind: 'sao-y' }) },
    ...(pictured && { image: new Uint8Array(readFileSync(image)) }),
    ...(role === 'issue' && { imageWidthMm: stamps.sealWidthMm }),
  } as SignatureRequestInput;
}

/** Share of a stamp's own pixels that may differ: edges of a form that is drawn through another matrix. */
const EDGES = 0.1;

test.each(ROLES)('role %s: the signed page is the page that was shown', async (role) => {
  const { drawings, apart, inked } = await compare(requestFor(role));
  expect(drawings).toBeGreaterThan(0);
  expect(inked).toBeGreaterThan(0);
  expect(apart / inked).toBeLessThan(EDGES);
});

test.each(COPY_KINDS)('a copy of the kind %s is signed as it was shown', async (copyKind) => {
  const request = requestFor('copy');
  const { apart, inked } = await compare({ ...request, fields: { ...request.fields, copyKind } });
  expect(inked).toBeGreaterThan(0);
  expect(apart / inked).toBeLessThan(EDGES);
});

test.each(['approve', 'initial', 'issue'] as const)(
  'role %s without a picture of the office: its words are signed as they were shown',
  async (role) => {
    const { image: _, ...bare } = requestFor(role);
    const { drawings, apart, inked } = await compare(bare);
    expect(drawings).toBeGreaterThan(0);
    expect(inked).toBeGreaterThan(0);
    expect(apart / inked).toBeLessThan(EDGES);
  },
);

test('a signature that was moved to another page and sized is signed there, in that size', async () => {
  const placement = {
    part: 'image' as const,
    page: 2,
    rect: { x: 220.5, y: 333.3, width: 171, height: 96 },
    reason: 'given' as const,
  };
  const { apart, inked } = await compare({ ...requestFor('approve'), placements: [placement] });
  expect(inked).toBeGreaterThan(0);
  expect(apart / inked).toBeLessThan(EDGES);
});

test('the comparison sees a stamp that lies one point beside where it was shown', async () => {
  const path = await letter();
  const prepared = await prepareSignature(path, requestFor('approve'), { libraries });
  const beside = prepared.drawings.map((one) => ({ ...one, rect: { ...one.rect, x: one.rect.x + 1 } }));
  const page = prepared.drawings[0]?.page ?? 1;
  const right = drawn(await shown(path, prepared), page);
  const wrong = drawn(await shown(path, { ...prepared, drawings: beside }), page);
  expect(different(right, wrong) / different(right, drawn(path, page))).toBeGreaterThan(EDGES * 2);
});
