/** @needs openssl pdfsig qpdf mutool */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfFile } from '../../bridge/pdf/file/pdf-file.ts';
import { KyguiError } from '../../shared/errors.ts';
import { expectSoundSignedPdf } from './expect-sound-signed-pdf.ts';
import { makeHybrid, makeLetter, makePng, qpdf, withPrefix } from './make-pdf.ts';
import { signForTest } from './sign-for-test.ts';
import { createIdentity, type TestIdentity } from './test-signer.ts';

let folder = '';
let leader: TestIdentity;
let agency: TestIdentity;
const at = (name: string) => join(folder, name);
const signature = makePng(120, 50, [20, 40, 160]);
const seal = makePng(100, 100, [210, 20, 20]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-generated-'));
  leader = createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
  agency = createIdentity(folder, 'agency', 'Sở Nội vụ Mẫu', 'rsa:3072');
  writeFileSync(at('classic.pdf'), await makeLetter());
  writeFileSync(at('streams.pdf'), await makeLetter({ objectStreams: true }));
  writeFileSync(at('hybrid.pdf'), makeHybrid());
  qpdf(at('classic.pdf'), at('linear.pdf'), '--linearize');
  qpdf(at('streams.pdf'), at('linear-streams.pdf'), '--linearize', '--object-streams=generate');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Leader's image, then number, date and seal. */
async function approveAndIssue(input: string, who = leader): Promise<{ approved: string; issued: string }> {
  const approved = at('approved.pdf');
  const issued = at('issued.pdf');
  const first = await signForTest(input, approved, who, { role: 'approve', image: signature });
  expectSoundSignedPdf(input, approved, { rootPem: who.rootPem, stamps: first.prepared.placements });
  const second = await signForTest(approved, issued, agency, {
    role: 'issue',
    image: seal,
    imageWidthMm: 36,
    fields: { number: '5', notation: 'SNV-VP', date: '2026-01-05' },
  });
  expectSoundSignedPdf(approved, issued, { rootPem: agency.rootPem, stamps: second.prepared.placements });
  return { approved, issued };
}

const kindOf = (path: string): string => {
  const file = PdfFile.open(path);
  const kinds = file.revisions.map((one) => one.kind).join(' ');
  file.close();
  return kinds;
};

describe('approve and issue', () => {
  it('continue a classic table with tables', async () => {
    const { issued } = await approveAndIssue(at('classic.pdf'));
    expect(kindOf(issued)).toBe('table table table');
  });

  it('continue cross-reference streams with streams', async () => {
    const { issued } = await approveAndIssue(at('streams.pdf'));
    expect(kindOf(issued)).toBe('stream stream stream');
  });

  it('continue a hybrid file with tables', async () => {
    const { issued } = await approveAndIssue(at('hybrid.pdf'));
    expect(kindOf(issued)).toBe('table hybrid table table');
  });

  it.each(['linear.pdf', 'linear-streams.pdf'])('continue the linearised %s', async (name) => {
    await approveAndIssue(at(name));
  });

  it.each([
    ['40 bit RC4', ['--encrypt', '', 'owner', '40', '--', '--allow-weak-crypto']],
    ['128 bit RC4', ['--encrypt', '', 'owner', '128', '--use-aes=n', '--', '--allow-weak-crypto']],
    ['128 bit AES', ['--encrypt', '', 'owner', '128', '--use-aes=y', '--', '--allow-weak-crypto']],
    ['256 bit AES', ['--encrypt', '', 'owner', '256', '--']],
    [
      '256 bit AES of Acrobat 9',
      ['--encrypt', '', 'owner', '256', '--force-R5', '--', '--allow-weak-crypto'],
    ],
    ['256 bit AES, metadata in clear', ['--encrypt', '', 'owner', '256', '--cleartext-metadata', '--']],
  ])('sign within the encryption: %s, with tables and with streams', async (_name, args) => {
    for (const source of ['classic.pdf', 'streams.pdf']) {
      qpdf(at(source), at('encrypted.pdf'), ...args);
      const { issued } = await approveAndIssue(at('encrypted.pdf'));
      expect(execFileSync('pdfinfo', [issued], { encoding: 'utf8' })).toMatch(/^Encrypted: +yes/mu);
      const shown = execFileSync('pdfsig', ['-no-ocsp', '-nocert', issued], { encoding: 'utf8' });
      expect(shown).toContain('KyGui_issue_1');
    }
  });

  it.each([90, 180, 270] as const)('draw upright on a page turned by %i degrees', async (rotate) => {
    writeFileSync(at('turned.pdf'), await makeLetter({ rotate }));
    const { issued } = await approveAndIssue(at('turned.pdf'));
    expect(textOf(issued)).toContain('Số: 05 /SNV-VP');
    expect(textOf(issued)).toContain('ngày 05 tháng 01 năm 2026');
  });

  it('keep real sizes on a page with a user unit and boxes off the origin', async () => {
    writeFileSync(at('odd.pdf'), await makeLetter({ userUnit: 2 }));
    await approveAndIssue(at('odd.pdf'));
    writeFileSync(at('odd.pdf'), await makeLetter({ origin: { x: 100, y: -200 } }));
    const { issued } = await approveAndIssue(at('odd.pdf'));
    expect(textOf(issued)).toContain('Số: 05 /SNV-VP');
  });

  it('reach number and date on the first page and the seal on the last with one signature', async () => {
    writeFileSync(at('long.pdf'), await makeLetter({ pages: 3 }));
    const { issued } = await approveAndIssue(at('long.pdf'));
    expect(textOf(issued)).toContain('Số: 05 /SNV-VP');
    const file = PdfFile.open(issued);
    expect(file.revisions).toHaveLength(3);
    file.close();
  });

  it.each(['P-256', 'P-384', 'rsa:4096'] as const)('sign with a key of kind %s', async (kind) => {
    await approveAndIssue(
      at('classic.pdf'),
      createIdentity(folder, `key-${kind.replace(':', '')}`, 'Trần Thị Mẫu', kind),
    );
  });

  it('count offsets from the header when bytes stand before it', async () => {
    withPrefix(at('classic.pdf'), at('late.pdf'), 'lời đầu\n');
    const output = at('late-signed.pdf');
    const { prepared } = await signForTest(at('late.pdf'), output, leader, {
      role: 'approve',
      image: signature,
    });
    expectSoundSignedPdf(at('late.pdf'), output, { rootPem: leader.rootPem, stamps: prepared.placements });
  });
});

describe('a number that the drafter typed', () => {
  it('is not drawn over', async () => {
    writeFileSync(at('typed.pdf'), await makeLetter({ number: '05' }));
    const { prepared } = await signForTest(at('typed.pdf'), at('typed-signed.pdf'), agency, {
      role: 'issue',
      image: seal,
      fields: { number: '5', notation: 'SNV-VP', date: '2026-01-05' },
    });
    expect(prepared.alreadyThere).toEqual(['number']);
    expect(prepared.placements.map((one) => one.part)).toEqual(['date', 'seal']);
  });
});

describe('a damaged file without signature', () => {
  it('is continued under a new table, and the clerk is told', async () => {
    const bytes = readFileSync(at('classic.pdf'));
    const broken = Buffer.from(bytes.toString('latin1').replace(/startxref\n\d+/u, 'startxref\n7'), 'latin1');
    writeFileSync(at('broken.pdf'), broken);
    const { prepared } = await signForTest(at('broken.pdf'), at('mended.pdf'), leader, {
      role: 'approve',
      image: signature,
    });
    expect(prepared.notices).toEqual(['PDF_REBUILT']);
    expectSoundSignedPdf(at('broken.pdf'), at('mended.pdf'), {
      rootPem: leader.rootPem,
      stamps: prepared.placements,
    });
    const { prepared: next } = await signForTest(at('mended.pdf'), at('mended-2.pdf'), agency, {
      role: 'plain',
    });
    expect(next.notices).toEqual([]);
  });

  it.each(['classic.pdf', 'streams.pdf'])('is read within its encryption: %s', async (source) => {
    qpdf(at(source), at('locked.pdf'), '--encrypt', '', 'owner', '256', '--');
    const text = readFileSync(at('locked.pdf')).toString('latin1');
    writeFileSync(at('broken.pdf'), Buffer.from(text.replace(/startxref\n\d+/u, 'startxref\n7'), 'latin1'));
    const { prepared } = await signForTest(at('broken.pdf'), at('mended.pdf'), leader, {
      role: 'approve',
      image: signature,
    });
    expect(prepared.notices).toEqual(['PDF_REBUILT']);
    expectSoundSignedPdf(at('broken.pdf'), at('mended.pdf'), {
      rootPem: leader.rootPem,
      stamps: prepared.placements,
    });
  });

  it('is refused when it holds a signature', async () => {
    await signForTest(at('classic.pdf'), at('signed.pdf'), leader, { role: 'plain' });
    const text = readFileSync(at('signed.pdf')).toString('latin1');
    const last = text.lastIndexOf('startxref');
    writeFileSync(
      at('signed-broken.pdf'),
      Buffer.from(`${text.slice(0, last)}startxref\n7\n%%EOF\n`, 'latin1'),
    );
    await expect(
      signForTest(at('signed-broken.pdf'), at('never.pdf'), leader, { role: 'plain' }),
    ).rejects.toMatchObject({
      code: 'PDF_XREF_DAMAGED',
    });
  });
});

describe('refusals', () => {
  it.each([
    ['an open password', ['--encrypt', 'secret', 'owner', '256', '--'], 'PDF_NEEDS_PASSWORD'],
    [
      'no permission to add fields',
      ['--encrypt', '', 'owner', '256', '--modify=none', '--annotate=n', '--form=n', '--'],
      'PDF_PERMISSION_DENIED',
    ],
  ])('%s', async (_name, args, code) => {
    qpdf(at('classic.pdf'), at('locked.pdf'), ...args);
    const attempt = signForTest(at('locked.pdf'), at('never.pdf'), leader, { role: 'plain' });
    await expect(attempt).rejects.toBeInstanceOf(KyguiError);
    await expect(attempt).rejects.toMatchObject({ code });
  });
});

const textOf = (path: string): string =>
  execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).replace(/ +/gu, ' ');
