/** @needs openssl pdfsig qpdf pdftocairo mutool */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDict, PDFDocument, PDFName, PDFString } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgePdf } from '../../bridge/pdf/judge/judge.ts';
import { expectSoundSignedPdf } from './expect-sound-signed-pdf.ts';
import { makeLetter, makePng } from './make-pdf.ts';
import { signForTest } from './sign-for-test.ts';
import { createIdentity, type TestIdentity } from './test-signer.ts';

const folder = mkdtempSync(join(tmpdir(), 'kygui-field-'));
const at = (name: string) => join(folder, name);
const image = makePng(300, 120, [20, 40, 160]);
let leader: TestIdentity;
let agency: TestIdentity;

beforeAll(() => {
  leader = createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
  agency = createIdentity(folder, 'agency', 'Cơ quan Mẫu');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface FieldPlan {
  name: string;
  rect: [number, number, number, number];
  more?: Record<string, unknown>;
}

/** A letter whose author left signature fields empty. */
async function form(name: string, plans: FieldPlan[]): Promise<string> {
  const document = await PDFDocument.load(await makeLetter());
  const { context, catalog } = document;
  const page = document.getPage(0);
  const fields = plans.map(({ name: title, rect, more = {} }) => {
    const field = context.obj({
      Type: 'Annot',
      Subtype: 'Widget',
      FT: 'Sig',
      Rect: rect,
      P: page.ref,
      ...more,
    } as never) as unknown as PDFDict;
    field.set(PDFName.of('T'), PDFString.of(title));
    const ref = context.register(field);
    page.node.addAnnot(ref);
    return ref;
  });
  catalog.set(PDFName.of('AcroForm'), context.obj({ Fields: fields }));
  const path = at(name);
  writeFileSync(path, await document.save({ useObjectStreams: false }));
  return path;
}

const LEADER: FieldPlan = { name: 'NguoiKy', rect: [330, 150, 470, 210] };
const SEAL: FieldPlan = { name: 'VanThu.Dau', rect: [250, 140, 340, 230] };

describe('an empty signature field of a form', () => {
  test('is signed when it is the only one and fits the role, and the seal goes into the one that is named', async () => {
    const input = await form('one.pdf', [LEADER]);
    const first = await signForTest(input, at('one-signed.pdf'), leader, { role: 'approve', image });
    expect(first.prepared).toMatchObject({
      fieldName: 'NguoiKy',
      intoEmptyField: true,
      placements: [{ part: 'image', page: 1, rect: { x: 330, y: 150, width: 140, height: 60 } }],
    });
    expectSoundSignedPdf(input, at('one-signed.pdf'), first.prepared);
    const both = await form('two.pdf', [LEADER, SEAL]);
    await signForTest(both, at('two-1.pdf'), leader, { role: 'approve', image, field: 'NguoiKy' });
    const seal = { role: 'issue', image, field: 'VanThu.Dau' } as const;
    const issued = await signForTest(at('two-1.pdf'), at('two-2.pdf'), agency, seal);
    expect(issued.prepared.fieldName).toBe('VanThu.Dau');
    expectSoundSignedPdf(at('two-1.pdf'), at('two-2.pdf'), issued.prepared);
    const verdict = await judgePdf(at('two-2.pdf'), { trust: null, revocation: null });
    expect(verdict).toMatchObject({
      sound: true,
      signatures: [{ fieldName: 'NguoiKy' }, { fieldName: 'VanThu.Dau' }],
    });
    // No field was added: the form still has the two of its author.
    const fields = (await PDFDocument.load(readFileSync(at('two-2.pdf')))).catalog.lookup(
      PDFName.of('AcroForm'),
      PDFDict,
    );
    expect(String(fields.get(PDFName.of('Fields')))).toMatch(/^\[ \d+ 0 R \d+ 0 R \]$/u);
  });

  test('takes the seal while number and date are drawn where the letter has its blanks', async () => {
    const input = await form('seal.pdf', [LEADER, SEAL]);
    await signForTest(input, at('seal-1.pdf'), leader, { role: 'approve', image, field: 'NguoiKy' });
    const issued = await signForTest(at('seal-1.pdf'), at('seal-2.pdf'), agency, {
      role: 'issue',
      image,
      field: 'VanThu.Dau',
      fields: { number: '15', date: '2026-01-05' },
    });
    const places = issued.prepared.placements.map(({ part, page }) => `${part} ${page}`);
    expect(places.sort()).toEqual(['date 1', 'number 1', 'seal 1']);
    expectSoundSignedPdf(at('seal-1.pdf'), at('seal-2.pdf'), issued.prepared);
    const verdict = await judgePdf(at('seal-2.pdf'), { trust: null, revocation: null });
    expect(verdict).toMatchObject({
      sound: true,
      signatures: [{ fieldName: 'NguoiKy' }, { fieldName: 'VanThu.Dau' }],
    });
    const third = await signForTest(at('seal-2.pdf'), at('seal-3.pdf'), leader, { role: 'plain' });
    expectSoundSignedPdf(at('seal-2.pdf'), at('seal-3.pdf'), third.prepared);
    expect(await judgePdf(at('seal-3.pdf'), { trust: null })).toMatchObject({ sound: true });
  });

  test('stays empty when two are there and none is named, when its name says another role, and when a place is given', async () => {
    for (const [name, plans, given] of [
      ['a.pdf', [LEADER, SEAL], []],
      ['b.pdf', [SEAL], []],
      ['c.pdf', [LEADER], [{ page: 1, rect: { x: 50, y: 50, width: 100, height: 50 } }]],
    ] as const) {
      const input = await form(name, [...plans]);
      const { prepared } = await signForTest(input, at(`signed-${name}`), leader, {
        role: 'approve',
        image,
        given: [...given],
      });
      expect(prepared).toMatchObject({ intoEmptyField: false, fieldName: 'KyGui_approve_1' });
      expectSoundSignedPdf(input, at(`signed-${name}`), prepared);
    }
  });

  test('its lock is obeyed: what the author locked stays locked for the next signer', async () => {
    const lock = { Lock: { Type: 'SigFieldLock', Action: 'Include', Fields: [PDFString.of('VanThu.Dau')] } };
    const input = await form('lock.pdf', [{ ...LEADER, more: lock }, SEAL]);
    const { prepared } = await signForTest(input, at('locked.pdf'), leader, {
      role: 'approve',
      image,
      field: 'NguoiKy',
    });
    expect(prepared.notices).toEqual(['PDF_FIELD_LOCKS']);
    expectSoundSignedPdf(input, at('locked.pdf'), prepared);
    expect(execFileSync('qpdf', ['--qdf', at('locked.pdf'), '-'], { encoding: 'latin1' })).toContain(
      '/FieldMDP',
    );
    await expect(
      signForTest(at('locked.pdf'), at('never.pdf'), agency, { role: 'plain', field: 'VanThu.Dau' }),
    ).rejects.toMatchObject({ code: 'PDF_LOCKED_BY_SIGNATURE' });
  });

  test('its seed value is obeyed: the form of signature, the only reason; what cannot be met is refused', async () => {
    const seed = (SV: Record<string, unknown>) => ({ more: { SV: { Type: 'SV', ...SV } } });
    const wishes = {
      Ff: 2 + 8 + 64,
      SubFilter: ['adbe.pkcs7.detached'],
      Reasons: [PDFString.of('Duyệt')],
      DigestMethod: [PDFString.of('SHA256')],
    };
    const input = await form('seed.pdf', [{ ...LEADER, ...seed(wishes) }]);
    const { prepared } = await signForTest(input, at('seeded.pdf'), leader, { role: 'approve', image });
    expectSoundSignedPdf(input, at('seeded.pdf'), prepared);
    expect(readFileSync(at('seeded.pdf'), 'latin1').slice(readFileSync(input).length)).toContain(
      '/SubFilter /adbe.pkcs7.detached',
    );
    for (const [SV, problem] of [
      [{ Ff: 1, Filter: 'Entrust.PPKEF' }, 'SV Filter'],
      [{ Ff: 2, SubFilter: ['adbe.x509.rsa_sha1'] }, 'SV SubFilter'],
      [{ Ff: 64, DigestMethod: [PDFString.of('SHA512')] }, 'SV DigestMethod'],
      [{ MDP: { P: 1 } }, 'SV MDP'],
    ] as const) {
      const file = await form('demand.pdf', [{ ...LEADER, ...seed(SV) }]);
      await expect(
        signForTest(file, at('never.pdf'), leader, { role: 'approve', image, field: 'NguoiKy' }),
      ).rejects.toMatchObject({
        code: 'PDF_FIELD_UNUSABLE',
        details: { problem },
      });
    }
    for (const field of ['Khác', 'KyGui_approve_1']) {
      await expect(
        signForTest(input, at('never.pdf'), leader, { role: 'approve', image, field }),
      ).rejects.toMatchObject({ code: 'PDF_FIELD_UNUSABLE' });
    }
    await expect(
      signForTest(at('seeded.pdf'), at('never.pdf'), leader, { role: 'plain', field: 'NguoiKy' }),
    ).rejects.toMatchObject({ code: 'PDF_FIELD_UNUSABLE' });
  });

  test('is signed in an encrypted form whose author allows filling and no new fields', async () => {
    const input = at('locked-form.pdf');
    const plain = await form('open-form.pdf', [LEADER]);
    execFileSync('qpdf', ['--encrypt', '', 'chu', '256', '--modify=form', '--', plain, input]);
    const { prepared } = await signForTest(input, at('locked-signed.pdf'), leader, {
      role: 'approve',
      image,
      field: 'NguoiKy',
    });
    expectSoundSignedPdf(input, at('locked-signed.pdf'), prepared);
    await expect(
      signForTest(at('locked-signed.pdf'), at('never.pdf'), leader, { role: 'plain' }),
    ).rejects.toMatchObject({ code: 'PDF_PERMISSION_DENIED' });
  });
});
