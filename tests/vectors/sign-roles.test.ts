/** @needs openssl pdfsig qpdf mutool */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareSignature } from '../../bridge/pdf/prepare.ts';
import type { SignatureRequestInput } from '../../bridge/pdf/request.ts';
import { expectSoundSignedPdf } from './expect-sound-signed-pdf.ts';
import { makeLetter, makePng } from './make-pdf.ts';
import { libraries, SIGNING_TIME, signForTest } from './sign-for-test.ts';
import { createIdentity, type TestIdentity } from './test-signer.ts';

const MM = 72 / 25.4;
let folder = '';
let leader: TestIdentity;
let agency: TestIdentity;
const at = (name: string) => join(folder, name);
const signature = makePng(120, 50, [20, 40, 160]);
const seal = makePng(100, 100, [210, 20, 20]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-roles-'));
  leader = createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
  agency = createIdentity(folder, 'agency', 'Sở Nội vụ Mẫu');
  writeFileSync(at('letter.pdf'), await makeLetter());
  const scan = await PDFDocument.create();
  scan.addPage([595.28, 841.89]).drawRectangle({ x: 100, y: 100, width: 50, height: 50 });
  writeFileSync(at('scan.pdf'), await scan.save());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function stamp(
  request: Omit<SignatureRequestInput, 'signerName' | 'time'>,
  input = at('letter.pdf'),
  who = agency,
  output = at('out.pdf'),
) {
  const { prepared } = await signForTest(input, output, who, request);
  expectSoundSignedPdf(input, output, { rootPem: who.rootPem, stamps: prepared.placements });
  const text = execFileSync('pdftotext', ['-layout', output, '-'], { encoding: 'utf8' });
  return {
    prepared,
    text: text.replace(/ +/gu, ' '),
    parts: new Map(prepared.placements.map((one) => [one.part, one])),
  };
}

describe('places found by themselves', () => {
  it("sets the leader's image between title and full name, 18 mm high, in its proportion", async () => {
    const { prepared } = await stamp(
      { role: 'approve', image: signature },
      at('letter.pdf'),
      leader,
      at('approved.pdf'),
    );
    const [place] = prepared.placements;
    expect(place).toMatchObject({ part: 'image', page: 1, reason: 'signer-name' });
    expect(place?.rect.height).toBeCloseTo(18 * MM, 1);
    expect((place?.rect.width ?? 0) / (place?.rect.height ?? 1)).toBeCloseTo(120 / 50, 2);
    // Under the title at 402, over the name at 310 (13 points high).
    expect(place?.rect.y).toBeGreaterThan(323);
    expect((place?.rect.y ?? 0) + (place?.rect.height ?? 0)).toBeLessThan(402);
  });

  it('tells when the room is too small for the size that the image was to have', async () => {
    const noticesAt = async (imageWidthMm: number) =>
      (await stamp({ role: 'approve', image: signature, imageWidthMm }, at('letter.pdf'), leader)).prepared
        .notices;
    expect(await noticesAt(40)).toEqual([]);
    expect(await noticesAt(120)).toEqual(['PDF_IMAGE_SHRUNK']);
  });

  it('fills number, day and month into the blanks and lays the seal over the left third of the image', async () => {
    const { text, parts } = await stamp(
      {
        role: 'issue',
        image: seal,
        imageWidthMm: 36,
        fields: { number: '5', notation: 'SNV-VP', date: '2026-03-09' },
      },
      at('approved.pdf'),
    );
    expect(text).toContain('Số: 05 /SNV-VP');
    expect(text).toContain('ngày 09 tháng 3 năm 2026');
    expect(parts.get('number')?.reason).toBe('number-line');
    expect(parts.get('date')?.reason).toBe('date-line');
    const place = parts.get('seal');
    expect(place?.reason).toBe('leader-image');
    expect(place?.rect.width).toBeCloseTo(36 * MM, 1);
    const image = 18 * MM * (120 / 50);
    const left = 385 + libraries.fonts.width('Nguyễn Văn Mẫu', 'bold', 13) / 2 - image / 2;
    expect((place?.rect.x ?? 0) + (place?.rect.width ?? 0)).toBeCloseTo(left + image / 3, 0);
  });

  it('sets appendix and copy text in the top right corner, 15 mm from the edge, without image', async () => {
    const appendix = await stamp({
      role: 'appendix',
      image: seal,
      fields: { number: '15', notation: 'UBND-VP' },
    });
    expect(appendix.text).toContain('15/UBND-VP');
    expect(appendix.text).toContain('05.01.2026 08:30:00 +07:00');
    const [place] = appendix.prepared.placements;
    expect((place?.rect.x ?? 0) + (place?.rect.width ?? 0)).toBeCloseTo(595.28 - 15 * MM, 0);
    expect((place?.rect.y ?? 0) + (place?.rect.height ?? 0)).toBeCloseTo(841.89 - 6 * MM, 0);
    expect(place?.reason).toBe('corner');
    const copy = await stamp({ role: 'copy', fields: { copyKind: 'trich-sao' } });
    for (const line of ['TRÍCH SAO', 'Sở Nội vụ Mẫu', '05.01.2026 08:30:00 +07:00'])
      expect(copy.text).toContain(line);
  });

  it('puts a second corner block under the first', async () => {
    const first = await stamp({ role: 'copy' }, at('letter.pdf'), agency, at('copied.pdf'));
    const second = await stamp({ role: 'copy', fields: { copyKind: 'sao-luc' } }, at('copied.pdf'));
    const [above] = first.prepared.placements;
    const [below] = second.prepared.placements;
    expect((below?.rect.y ?? 0) + (below?.rect.height ?? 0)).toBeLessThanOrEqual((above?.rect.y ?? 0) + 0.01);
  });

  it('draws dấu ĐẾN 50 by 35 mm with number and day of the register', async () => {
    const { text, parts } = await stamp({ role: 'receive', fields: { number: '7', date: '2026-01-06' } });
    for (const line of ['ĐẾN', 'Số: 07', 'Ngày: 06/01/2026', 'Chuyển:', 'Số và ký hiệu HS:'])
      expect(text).toContain(line);
    expect(parts.get('frame')?.rect.width).toBeCloseTo(50 * MM, 1);
    expect(parts.get('frame')?.rect.height).toBeCloseTo(35 * MM, 1);
    expect(parts.get('frame')?.reason).toBe('under-notation');
  });

  it('sets initials behind the end of the text', async () => {
    const { parts } = await stamp(
      { role: 'initial', image: makePng(60, 30, [0, 0, 90]) },
      at('letter.pdf'),
      leader,
    );
    expect(parts.get('image')?.reason).toBe('end-of-text');
    expect(parts.get('image')?.rect.height).toBeCloseTo(6.5 * MM, 1);
  });

  it('writes a bút phê with name and time where no text stands', async () => {
    const words = 'Giao Văn phòng tham mưu trả lời trước ngày 10/01/2026.';
    const { text, prepared } = await stamp(
      { role: 'comment', fields: { text: words } },
      at('letter.pdf'),
      leader,
    );
    expect(text.replace(/\s+/gu, ' ')).toContain('Giao Văn phòng tham mưu');
    const [place] = prepared.placements;
    const box = place?.rect ?? { x: 0, y: 0, width: 0, height: 0 };
    const covered = [740, 780, 600, 570].filter(
      (y) => y > box.y && y < box.y + box.height && box.x < 300 && box.x + box.width > 85,
    );
    expect(covered).toEqual([]);
  });

  it('writes name and time alone where the caller says that there are no words, and never by itself', async () => {
    const wordless = { role: 'comment', fields: {} } as const;
    const { text } = await stamp({ ...wordless, showInformation: true }, at('letter.pdf'), leader);
    expect(text).toContain('05.01.2026 08:30:00');
    await expect(stamp(wordless, at('letter.pdf'), leader)).rejects.toMatchObject({
      code: 'PDF_STAMP_INCOMPLETE',
    });
  });

  it('falls back to the profile on a scan, then to the default, and obeys a given place and an anchor', async () => {
    const rect = { x: 300, y: 200, width: 120, height: 50 };
    const profile = await stamp(
      { role: 'approve', image: signature, profile: [{ page: 1, rect }] },
      at('scan.pdf'),
      leader,
    );
    expect(profile.prepared.placements).toMatchObject([{ reason: 'profile', rect }]);
    const fallback = await stamp({ role: 'approve', image: signature }, at('scan.pdf'), leader);
    expect(fallback.prepared.placements).toMatchObject([{ reason: 'default' }]);
    const given = await stamp(
      { role: 'approve', image: signature, given: [{ page: 1, rect }] },
      at('letter.pdf'),
      leader,
    );
    expect(given.prepared.placements).toMatchObject([{ reason: 'given', rect }]);
    const anchor = await stamp(
      { role: 'approve', image: signature, anchor: 'Trân trọng' },
      at('letter.pdf'),
      leader,
    );
    expect(anchor.prepared.placements).toMatchObject([{ reason: 'anchor' }]);
  });

  it('draws a plain signature only when it is asked to', async () => {
    const hidden = await stamp({ role: 'plain' });
    expect(hidden.prepared.placements).toEqual([]);
    const shown = await stamp({
      role: 'plain',
      given: [{ page: 1, rect: { x: 50, y: 50, width: 200, height: 50 } }],
    });
    expect(shown.text).toContain('Người ký: Sở Nội vụ Mẫu');
  });
});

describe('what was shown', () => {
  const request = (extra: Partial<SignatureRequestInput> = {}): SignatureRequestInput => ({
    role: 'issue',
    image: seal,
    signerName: 'Sở Nội vụ Mẫu',
    time: SIGNING_TIME,
    fields: { number: '5', notation: 'SNV-VP', date: '2026-01-05' },
    ...extra,
  });

  it('is the same twice, and its pictures carry their own digest', async () => {
    const one = await prepareSignature(at('letter.pdf'), request(), { libraries });
    const two = await prepareSignature(at('letter.pdf'), request({ placements: one.placements }), {
      libraries,
    });
    expect(two.placements).toEqual(one.placements);
    expect(two.drawings).toEqual(one.drawings);
    for (const drawing of one.drawings) {
      expect(createHash('sha256').update(drawing.pdf).digest('hex')).toBe(drawing.sha256);
      const page = (await PDFDocument.load(drawing.pdf)).getPage(0);
      expect(page.getWidth()).toBeCloseTo(drawing.rect.width, 2);
      expect(page.getHeight()).toBeCloseTo(drawing.rect.height, 2);
    }
  });

  it('follows the clerk who moves a part', async () => {
    const proposed = await prepareSignature(at('letter.pdf'), request(), { libraries });
    const placements = proposed.placements.map((one) =>
      one.part === 'seal'
        ? { ...one, rect: { ...one.rect, x: one.rect.x - 40 }, reason: 'given' as const }
        : one,
    );
    const moved = await prepareSignature(at('letter.pdf'), request({ placements }), { libraries });
    expect(moved.placements).toEqual(placements);
    expect(moved.drawings[0]?.sha256).not.toBe(proposed.drawings[0]?.sha256);
  });
});

describe('bad requests', () => {
  const attempt = (request: Omit<SignatureRequestInput, 'signerName' | 'time'>) =>
    prepareSignature(
      at('letter.pdf'),
      { signerName: 'Nguyễn Văn Mẫu', time: SIGNING_TIME, ...request },
      { libraries },
    );

  it.each([
    [
      'a page that is not there',
      { role: 'plain', given: [{ page: 9, rect: { x: 1, y: 1, width: 9, height: 9 } }] },
      'PDF_PAGE_MISSING',
    ],
    [
      'a place outside the page',
      { role: 'plain', given: [{ page: 1, rect: { x: 590, y: 1, width: 90, height: 9 } }] },
      'PDF_PLACE_OUTSIDE',
    ],
    ['an image that is no PNG', { role: 'approve', image: new Uint8Array(100) }, 'PDF_IMAGE_INVALID'],
    [
      'an appendix without number',
      { role: 'appendix', fields: { notation: 'UBND-VP' } },
      'PDF_STAMP_INCOMPLETE',
    ],
    [
      'a character without glyph',
      { role: 'comment', fields: { text: 'đồng ý \u{1F44D}' } },
      'PDF_TEXT_NOT_DRAWABLE',
    ],
  ] as const)('%s has its own code', async (_name, request, code) => {
    await expect(attempt(structuredClone(request) as never)).rejects.toMatchObject({ code });
  });
});
