import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRunner, expectRefusal, type Runner } from './support/cli.ts';

const golden = fileURLToPath(new URL('../vectors/data/edxml', import.meta.url));

let dir = '';
let kygui: Runner;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-cli-edxml-'));
  kygui = await createRunner(join(dir, 'home'));
  await writeFile(at('van-ban.pdf'), '%PDF-1.7\nthân văn bản\n');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const at = (name: string) => join(dir, name);

const letter = {
  from: { organId: 'H99.01', organName: 'UBND xã Mẫu A', email: 'vanthu@example.vn' },
  recipients: [
    { code: 'H99.02', organName: 'UBND xã Mẫu B' },
    { code: 'G99', organName: 'Bộ Mẫu' },
  ],
  number: '15',
  notation: 'UBND-VP',
  date: '2026-01-05',
  subject: 'V/v thử nghiệm liên thông',
  signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
  documentType: { type: 1, typeName: 'Công văn' },
  place: 'Mẫu A',
  attachments: [{ path: 'van-ban.pdf' }],
};

async function build(name: string, spec: unknown) {
  await writeFile(at(`${name}.json`), typeof spec === 'string' ? spec : JSON.stringify(spec));
  return kygui.run(['edxml', 'build', at(`${name}.json`), '-o', at(`${name}.edxml`)]);
}

const goldenNames = readdirSync(golden).filter((name) => name.endsWith('.edxml'));

test('there are golden packages', () => expect(goldenNames.length).toBeGreaterThan(0));

test.each(goldenNames)('golden package %s is read and explained', async (name) => {
  const read = await kygui.run(['edxml', 'read', join(golden, name)]);
  const kind = name.includes('status') ? 'status' : 'edoc';
  expect(read).toMatchObject({ status: 0, json: { kind } });
  const check = await kygui.run(['edxml', 'check', join(golden, name)]);
  expect(check.json).toMatchObject({ readable: true, kind, findings: expect.any(Array) });
  expect(check.status).toBe(check.json.ok === true ? 0 : 3);
});

test('a package that was built is read back with the same letter and the same bytes', async () => {
  const built = await build('letter', letter);
  expect(built).toMatchObject({ status: 0, json: { documentId: 'H99.01,2026/01/05,15/UBND-VP' } });
  const bytes = await readFile(at('letter.edxml'));
  expect(built.json.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  const read = await kygui.run(['edxml', 'read', at('letter.edxml'), '--files', at('files')]);
  expect(read.json).toMatchObject({
    kind: 'edoc',
    package: {
      messageHeader: {
        from: { organId: 'H99.01' },
        to: [{ organId: 'H99.02' }, { organId: 'G99' }],
        code: { codeNumber: '15', codeNotation: 'UBND-VP' },
        subject: letter.subject,
      },
    },
  });
  const [path = ''] = read.json.paths as string[];
  expect(await readFile(path)).toEqual(await readFile(at('van-ban.pdf')));
  expect(await kygui.run(['edxml', 'check', at('letter.edxml')])).toMatchObject({
    status: 0,
    json: { ok: true, readable: true },
  });
});

test.each([
  ['no JSON', '{', 'EDXML_SPEC_INVALID', 2],
  ['fields of another kind', { ...letter, recipients: 'H99.02' }, 'EDXML_SPEC_INVALID', 2],
  ['no recipient', { ...letter, recipients: [] }, 'EDXML_DRAFT_INVALID', 3],
  ['no subject', { ...letter, subject: '' }, 'EDXML_DRAFT_INVALID', 3],
  ['a day that is in no calendar', { ...letter, date: '2026-02-30' }, 'EDXML_DRAFT_INVALID', 3],
  ['a state-secret marking', { ...letter, subject: 'TỐI MẬT: V/v thử nghiệm' }, 'STATE_SECRET_MARK', 3],
  ['a file that is not there', { ...letter, attachments: [{ path: 'no.pdf' }] }, 'EDXML_FILE_UNREADABLE', 1],
] as const)('a description with %s builds nothing', async (name, spec, code, status) => {
  expectRefusal(await build(`bad ${name}`, spec), code, status);
  await expect(readFile(at(`bad ${name}.edxml`))).rejects.toThrow('ENOENT');
});

test('a package is never written over what it is made of', async () => {
  await writeFile(at('own.json'), JSON.stringify(letter));
  for (const name of ['own.json', 'van-ban.pdf']) {
    const before = await readFile(at(name));
    expectRefusal(await kygui.run(['edxml', 'build', at('own.json'), '-o', at(name)]), 'USAGE', 2);
    expect(await readFile(at(name))).toEqual(before);
  }
});

test('a package with a document type declaration is refused, and explained by check', async () => {
  const text = (await readFile(join(golden, 'sdk-status01.edxml'), 'utf8')).replace(
    /^(<\?xml[^>]*\?>)?/u,
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
  );
  await writeFile(at('doctype.edxml'), text);
  expectRefusal(await kygui.run(['edxml', 'read', at('doctype.edxml')]), 'EDXML_DOCTYPE', 3);
  expect(await kygui.run(['edxml', 'check', at('doctype.edxml')])).toMatchObject({
    status: 3,
    json: { ok: false, readable: false, findings: [{ severity: 'error' }] },
  });
});

test('an empty file, a missing one and one that is no package', async () => {
  await writeFile(at('empty.edxml'), '');
  expectRefusal(await kygui.run(['edxml', 'read', at('empty.edxml')]), 'EDXML_EMPTY', 3);
  expectRefusal(await kygui.run(['edxml', 'read', at('missing.edxml')]), 'EDXML_FILE_UNREADABLE', 1);
  expectRefusal(await kygui.run(['edxml', 'check', at('missing.edxml')]), 'EDXML_FILE_UNREADABLE', 1);
  expectRefusal(
    await build('no/folder', letter).catch(() =>
      kygui.run(['edxml', 'build', at('letter.json'), '-o', at('no/folder.edxml')]),
    ),
    'EDXML_FILE_UNWRITABLE',
    1,
  );
});
