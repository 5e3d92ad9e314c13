import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgePdf } from '../../../bridge/pdf/judge/judge.ts';
import { trustListOf } from '../../../bridge/pdf/judge/trust/trust-list.ts';
import { signForTest } from '../../vectors/sign-for-test.ts';
import { createIdentity, derOf, type TestIdentity } from '../../vectors/test-signer.ts';

/** One red, half transparent pixel. */
const SEAL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);

const folder = mkdtempSync(join(tmpdir(), 'kygui-own-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

let leader: TestIdentity;
let agency: TestIdentity;

beforeAll(async () => {
  leader = createIdentity(at('pki'), 'leader', 'Nguyễn Văn Mẫu');
  agency = createIdentity(at('pki'), 'agency', 'Ủy ban nhân dân xã Mẫu', 'P-256');
  for (const objectStreams of [false, true]) {
    const document = await PDFDocument.create();
    const font = await document.embedFont(StandardFonts.TimesRoman);
    for (const text of ['So:    /UBND-VP', 'Nguyen Van Mau']) {
      document.addPage([595, 842]).drawText(text, { x: 72, y: 700, size: 13, font });
    }
    const bytes = await document.save({ useObjectStreams: objectStreams });
    writeFileSync(at(`letter-${objectStreams}.pdf`), bytes);
  }
});

const judge = (name: string) =>
  judgePdf(at(name), {
    trust: trustListOf([derOf(leader.rootPem), derOf(agency.rootPem)]),
    now: new Date(),
  });

const rect = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

describe('what our own writer makes is judged sound', () => {
  for (const objectStreams of [false, true]) {
    const kind = objectStreams ? 'cross-reference streams' : 'tables';

    it(`a leader approves, an agency issues over two pages, somebody adds a plain signature (${kind})`, async () => {
      await signForTest(at(`letter-${objectStreams}.pdf`), at(`approved-${objectStreams}.pdf`), leader, {
        role: 'approve',
        image: SEAL,
        placements: [{ part: 'image', page: 2, rect: rect(300, 300, 100, 50), reason: 'given' }],
      });
      expect(await judge(`approved-${objectStreams}.pdf`)).toMatchObject({ signed: true, sound: true });
      await signForTest(at(`approved-${objectStreams}.pdf`), at(`issued-${objectStreams}.pdf`), agency, {
        role: 'issue',
        image: SEAL,
        imageWidthMm: 36,
        fields: { number: '5', notation: 'UBND-VP', date: '2026-01-05' },
        placements: [
          { part: 'number', page: 1, rect: rect(95, 695, 30, 20), reason: 'given' },
          { part: 'date', page: 1, rect: rect(300, 695, 150, 20), reason: 'given' },
          { part: 'seal', page: 2, rect: rect(260, 280, 102, 102), reason: 'given' },
        ],
      });
      const issued = await judge(`issued-${objectStreams}.pdf`);
      expect(issued).toMatchObject({ signed: true, sound: true });
      const changes = issued.signatures[0]?.changesAfter ?? [];
      expect(changes.every((change) => change.kind === 'allowed')).toBe(true);
      expect(changes.length).toBeGreaterThan(1);
      await signForTest(at(`issued-${objectStreams}.pdf`), at('third.pdf'), leader, { role: 'plain' });
      const third = await judge('third.pdf');
      expect(third).toMatchObject({ sound: true });
      expect(third.signatures.map((one) => one.level)).toEqual(['B-B', 'B-B', 'B-B']);
      expect(third.signatures.map((one) => one.signerName)).toEqual([
        'Nguyễn Văn Mẫu',
        'Ủy ban nhân dân xã Mẫu',
        'Nguyễn Văn Mẫu',
      ]);
    });
  }

  it('evil annotation: a stamp of a two-page signature is changed afterwards', async () => {
    const bytes = readFileSync(at('issued-false.pdf'));
    const text = bytes.toString('latin1');
    const stamp = /(\d+) 0 obj\s*(<< \/Type \/Annot \/Subtype \/Stamp[^\n]*)/u.exec(text);
    expect(stamp, 'the issue signature spans two pages').toBeDefined();
    const { revise } = await import('./kit/document.ts');
    const [, number = '0', body = ''] = stamp ?? [];
    const moved = body.replace(/\/Rect \[[^\]]*\]/u, '/Rect [0 0 595 842]');
    const trailer = /\/Root \d+ \d+ R/u.exec(text)?.[0] ?? '';
    writeFileSync(at('moved.pdf'), revise(bytes, { [Number(number)]: moved }, { trailer }));
    const verdict = await judge('moved.pdf');
    expect(verdict.sound).toBe(false);
    // The stamp hangs on the signature's field, which says whose picture was moved.
    expect(verdict.reasons).toContain('CHANGED_SIGNATURE_FIELD');
  });
});
