import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWebArchive } from './mhtml.ts';
import { checkProfile } from './profile-check.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-mhtml-'));
  const profile = {
    format: 1,
    id: 'luu',
    name: { vi: 'Trang lưu', en: 'Saved' },
    addresses: ['https://qlvb.example.vn/*'],
    pages: [
      {
        id: 'document',
        when: { path: '^/vb/\\d+$', exists: ['#trong'] },
        file: { at: { selector: 'a', attribute: 'href' } },
        fields: {
          number: { selector: '#trong >>> #sau >>> b' },
          subject: { selector: '#bong >>> i' },
        },
        buttons: [],
      },
    ],
  };
  await writeFile(join(folder, 'luu.json'), JSON.stringify(profile));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const message = (...lines: (string | Buffer)[]) =>
  Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\r\n')]));

async function read(name: string, archive: Buffer): Promise<unknown> {
  const path = join(folder, name);
  await writeFile(path, archive);
  return (await checkProfile(join(folder, 'luu.json'), [path], undefined)).json;
}

/** As Chromium writes it: frames by `cid:`, shadow roots as templates, soft line breaks within words. */
const chromium = message(
  'From: <Saved by Blink>',
  'Snapshot-Content-Location: https://qlvb.example.vn/vb/15',
  'Subject: =?utf-8?Q?V=C4=83n=20b=E1=BA=A3n?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/related;',
  '\ttype="text/html";',
  '\tboundary="----MultipartBoundary--aB1----"',
  '',
  '',
  '------MultipartBoundary--aB1----',
  'Content-Type: text/html',
  'Content-ID: <frame-1@mhtml.blink>',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Location: https://qlvb.example.vn/vb/15',
  '',
  '<html><head><meta http-equiv=3D"Content-Type" content=3D"text/html; charset=',
  '=3DUTF-8"></head><body><div id=3D"bong"><template shadowmode=3D"open"><i>Tr=C3=',
  '=ADch y=E1=BA=BFu</i></template></div><iframe id=3D"trong" src=3D"cid:frame-2@mht=',
  'ml.blink"></iframe></body></html>',
  '------MultipartBoundary--aB1----',
  'Content-Type: image/png',
  'Content-Transfer-Encoding: base64',
  'Content-Location: https://qlvb.example.vn/logo.png',
  '',
  '###',
  '------MultipartBoundary--aB1----',
  'Content-Type: text/html',
  'Content-ID: <frame-2@mhtml.blink>',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Location: https://qlvb.example.vn/khung',
  '',
  '<iframe id=3D"sau" src=3D"cid:frame-3@mhtml.blink"></iframe>',
  '------MultipartBoundary--aB1----',
  'Content-Type: text/html',
  'Content-ID: <frame-3@mhtml.blink>',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<b>15</b>',
  '------MultipartBoundary--aB1------',
);

test('an archive of Chromium is read with its frames, its shadow roots and its address', async () => {
  const json = await read('trang.mhtml', chromium);
  expect(json).toMatchObject({
    ok: true,
    pages: [{ rule: 'document', read: { number: ['15'], subject: ['Trích yếu'] } }],
  });
});

test('one with base64, a character set of its own and frames by their addresses is read', async () => {
  // “Đề” in windows-1258: Đ is D0, ê with a combining grave EA CC.
  const page = Buffer.concat([
    Buffer.from('<div id="bong"><template shadowrootmode="open"><i>'),
    Buffer.from([0xd0, 0xea, 0xcc]),
    Buffer.from('</i></template></div><iframe id="trong" src="../khung.htm#a"></iframe>'),
  ]);
  const archive = message(
    'MIME-Version: 1.0',
    'Content-Type: multipart/related; boundary=ranh',
    '',
    '--ranh',
    'Content-Type: text/html; charset="windows-1258"',
    'Content-Transfer-Encoding: BASE64',
    'Content-Location: https://qlvb.example.vn/vb/15',
    '',
    page.toString('base64').replace(/.{40}/gu, '$&\r\n'),
    '--ranh',
    'Content-Type: text/html',
    'Content-Location: https://qlvb.example.vn/khung.htm',
    '',
    '<iframe id="sau" src="https://qlvb.example.vn/so?vb=15"></iframe>',
    '--ranh',
    'Content-Type: text/html',
    'Content-Location: https://qlvb.example.vn/so?vb=15',
    '',
    '<b>15</b>',
    '--ranh--',
  );
  const json = await read('trang.mht', archive);
  expect(json).toMatchObject({ pages: [{ read: { number: ['15'], subject: ['Đề'] } }] });
});

test.each([
  ['breaks off', message(chromium.toString('latin1').slice(0, 900)), 'boundary'],
  ['holds no page', message('MIME-Version: 1.0', 'Content-Type: image/png', '', 'x'), 'no page'],
  [
    'is packed in a way that no standard knows',
    message('Content-Type: text/html', 'Content-Transfer-Encoding: x-uu', '', 'x'),
    'content-transfer-encoding',
  ],
  [
    'has an escape that is none',
    message('Content-Type: text/html', 'Content-Transfer-Encoding: quoted-printable', '', 'a=ZZ'),
    'quoted-printable',
  ],
  [
    'has more parts than a page can have',
    message(
      'Content-Type: multipart/related; boundary=r',
      '',
      ...Array<string>(5003).fill('--r\r\n'),
      '--r--',
    ),
    'parts',
  ],
])('one that %s is refused with what to do', async (_, archive, why) => {
  expect(() => readWebArchive(archive)).toThrow(why);
  await expect(read('hong.mhtml', archive)).rejects.toMatchObject({
    code: 'USAGE',
    details: { problem: expect.stringContaining('MHTML') },
  });
});
