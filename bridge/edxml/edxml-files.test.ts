import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { letterDraftSchema } from '../../shared/document/letter.ts';
import { composeStatus } from '../../shared/edxml/compose.ts';
import { edxmlBuild, edxmlCheck, edxmlRead } from './cli.ts';
import { packageBuilder } from './package-builder.ts';
import { readPackageFile } from './read-file.ts';
import { writeStatusFile } from './write-file.ts';

const PDF = '%PDF-1.4\n%mau\n%%EOF\n';
const NOW = '2026-01-05T09:00:00';
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-test-'));
  await writeFile(join(folder, 'vb.pdf'), PDF);
  await writeFile(join(folder, 'Phụ lục.txt'), 'bảng');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SPEC = {
  from: { organId: 'H99.01', organName: 'UBND xã Mẫu A' },
  number: '15',
  notation: 'UBND-VP',
  date: '2026-01-05',
  subject: 'V/v kiểm thử',
  signer: { competence: 'KT. CHỦ TỊCH', position: 'Phó Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
  documentType: { type: 2, typeDetail: 18, typeName: 'Công văn' },
  recipients: [
    { code: 'H99.02', organName: 'UBND xã Mẫu B' },
    { code: 'G99', organName: 'Bộ Mẫu' },
  ],
  attachments: [
    { path: 'Phụ lục.txt', description: 'Phụ lục' },
    { path: 'vb.pdf', main: true },
  ],
};

async function build(changes: object = {}) {
  const spec = join(folder, 'spec.json');
  await writeFile(spec, JSON.stringify({ ...SPEC, ...changes }));
  return edxmlBuild(spec, join(folder, 'out.edxml'), NOW);
}

describe('building', () => {
  test.each(['java', '.net'])(
    'a spec becomes a package in the %s profile that reads back',
    async (profile) => {
      const built = await build({ profile });
      expect(built).toMatchObject({ documentId: 'H99.01,2026/01/05,15/UBND-VP', findings: [] });
      const bytes = await readFile(built.path);
      expect(built.size).toBe(bytes.length);
      expect(built.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
      const read = await edxmlRead(built.path, join(folder, 'out'));
      if (read.kind !== 'edoc') throw new Error('not a document');
      expect(read.attachments.map(({ name }) => name)).toEqual(['vb.pdf', 'Phụ lục.txt']);
      expect(await readFile(read.paths[0] ?? '', 'utf8')).toBe(PDF);
      expect(await readFile(read.paths[1] ?? '', 'utf8')).toBe('bảng');
      expect(read.original.sha256).toBe(built.sha256);
      expect(read.warnings).toEqual([]);
      expect(read.package.traceHeaderList.traceHeaders).toEqual([{ organId: 'H99.01', timestamp: NOW }]);
      expect(await edxmlCheck(built.path, '2026-01-05')).toMatchObject({ ok: true, readable: true });
      expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    },
  );

  test('a recall carries its target in both places', async () => {
    const target = { documentId: 'H99.01,2026/01/02,14/UBND-VP' };
    const built = await build({ business: { kind: 'recall', target, reason: 'sai số liệu' } });
    const read = await edxmlRead(built.path);
    if (read.kind !== 'edoc') throw new Error('not a document');
    expect(read.package.traceHeaderList.bussiness).toMatchObject({
      documentId: target.documentId,
      bussinessDocType: 1,
      bussinessDocReason: 'sai số liệu',
    });
    expect(read.package.messageHeader.responseFor).toEqual([
      {
        organId: 'H99.02',
        code: '14/UBND-VP',
        documentId: target.documentId,
        promulgationDate: '2026-01-02',
      },
    ]);
    expect(read.paths).toEqual([]);
  });

  test('update and replace carry their parts', async () => {
    const update = await build({
      business: {
        kind: 'update',
        documentId: 'H99.01,2026/01/02,14/UBND-VP',
        informationChanged: true,
        receiversChanged: true,
        receivers: [{ code: 'H99.03', change: 'removed' }],
      },
    });
    expect(await edxmlRead(update.path)).toMatchObject({
      package: {
        traceHeaderList: {
          bussiness: {
            bussinessDocType: 2,
            bussinessDocumentInfo: [
              {
                documentInfo: true,
                documentReceiver: true,
                receiverList: [{ organId: 'H99.03', receiverType: 0 }],
              },
            ],
          },
        },
      },
    });
    const replaced = [{ documentId: 'H99.01,2026/01/02,14/UBND-VP', receivers: ['H99.02'] }];
    expect(await edxmlRead((await build({ business: { kind: 'replace', replaced } })).path)).toMatchObject({
      package: {
        traceHeaderList: {
          bussiness: {
            bussinessDocType: 3,
            replacementInfoList: [{ documentId: 'H99.01,2026/01/02,14/UBND-VP', organIdList: ['H99.02'] }],
          },
        },
      },
    });
  });

  test.each([
    ['not JSON', undefined, 'EDXML_SPEC_INVALID'],
    ['a wrong type', { priority: 'high' }, 'EDXML_SPEC_INVALID'],
    ['faults', { number: '', subject: '' }, 'EDXML_DRAFT_INVALID'],
    ['a secret marking', { subject: '[MẬT] V/v kiểm thử' }, 'STATE_SECRET_MARK'],
    ['a missing file', { attachments: [{ path: 'khong-co.pdf' }] }, 'EDXML_FILE_UNREADABLE'],
  ])('%s stops it and leaves nothing behind', async (_name, changes, code) => {
    if (changes === undefined) {
      await writeFile(join(folder, 'spec.json'), '{');
      await expect(
        edxmlBuild(join(folder, 'spec.json'), join(folder, 'out.edxml'), NOW),
      ).rejects.toMatchObject({ code });
    } else {
      await expect(build(changes)).rejects.toMatchObject({ code });
    }
    expect((await readdir(folder)).sort()).toEqual(['Phụ lục.txt', 'spec.json', 'vb.pdf'].sort());
  });

  test('all faults come with the refusal', async () => {
    await expect(build({ number: '', subject: '' })).rejects.toMatchObject({
      details: { count: 2 },
      cause: expect.arrayContaining([expect.objectContaining({ id: 'N.MessageHeader.Subject' })]),
    });
  });

  test('an unwritable place is named, without its folder', async () => {
    await writeFile(join(folder, 'spec.json'), JSON.stringify(SPEC));
    await expect(
      edxmlBuild(join(folder, 'spec.json'), join(folder, 'none', 'out.edxml'), NOW),
    ).rejects.toMatchObject({
      code: 'EDXML_FILE_UNWRITABLE',
      details: { file: 'out.edxml', reason: 'ENOENT' },
    });
  });
});

describe('checking', () => {
  test('a file that is no package is explained, not thrown', async () => {
    await writeFile(join(folder, 'x.edxml'), '<!DOCTYPE a><a/>');
    const checked = await edxmlCheck(join(folder, 'x.edxml'));
    expect(checked).toMatchObject({
      ok: false,
      readable: false,
      findings: [{ id: 'M.Package.EDXML_DOCTYPE' }],
    });
  });

  test('a file that is not there is an error', async () => {
    await expect(edxmlCheck(join(folder, 'x.edxml'))).rejects.toMatchObject({
      code: 'EDXML_FILE_UNREADABLE',
    });
  });
});

describe('the builder of the outbox', () => {
  const draft = letterDraftSchema.parse({
    ...SPEC,
    attachments: [
      { documentId: 'd2', name: 'Phụ lục.txt', main: false },
      { documentId: 'd1', name: 'vb.pdf', main: true },
    ],
  });
  const letter = {
    letterId: 'letter-1',
    documentId: 'H99.01,2026/01/05,15/UBND-VP',
    draft,
    from: SPEC.from,
    recipients: [{ code: 'H99.02', name: 'UBND xã Mẫu B' }],
    at: '2026-01-05T01:30:00.000Z',
  };

  test('freezes the same bytes again, main letter first, hop in Vietnam time', async () => {
    const attachments = [{ path: join(folder, 'Phụ lục.txt') }, { path: join(folder, 'vb.pdf') }];
    const first = await packageBuilder().letter({ ...letter, attachments }, join(folder, '1'));
    const second = await packageBuilder().letter({ ...letter, attachments }, join(folder, '2'));
    expect(second).toEqual(first);
    const read = await readPackageFile(join(folder, '1'), join(folder, 'out'));
    if (read.kind !== 'edoc') throw new Error('not a document');
    expect(read.attachments.map(({ name }) => name)).toEqual(['vb.pdf', 'Phụ lục.txt']);
    expect(read.package.traceHeaderList.traceHeaders[0]?.timestamp).toBe('2026-01-05T08:30:00');
    expect((await stat(read.paths[0] ?? '')).mode & 0o777).toBe(0o600);
  });

  test('statuses are written and read back', async () => {
    const status = composeStatus({
      code: '02',
      from: SPEC.from,
      letter: {
        organId: 'H99.02',
        code: '1/VP',
        documentId: 'H99.02,2026/01/05,1/VP',
        promulgationDate: '2026-01-05',
      },
      timestamp: NOW,
      reason: 'sai nơi nhận',
    });
    await writeStatusFile(status, join(folder, 's.edxml'));
    expect(await edxmlRead(join(folder, 's.edxml'))).toMatchObject({
      kind: 'status',
      package: status,
      warnings: [],
    });
    expect(Buffer.from(packageBuilder().status(status))).toEqual(await readFile(join(folder, 's.edxml')));
  });
});

test('hostile names never leave the folder', async () => {
  const out = join(folder, 'out');
  const text = (
    await readFile(new URL('../../tests/vectors/data/edxml/sdk-type1.edxml', import.meta.url), 'utf8')
  ).replaceAll('vb.pdf', '../../../vb\u202efdp.exe/..\\..\\CON.pdf');
  await writeFile(join(folder, 'x.edxml'), text);
  const read = await readPackageFile(join(folder, 'x.edxml'), out);
  expect(await readdir(out)).toEqual(['_CON.pdf']);
  expect(read.paths).toEqual([join(out, '_CON.pdf')]);
});

test('a package that cannot be read leaves nothing in the folder', async () => {
  const out = join(folder, 'out');
  const text = await readFile(
    new URL('../../tests/vectors/data/edxml/sdk-type0.edxml', import.meta.url),
    'utf8',
  );
  await writeFile(join(folder, 'x.edxml'), text.slice(0, -20));
  await expect(readPackageFile(join(folder, 'x.edxml'), out)).rejects.toMatchObject({
    code: 'EDXML_TRUNCATED',
  });
  expect(await readdir(out)).toEqual([]);
});
