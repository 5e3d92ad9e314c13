import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkProfile } from './profile-check.ts';

const systems = (name: string) =>
  fileURLToPath(new URL(`../../tests/sandbox/systems/${name}`, import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-profile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function changed(make: string, change: (text: string) => string): Promise<string> {
  const path = join(folder, `${make}.json`);
  await writeFile(path, change(await readFile(systems(`${make}/profile.json`), 'utf8')));
  await writeFile(join(folder, 'saved-page.html'), await readFile(systems(`${make}/saved-page.html`)));
  return path;
}

describe('profiles of the sample systems give what their saved pages hold', () => {
  test.each(['webforms', 'table', 'angular', 'react', 'shadow'])('%s', async (make) => {
    const { json, exit, lines } = await checkProfile(systems(`${make}/profile.json`), [], undefined);
    expect(json, lines.join('\n')).toMatchObject({
      ok: true,
      pages:
        make === 'table' ? [{ differences: [] }, { rule: 'list', differences: [] }] : [{ differences: [] }],
    });
    expect(exit).toBe(0);
  });
});

test('a value that is not as expected is named with both, and the command ends with 3', async () => {
  const path = await changed('webforms', (text) => text.replace('"number": "102"', '"number": "999"'));
  const { json, exit, lines } = await checkProfile(path, [], undefined);
  expect(json).toMatchObject({
    ok: false,
    pages: [{ differences: [{ what: 'number', expected: '999', found: '102' }] }],
  });
  expect(exit).toBe(3);
  expect(lines.join('\n')).toContain('999');
});

test('rows and buttons that are missing are told', async () => {
  const path = await changed('table', (text) =>
    text.replace('td.thaotac', 'td.khac').replace(/"rows": 3,(\s+"row":)/u, '"rows": 4,$1'),
  );
  const { json } = await checkProfile(path, [], undefined);
  expect(json).toMatchObject({
    pages: [
      {
        differences: [
          { what: 'rows', expected: '4', found: '3' },
          { what: 'buttons', expected: 'approve', found: '' },
        ],
      },
      { rule: 'list', differences: [] },
    ],
  });
});

test('a list is held too: rows, which may be ticked, where each leads; one that leads nowhere is told', async () => {
  const list = {
    id: 'cho-ky',
    when: { exists: ['table'] },
    each: 'tr.vb',
    page: 'letter',
    document: { selector: 'a', attribute: 'href' },
    ticks: [{ role: 'approve', at: 'td', position: 'first', when: { absent: ['.ky'] } }],
    examples: [
      {
        page: 'danh-sach.html',
        address: 'https://qlvb.example.vn/ds',
        rows: 3,
        ticks: ['approve', null, 'approve'],
        documents: [
          'https://qlvb.example.vn/vb/1',
          'https://qlvb.example.vn/vb/2',
          'https://qlvb.example.vn/vb/3',
        ],
      },
    ],
  };
  const profile = {
    format: 1,
    id: 'mau',
    name: { vi: 'Mẫu', en: 'Sample' },
    addresses: ['https://qlvb.example.vn/*'],
    pages: [
      {
        id: 'letter',
        when: { exists: ['a.tep'] },
        file: { at: { selector: 'a.tep', attribute: 'href' } },
        fields: {},
        buttons: [],
      },
    ],
    lists: [list],
  };
  const row = (id: number, end: string, state = '') =>
    `<tr class="vb"><td class="${state}">${id}</td><td>${end}</td></tr>`;
  const link = (id: number) => `<a href="/vb/${id}">Xem</a>`;
  const page = (third: string) => `<table>${row(1, link(1))}${row(2, link(2), 'ky')}${row(3, third)}</table>`;
  const path = join(folder, 'lists.json');
  await writeFile(path, JSON.stringify(profile));
  await writeFile(join(folder, 'danh-sach.html'), page(link(3)));
  const good = await checkProfile(path, [], undefined);
  expect(good.json, good.lines.join('\n')).toMatchObject({ ok: true, pages: [{ rule: 'cho-ky' }] });
  await writeFile(join(folder, 'danh-sach.html'), page(''));
  const bad = await checkProfile(path, [], undefined);
  expect(bad.exit).toBe(3);
  expect(bad.json).toMatchObject({
    pages: [{ differences: [{ what: 'documents' }, { what: 'rows.2.document' }] }],
  });
  await writeFile(path, JSON.stringify({ ...profile, lists: [{ ...list, page: 'gone' }] }));
  await expect(checkProfile(path, [], undefined)).rejects.toMatchObject({ code: 'SITE_PROFILE_INVALID' });
});

test('a page without expectations shows what is read; one that no rule knows is refused', async () => {
  const profile = await changed('react', (text) => text.replace(/,\s*"examples": \[[\s\S]*?\n {6}\]/u, ''));
  const page = systems('react/saved-page.html');
  const known = await checkProfile(profile, [page], undefined);
  expect(known.json).toMatchObject({ ok: true, pages: [{ rule: 'letter', read: { number: ['402'] } }] });
  const other = await checkProfile(profile, [systems('table/saved-page.html')], undefined);
  expect(other.json).toMatchObject({ ok: false, pages: [{ rule: '—', read: {} }] });
  expect(other.lines.join('\n')).toContain('letter.when.');
  expect(other.exit).toBe(3);
});

test('a profile with a fault is refused with its place', async () => {
  const path = await changed('shadow', (text) => text.replace('"position": "last"', '"position": "inside"'));
  await expect(checkProfile(path, [], undefined)).rejects.toMatchObject({
    code: 'SITE_PROFILE_INVALID',
    details: { field: expect.stringContaining('pages.0.buttons.0.position') },
  });
});

test('an expression that could run for ever is refused with its place before any page is read', async () => {
  const path = await changed('table', (text) => text.replace('"^(\\\\d+)\\\\s*/"', '"^(\\\\d+)+\\\\s*/"'));
  await expect(checkProfile(path, [], undefined)).rejects.toMatchObject({
    code: 'SITE_EXPRESSION_ENDLESS',
    details: { field: expect.stringContaining('pages.0.fields.number.pattern') },
  });
});

test('a page that is not there is wrong usage', async () => {
  const missing = checkProfile(systems('react/profile.json'), [join(folder, 'missing.html')], undefined);
  await expect(missing).rejects.toMatchObject({ code: 'USAGE' });
});

describe('pages as a browser saves them', () => {
  const profile = {
    format: 1,
    id: 'khung',
    name: { vi: 'Khung', en: 'Frames' },
    addresses: ['https://qlvb.example.vn/*'],
    pages: [
      {
        id: 'document',
        when: { path: '^/vb/\\d+$', exists: ['#trong'] },
        file: { at: { selector: 'a', attribute: 'href' } },
        fields: { number: { selector: '#trong >>> #sau >>> b' } },
        buttons: [],
      },
    ],
  };
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  const from = '<!-- saved from url=(0030)https://qlvb.example.vn/vb/15 -->';

  test('the address that the browser noted counts, and frames lie beside the page', async () => {
    await mkdir(join(folder, 'trang_files'), { recursive: true });
    await write('khung.json', JSON.stringify(profile));
    await write('trang.html', `${from}<iframe id="trong" src="./trang_files/a.html"></iframe>`);
    await write('trang_files/a.html', '<iframe id="sau" src="./b.html"></iframe>');
    await write('trang_files/b.html', '<b>15</b>');
    const { json } = await checkProfile(join(folder, 'khung.json'), [join(folder, 'trang.html')], undefined);
    expect(json).toMatchObject({ ok: true, pages: [{ rule: 'document', read: { number: ['15'] } }] });
  });

  test('a frame outside of the folder of the page is not read', async () => {
    await mkdir(join(folder, 'ngoai'), { recursive: true });
    await write('bi-mat.html', '<iframe id="sau" src="trang_files/b.html"></iframe>');
    await write('ngoai/trang.html', `${from}<iframe id="trong" src="../bi-mat.html"></iframe>`);
    const page = join(folder, 'ngoai/trang.html');
    const { json } = await checkProfile(join(folder, 'khung.json'), [page], undefined);
    expect(json).toMatchObject({ pages: [{ rule: 'document', read: {} }] });
  });

  test('where no kind of page fits, what does not hold is named', async () => {
    await write('khac.html', '<p></p>');
    const page = join(folder, 'khac.html');
    const { json, exit } = await checkProfile(join(folder, 'khung.json'), [page], undefined);
    expect(exit).toBe(3);
    expect(json).toMatchObject({
      pages: [{ differences: [{ what: 'document.when.path' }, { what: 'document.when.exists' }] }],
    });
  });

  const archive = (...parts: readonly (readonly [head: string, body: string])[]) =>
    `MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="cat"\r\n\r\n${parts
      .map(([head, body]) => `--cat\r\n${head}\r\n\r\n${body}\r\n`)
      .join('')}--cat--\r\n`;
  const html = (location: string, id = '') =>
    `Content-Type: text/html${id && `\r\nContent-ID: <${id}>`}\r\nContent-Location: ${location}`;
  const framed = (inner: string) =>
    archive(
      [html('https://qlvb.example.vn/khung'), '<iframe src="cid:f1@mhtml"></iframe>'],
      [html('https://qlvb.example.vn/vb/15', 'f1@mhtml'), inner],
      [html('https://qlvb.example.vn/tep/15.pdf', 'f2@mhtml'), '<embed>'],
    );
  const letter = {
    ...profile,
    pages: [
      {
        id: 'letter',
        when: { path: '^/vb/\\d+$' },
        file: { at: { selector: 'iframe', attribute: 'src', as: 'url' } },
        fields: { number: { selector: 'b' } },
        buttons: [],
        examples: [
          {
            page: 'khung.mhtml',
            address: 'https://qlvb.example.vn/vb/15',
            fields: { number: '15' },
            file: 'https://qlvb.example.vn/tep/15.pdf',
          },
        ],
      },
    ],
  };
  const inner = '<b>15</b><iframe src="cid:f2@mhtml"></iframe>';

  test('in an archive the letter may be a frame, and its file has the address that it was saved from', async () => {
    await write('thu.json', JSON.stringify(letter));
    await write('khung.mhtml', framed(inner));
    const path = join(folder, 'thu.json');
    const held = await checkProfile(path, [], undefined);
    expect(held.json, held.lines.join('\n')).toMatchObject({ ok: true });
    await write('khac.mhtml', framed(inner));
    const { json } = await checkProfile(path, [join(folder, 'khac.mhtml')], undefined);
    expect(json).toMatchObject({
      ok: true,
      pages: [{ rule: 'letter', read: { number: ['15'], file: ['https://qlvb.example.vn/tep/15.pdf'] } }],
    });
  });

  test('a page of which no field is read is told, with no expectations too', async () => {
    await write('thu.json', JSON.stringify(letter));
    await write('trong.mhtml', framed('<i>15</i>'));
    const { json, exit } = await checkProfile(
      join(folder, 'thu.json'),
      [join(folder, 'trong.mhtml')],
      undefined,
    );
    expect(exit).toBe(3);
    expect(json).toMatchObject({
      pages: [{ rule: 'letter', differences: [{ what: 'fields', expected: 'number' }] }],
    });
  });
});
