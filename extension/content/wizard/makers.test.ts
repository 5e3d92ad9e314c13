// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readFields, readFile, readText } from '../../../shared/profile/read.ts';
import { type Survey, surveySchema } from '../../messages/wizard.ts';
import { pageScope } from '../scope.ts';
import { survey } from './survey.ts';

/** One rule of finding each, on the pages that taught it: shown for letter 4101, read for letter 7. */

const at = (id: number) =>
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    `https://qlvb.example.vn/vb/xem?id=${id}`,
  );

beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
  at(4101);
});

const proposed = (html: string): Survey => {
  document.body.innerHTML = html;
  return surveySchema.parse(survey());
};
const texts = (found: Survey, root: ParentNode = document) =>
  Object.fromEntries(
    Object.entries(readFields(found.fields, pageScope(root, found.encoding))).map(([name, { values }]) => [
      name,
      values.join('; '),
    ]),
  );
const fileOf = (found: Survey, root: ParentNode = document) =>
  found.file && readFile(found.file, pageScope(root));

describe('files', () => {
  const ways: Record<string, (id: number) => string> = {
    'behind a call whose function builds the address, as the page itself says': (id) =>
      `<script>function taiVe(loai, ma) { var u = '/tep/' + encodeURIComponent(ma); window.open(u); }</script><a href="javascript:taiVe('vb', ${id})">Tải văn bản</a>`,
    'behind a call into a template': (id) =>
      `<script>const taiVe = (ma) => { location.href = \`/tep/\${ma}?kieu=1\`; }</script><a onclick="taiVe('${id}')">Tải về</a>`,
    'behind an icon in the line that names it': (id) =>
      `<table><tr><td>cv_${id}_final.PDF</td><td><button onclick="location.href='/tep/${id}'" title="Tải xuống"><i></i></button></td></tr></table>`,
    'in a list of attached files, without a word that says so': (id) =>
      `<div class="ant-upload-list-item"><a href="/tep/${id}">Công văn (bản trình ký)</a></div>`,
    'in a part of the page that another tab covers': (id) =>
      `<table><tr><td>Bản chính</td><td><a href="/tep/${id}">Bản chính</a></td></tr></table>`,
  };
  test.each(Object.entries(ways))('%s', (name, page) => {
    if (name.includes('covers')) {
      vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect());
    }
    const found = proposed(page(4101));
    expect(fileOf(found)?.address).toMatch(/^https:\/\/qlvb\.example\.vn\/tep\/4101/u);
    at(7);
    document.body.innerHTML = page(7);
    expect(fileOf(found)?.address).toMatch(/^https:\/\/qlvb\.example\.vn\/tep\/7(?:\?|$)/u);
  });

  test('behind a form that JSF sends', () => {
    const found = proposed(
      `<form id="f1" action="/faces/vb.xhtml"><input type="hidden" name="javax.faces.ViewState" value="v"><a href="#" onclick="mojarra.jsfcljs(document.getElementById('f1'),{'f1:tep':'f1:tep'},'');return false">cong-van.pdf</a></form>`,
    );
    expect(fileOf(found)).toMatchObject({
      address: 'https://qlvb.example.vn/faces/vb.xhtml',
      post: { 'f1:tep': 'f1:tep' },
      form: '#f1',
    });
  });

  test.each([
    ['a button', '<button name="kieu" value="pdf">Tải văn bản</button>'],
    ['an input', '<input type="submit" name="kieu" value="Tải về">'],
  ])('behind %s that sends a form with a token', (_, button) => {
    const found = proposed(
      `<form method="post" action="/tep/tai"><input type="hidden" name="__RequestVerificationToken" value="x">${button}</form>`,
    );
    const file = fileOf(found);
    expect(file).toMatchObject({ address: 'https://qlvb.example.vn/tep/tai', fromPage: true });
    expect(Object.keys(file?.post ?? {})).toEqual(['kieu']);
  });

  test.each([
    ['sends a form and says nothing of a file', '<form method="post"><button>Lưu</button></form>'],
    ['searches', '<form><button>Tải văn bản</button></form>'],
  ])('a button that %s is none', (_, page) => {
    expect(proposed(page).file).toBeUndefined();
  });

  test('in the text of the page, as data:', () => {
    const file = fileOf(
      proposed('<a download="a.pdf" href="data:application/pdf;base64,JVBERi0=">Tải về</a>'),
    );
    expect(file).toMatchObject({ address: 'data:application/pdf;base64,JVBERi0=', fromPage: true });
  });

  test('behind a function that writes a viewer out', () => {
    const found = proposed(
      `<script>function moTep(ma, k) { x.innerHTML = '<iframe src="/File.ashx?id=' + ma + '&k=' + k + '">'; }</script><a onclick="moTep(4101, 'pdf')">Tải về</a>`,
    );
    expect(fileOf(found)?.address).toMatch(/^https:\/\/qlvb\.example\.vn\/File\.ashx\?id=4101/u);
  });

  test('behind post-backs of a list: each row has its own', () => {
    const row = (id: number) =>
      `<tr><td>${id}/UBND-VP</td><td>05/01/2026</td><td>mời họp</td><td>Lê Văn Mẫu</td><td><a href="javascript:__doPostBack('grv$ctl0${id}$lnk','')">vb.pdf</a></td></tr>`;
    const found = proposed(
      `<form id="f" action="/ds.aspx"><table><tr><th>Số ký hiệu</th><th>Ngày ký</th><th>Trích yếu</th><th>Người ký</th><th>Tệp</th></tr>${row(2)}${row(3)}</table></form>`,
    );
    const rows = [...document.querySelectorAll(found.each ?? 'x')];
    expect(rows.map((one) => fileOf(found, one)?.post?.__EVENTTARGET)).toEqual([
      'grv$ctl02$lnk',
      'grv$ctl03$lnk',
    ]);
    expect(rows.map((one) => fileOf(found, one)?.address)).toEqual(
      Array(2).fill('https://qlvb.example.vn/ds.aspx'),
    );
  });

  test.each([
    ['deletes', '<a href="/tep/delete/15.pdf">15.pdf</a>'],
    ['says that it deletes', '<a href="/tep/15.pdf" title="Xóa tệp">x</a>'],
    ['uploads', '<a href="/tep/moi">Tải tệp lên</a>'],
    ['explains the system', '<a href="/tep/1.pdf">Hướng dẫn sử dụng</a>'],
  ])('a link that %s is none: a trial would press it', (_, page) => {
    expect(proposed(page).file).toBeUndefined();
  });

  test('a letter that is a guide by its kind is one', () => {
    const found = proposed('<a href="/tep/huong-dan-15.pdf">Hướng dẫn số 15.pdf</a>');
    expect(fileOf(found)?.address).toBe('https://qlvb.example.vn/tep/huong-dan-15.pdf');
  });

  test('the letter comes before the letters that it speaks of', () => {
    const found = proposed(
      '<div class="panel"><h4>Văn bản liên quan</h4><a href="/tep/1.pdf">a.pdf</a></div><div class="panel"><h4>Văn bản đi</h4><a href="/tep/2.pdf">b.pdf</a></div>',
    );
    expect(fileOf(found)?.address).toBe('https://qlvb.example.vn/tep/2.pdf');
  });
});

describe('fields', () => {
  const CODE = ['15/UBND-VP', { number: '15', notation: 'UBND-VP' }] as const;
  test.each<[string, string, Record<string, string>]>([
    [
      'words in brackets are no part of a label',
      `<p><label>Số ký hiệu <em>(bắt buộc)</em></label><span>${CODE[0]}</span></p>`,
      CODE[1],
    ],
    [
      'the first of the page counts, what it tells of another letter follows',
      `<p><b>Số ký hiệu</b> <span>${CODE[0]}</span></p><div>Văn bản liên quan<p><b>Số ký hiệu</b> <span>9/SỞ</span></p></div>`,
      CODE[1],
    ],
    [
      'a heading of a column comes after a label',
      `<table><tr><th>Số ký hiệu</th><th>Khác</th></tr></table><p><b>Số ký hiệu</b> <span>${CODE[0]}</span></p>`,
      CODE[1],
    ],
    [
      'number and notation in controls of their own',
      '<div><label>Số hiệu</label><div><input name="SoVanBan" value="15"><span>/</span><input name="KyHieu" value="UBND-VP"></div></div>',
      CODE[1],
    ],
    [
      'controls without a word beside them, by the names of the code',
      '<input name="ctl00$Main$txtSoKyHieu" value="15/UBND-VP"><span id="lblTrichYeu">mời họp</span>',
      { ...CODE[1], subject: 'mời họp' },
    ],
    [
      'values in the row below',
      '<table><tr><td>Số ký hiệu</td><td>Ngày ký</td></tr><tr><td>15/UBND-VP</td><td>05/01/2026</td></tr></table>',
      { ...CODE[1], date: '2026-01-05' },
    ],
    [
      'the radio button that is chosen',
      '<div><label>Độ khẩn</label><div><label><input type="radio" name="k">Thường</label><label><input type="radio" name="k" checked>Hỏa tốc</label></div></div>',
      { priority: '3' },
    ],
    [
      'a drawn list whose own control is empty, under a label that floats',
      '<span class="float"><span><input role="combobox" value=""><span>Lê Văn Mẫu</span></span><label>Người ký</label></span>',
      { signerName: 'Lê Văn Mẫu' },
    ],
    ['a line for small screens', '<p data-label="Số ký hiệu">15/UBND-VP</p>', CODE[1]],
    ['a component of the maker', '<vb-o label="Số ký hiệu">15/UBND-VP</vb-o>', CODE[1]],
    [
      'the button inside of a value is none of it',
      '<p><b>Số ký hiệu</b> <span>15/UBND-VP <button>Sao chép</button></span></p>',
      CODE[1],
    ],
    [
      'words that the page cut off stand in the title',
      '<p><b>Trích yếu</b> <span title="mời họp giao ban">mời họp…</span></p>',
      { subject: 'mời họp giao ban' },
    ],
    [
      'tags without anything between them',
      '<p><b>Nơi nhận</b><span><i class="t">Sở A</i><i class="t">Sở B ×</i></span></p>',
      { toPlaces: 'Sở A; Sở B' },
    ],
  ])('%s', (_, page, wanted) => {
    expect(texts(proposed(page))).toMatchObject(wanted);
  });

  test.each([
    '<select><option value="">-- Chọn người ký --</option><option>Lê Văn Mẫu</option></select>',
    '<span><input role="combobox" value=""><span>Chọn người ký</span></span>',
  ])('a list in which nothing was chosen has no value: %s', (list) => {
    const page = `<p><label>Người ký</label>${list}</p>`;
    expect(texts(proposed(page)).signerName).toBeUndefined();
  });
});

test('a line of filters below the headings is no letter', () => {
  const row = (id: number) =>
    `<tr><td>${id}/UBND</td><td>05/01/2026</td><td>mời họp</td><td><a href="/tep/${id}">vb.pdf</a></td></tr>`;
  const found = proposed(
    `<table><thead><tr><th>Số, KH</th><th>Ngày VB</th><th>Trích yếu</th><th>Tệp</th></tr><tr>${'<td><input><button>x</button></td>'.repeat(4)}</tr></thead><tbody>${row(3)}${row(8)}</tbody></table>`,
  );
  const rows = [...document.querySelectorAll(found.each ?? 'x')];
  expect(rows.map((one) => texts(found, one).number)).toEqual(['3', '8']);
});

test('lists of plain elements under a line of headings', () => {
  const line = (kind: string, words: string[]) =>
    `<div class="${kind}">${words.map((one) => `<div>${one}</div>`).join('')}</div>`;
  const row = (id: number) =>
    line('dong', [`${id}/UBND`, '05/01/2026', 'mời họp', `<a href="/tep/${id}" title="Xem PDF"></a>`]);
  const found = proposed(
    `<div id="ds">${line('dau', ['Số, ký hiệu', 'Ngày BH', 'Trích yếu', 'Tệp'])}${row(3)}${row(8)}</div>`,
  );
  const rows = [...document.querySelectorAll(found.each ?? 'x')];
  expect(rows.map((one) => texts(found, one).number)).toEqual(['3', '8']);
  expect(rows.map((one) => fileOf(found, one)?.address)).toEqual([
    'https://qlvb.example.vn/tep/3',
    'https://qlvb.example.vn/tep/8',
  ]);
});

test('two parts with names of their own are no list', () => {
  const part = (id: string, number: number) =>
    `<div id="${id}"><p>Số ký hiệu: ${number}/UBND</p><p>Ngày ký: 05/01/2026</p><p>Trích yếu: mời họp</p><a href="/tep/${number}.pdf">a.pdf</a></div>`;
  const found = proposed(part('trinh-ky', 15) + part('lien-quan', 9));
  expect(found.each).toBeUndefined();
  expect(texts(found).number).toBe('15');
});

test('a viewer whose hidden controls are saved takes the signed file; one without them does not', () => {
  const page = (controls: string) =>
    proposed(
      `<object id="xem" type="application/pdf" data="/tep/4101"></object><div>${controls}<button id="luu">Lưu</button></div>`,
    ).giveBack;
  expect(
    page('<input type="hidden" id="tenTep" value="a.pdf"><textarea id="noiDungTep" hidden></textarea>'),
  ).toEqual({ way: 'viewer', viewer: '#xem', content: '#noiDungTep', name: '#tenTep', submit: '#luu' });
  expect(page('<input type="hidden" id="trangThai" value="1">')).toBeUndefined();
});

test('a row bears its key itself', () => {
  const row = (id: number) =>
    `<tr data-id="${id}"><td>${id}/UBND</td><td>05/01/2026</td><td>mời họp</td><td><a href="/tep/${id}">vb.pdf</a></td></tr>`;
  const found = proposed(
    `<table><thead><tr><th>Số, KH</th><th>Ngày VB</th><th>Trích yếu</th><th>Tệp</th></tr></thead><tbody>${row(3001)}${row(8002)}</tbody></table>`,
  );
  const rows = [...document.querySelectorAll(found.each ?? 'x')];
  const key = found.identity ?? { constant: '' };
  expect(rows.map((one) => readText(key, pageScope(one)))).toEqual(['3001', '8002']);
});
