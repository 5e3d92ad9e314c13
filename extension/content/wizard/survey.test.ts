// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { holds, readFields, readFile, readFiles, readText } from '../../../shared/profile/read.ts';
import { findFirst } from '../../../shared/profile/readable.ts';
import { type Survey, surveySchema } from '../../messages/wizard.ts';
import { pageScope } from '../scope.ts';
import { survey } from './survey.ts';

/** Pages as other makers build them: what is proposed on letter A must read letter B. */

beforeEach(() => {
  document.body.innerHTML = '';
  // Nothing is drawn here: everything counts as seen.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
  vi.spyOn(HTMLElement.prototype, 'innerText', 'get').mockImplementation(function (this: HTMLElement) {
    const drawn = this.cloneNode(true) as HTMLElement;
    for (const line of drawn.querySelectorAll('br')) line.replaceWith('\n');
    return drawn.textContent ?? '';
  });
  const { happyDOM } = globalThis as unknown as { happyDOM: { setURL(url: string): void } };
  happyDOM.setURL('https://qlvb.example.vn/vb/xem?id=15');
});

const show = (html: string) => {
  document.body.innerHTML = html;
};
const proposed = (html: string): Survey => {
  show(html);
  return surveySchema.parse(survey());
};
const texts = (fields: Survey['fields'], root: ParentNode = document) =>
  Object.fromEntries(
    Object.entries(readFields(fields, pageScope(root))).map(([name, { values }]) => [
      name,
      values.length === 1 ? values[0] : values,
    ]),
  );
const fileAt = (found: Survey, root: ParentNode = document) =>
  found.file && readFile(found.file, pageScope(root))?.address;

interface Letter {
  number: string;
  day: string;
  subject: string;
  signer: string;
  id: number;
}
const A: Letter = {
  number: '15',
  day: '05/01/2026',
  subject: 'gửi báo cáo quý',
  signer: 'Nguyễn Văn Mẫu',
  id: 4101,
};
const B: Letter = { number: '208', day: '28/02/2026', subject: 'mời họp', signer: 'Trần Thị Mẫu', id: 7 };
const wanted = ({ number, day, subject, signer }: Letter) => ({
  number,
  notation: 'UBND-VP',
  date: day.split('/').reverse().join('-'),
  subject,
  signerName: signer,
});

const CARD = ({ number, day, subject, signer, id }: Letter) =>
  `<h4>Văn bản ${id}</h4><div>Số ký hiệu: ${number}/UBND-VP</div><div>Ngày ký: ${day}</div><div><b>V/v:</b> ${subject}</div><div>Người ký duyệt: ${signer}</div><a id="lnk${id}" href="/tep/${id}.pdf">Tải về</a>`;

const CELLS = ({ number, day, subject, signer, id }: Letter) => [
  `${number}/UBND-VP`,
  day,
  subject,
  signer,
  `<a href="/tep/${id}">van-ban-${id}.pdf</a>`,
];
const HEADS = ['Số/Ký hiệu', 'Ngày VB', 'Trích yếu', 'Người ký', 'Tệp'];
const cells = (made: readonly string[], open: (index: number) => string, close: string) =>
  made.map((text, index) => `${open(index)}${text}${close}`).join('');

const LISTS: Record<string, (letters: readonly Letter[]) => string> = {
  'ag-Grid: divs with roles, cells counted by aria-colindex and drawn in another order': (letters) =>
    `<div class="ag-root" role="treegrid"><div class="ag-header" role="rowgroup"><div role="row" aria-rowindex="1">${cells(HEADS, (index) => `<div role="columnheader" aria-colindex="${index + 2}" class="ag-header-cell"><span>`, '</span></div>')}</div></div>
     <div class="ag-center-cols-container" role="rowgroup">${letters
       .map(
         (letter) =>
           `<div role="row" row-id="${letter.id}" class="ag-row">${CELLS(letter)
             .map((text, index) => `<div role="gridcell" aria-colindex="${index + 2}">${text}</div>`)
             .reverse()
             .join('')}</div>`,
       )
       .join('')}</div></div>`,
  'DevExtreme: header table apart from the rows, and a row that only fills': (letters) =>
    `<div class="dx-datagrid" role="grid"><div class="dx-datagrid-headers"><table role="presentation"><tbody><tr class="dx-row dx-header-row" role="row">${cells(HEADS, (index) => `<td role="columnheader" id="dx-col-${index + 11}" aria-colindex="${index + 1}"><div>`, '</div></td>')}</tr></tbody></table></div>
     <div class="dx-datagrid-rowsview"><table role="presentation"><tbody>${letters
       .map(
         (letter) =>
           `<tr class="dx-row dx-data-row" role="row">${cells(CELLS(letter), (index) => `<td role="gridcell" aria-colindex="${index + 1}">`, '</td>')}</tr>`,
       )
       .join(
         '',
       )}<tr class="dx-row dx-freespace-row" role="row">${'<td></td>'.repeat(5)}</tr></tbody></table></div></div>`,
  'Kendo: sort signs in the headings': (letters) =>
    `<div class="k-grid"><div class="k-grid-header"><table><thead><tr>${cells(HEADS, () => '<th class="k-header"><a>', ' <span>▲</span></a></th>')}</tr></thead></table></div>
     <div class="k-grid-content"><table><tbody>${letters.map((letter) => `<tr data-uid="${letter.id}abc">${cells(CELLS(letter), () => '<td>', '</td>')}</tr>`).join('')}</tbody></table></div></div>`,
  'ExtJS: each row a table of its own, all ids made anew': (letters) =>
    `<div id="gridpanel-1009" class="x-grid" role="grid"><div id="headercontainer-1010">${cells(HEADS, (index) => `<div id="gridcolumn-${index + 1011}" class="x-column-header" role="columnheader"><span>`, '</span></div>')}</div>
     <div id="tableview-1020" class="x-grid-view"><div class="x-grid-item-container">${letters
       .map(
         (letter) =>
           `<table id="tableview-1020-record-${letter.id}" class="x-grid-item"><tbody><tr class="x-grid-row" role="row">${cells(CELLS(letter), () => '<td class="x-grid-cell" role="gridcell"><div>', '</div></td>')}</tr></tbody></table>`,
       )
       .join('')}</div></div></div>`,
  'cards with labelled lines': (letters) =>
    `<div class="css-1ab2c">${letters.map((letter) => `<div class="card" id="vb${letter.id}">${CARD(letter)}</div>`).join('')}</div>`,
  'items of a list': (letters) =>
    `<ul>${letters.map((letter) => `<li>${CARD(letter)}</li>`).join('')}</ul><ul><li>Trang 1</li><li>Trang 2</li></ul>`,
  'WebForms: ids counted row by row': (letters) =>
    `<table id="ctl00_grv"><tr>${cells(HEADS, () => '<th>', '</th>')}</tr>${letters
      .map(
        (letter, index) =>
          `<tr>${cells(CELLS(letter), () => '<td>', '</td>').replace('<a ', `<a id="ctl00_grv_ctl0${index + 2}_lnkTep" `)}</tr>`,
      )
      .join('')}</table>`,
};

describe('lists', () => {
  test.each(Object.entries(LISTS))('%s', (_, page) => {
    const found = proposed(page([A, B]));
    expect(found.each).toBeDefined();
    const rows = () =>
      [...document.querySelectorAll(found.each ?? '')].filter((row) => fileAt(found, row) !== undefined);
    expect(rows().map((row) => texts(found.fields, row))).toEqual(
      [wanted(A), wanted(B)].map((one) => expect.objectContaining(one)),
    );
    const addresses = rows().map((row) => fileAt(found, row) ?? '');
    expect(addresses.map((address) => /\/tep\/(\d+)/u.exec(address)?.[1])).toEqual(['4101', '7']);
    if (_.startsWith('WebForms')) expect(document.querySelectorAll(found.each ?? '')).toHaveLength(2);
    // Another day the list holds another letter first.
    show(page([B, A, B]));
    expect(rows().map((row) => texts(found.fields, row).number)).toEqual(['208', '15', '208']);
    expect(rows()[0]?.querySelector(found.place?.at ?? '')).not.toBeNull();
  });

  test('a letter with other letters named below it is one letter', () => {
    const found = proposed(
      `<dl><dt>Số ký hiệu</dt><dd>9/QĐ-UBND</dd><dt>Ngày ký</dt><dd>01/02/2026</dd><dt>Trích yếu</dt><dd>cử đoàn</dd><dt>Người ký</dt><dd>Lê Văn Mẫu</dd></dl><a href="/tep/9.pdf">Toàn văn</a>${LISTS['items of a list']?.([A, B]) ?? ''}`,
    );
    expect(found.each).toBeUndefined();
    expect(texts(found.fields)).toMatchObject({ number: '9', subject: 'cử đoàn' });
  });
});

const FILE = ({ id }: Letter) => `<a class="tep" href="/tep/${id}.pdf">Tệp</a>`;
const LETTERS: Record<string, (letter: Letter) => string> = {
  'a definition list': (one) =>
    `<dl><dt>Số hiệu VB</dt><dd>${one.number}/UBND-VP</dd><dt>Ngày VB</dt><dd>${one.day}</dd><dt>Nội dung</dt><dd>${one.subject}</dd><dt>Người ký duyệt</dt><dd>${one.signer}</dd></dl>`,
  'labels and controls that can only be read': (one) =>
    `<label for="f${one.id}">Số ký hiệu <i>*</i></label><input id="f${one.id}" readonly value="${one.number}/UBND-VP"><div><label>Ngày ký</label><input type="hidden" value="x"><input value="${one.day}"></div><div><label>V/v</label><textarea>${one.subject}</textarea></div><div><label>Người ký</label><select><option>-</option><option selected>${one.signer}</option></select></div>`,
  'a label and its value side by side': (one) =>
    [
      ['SỐ / KÝ HIỆU :', `${one.number}/UBND-VP`],
      ['Ngày&nbsp;ký', one.day],
      ['Trích yếu nội dung'.normalize('NFD'), one.subject],
      ['Người\n   ký (*)', one.signer],
    ]
      .map(
        ([label, value]) =>
          `<div><span class="label">${label}</span> <span>:</span> <span class="ng-c123">${value}</span></div>`,
      )
      .join(''),
  'a table of two columns': (one) =>
    `<table><tr><td>Số ký hiệu</td><td>${one.number}/UBND-VP</td></tr><tr><td>Ngày BH</td><td>${one.day}</td></tr><tr><td>Nội dung</td><td>${one.subject}</td></tr><tr><td>Người ký</td><td>${one.signer}</td></tr></table>`,
  'a table of label, value, label, value': (one) =>
    `<table><tr><td>Số đi:</td><td>${one.number}/UBND-VP</td><td>Ngày ký:</td><td>${one.day}</td></tr><tr><td>Về việc:</td><td>${one.subject}</td><td>Lãnh đạo ký:</td><td>${one.signer}</td></tr></table>`,
  'lines of one element': (one) =>
    `<div>Số ký hiệu: ${one.number}/UBND-VP<br>Ngày ban hành: ${one.day}<br>Trích yếu: ${one.subject}<br>Người ký: ${one.signer}</div>`,
  'bold words and bare text': (one) =>
    `<p><b>Số KH:</b> ${one.number}/UBND-VP<br><b>Ngày ký</b>: ${one.day}<br><b>V/v</b> ${one.subject}<br><b>Người ký:</b> ${one.signer}</p>`,
  'controls named for those who hear the page': (one) =>
    `<input aria-label="Số ký hiệu" value="${one.number}/UBND-VP"><span id="n-${one.id}">Ngày ký</span><div><input aria-labelledby="n-${one.id}" value="${one.day}"></div><input placeholder="Trích yếu" value="${one.subject}"><input title="Người ký" value="${one.signer}">`,
  'a form of Angular Material': (one) =>
    [
      ['Số ký hiệu', `${one.number}/UBND-VP`],
      ['Ngày ký', one.day],
      ['Trích yếu', one.subject],
      ['Người ký', one.signer],
    ]
      .map(
        ([label, value], index) =>
          `<mat-form-field><div><label for="mat-input-${index + one.id}"><mat-label>${label}</mat-label></label><input id="mat-input-${index + one.id}" value="${value}"></div></mat-form-field>`,
      )
      .join(''),
};

describe('fields of a letter', () => {
  test.each(Object.entries(LETTERS))('%s', (_, page) => {
    const found = proposed(page(A) + FILE(A));
    expect(texts(found.fields)).toEqual(wanted(A));
    expect(JSON.stringify(found)).not.toMatch(/4101|ng-c123/u);
    show(page(B) + FILE(B));
    expect(texts(found.fields)).toEqual(wanted(B));
    expect(fileAt(found)).toBe('https://qlvb.example.vn/tep/7.pdf');
  });

  test.each([
    ['Cơ quan nhận', 'toPlaces', 'Sở Mẫu'],
    ['Đơn vị nhận', 'toPlaces', 'Sở Mẫu'],
    ['Hạn xử lý', 'dueDate', '10/01/2026', '2026-01-10'],
    ['Hạn trả lời', 'dueDate', '10/01/2026', '2026-01-10'],
    ['Mức độ khẩn', 'priority', 'HOẢ TỐC', '3'],
    ['Độ khẩn', 'priority', 'Khẩn', '1'],
    ['Ngày ký ban hành', 'date', '2026-01-10', '2026-01-10'],
    ['Số/Ký hiệu VB', 'notation', '15/QĐ-UBND', 'QĐ-UBND'],
  ])('%s is a word for %s', (label, name, value, read = value) => {
    expect(texts(proposed(`<p><span>${label}:</span><span>${value}</span></p>`).fields)).toMatchObject({
      [name]: read,
    });
  });
});

describe('a page with more than one letter', () => {
  const fieldset = (one: Letter, more = '') =>
    `<fieldset class="vb"><legend>Văn bản</legend><dl><dt>Số ký hiệu</dt><dd>${one.number}/UBND-VP</dd><dt>Ngày văn bản</dt><dd>${one.day}</dd><dt>Trích yếu</dt><dd>${one.subject}</dd><dt>Người ký</dt><dd>${one.signer}</dd></dl><a href="/tep/${one.id}.pdf">cong-van-${one.id}.pdf</a>${more}</fieldset>`;
  const form = '<form id="ky"><input type="file" name="tepKy"><button>Lưu</button></form>';

  test.each([
    ['above', (one: Letter, other: Letter) => fieldset(one, form) + fieldset(other)],
    ['below', (one: Letter, other: Letter) => fieldset(other) + fieldset(one, form)],
  ])('the letter that takes the signed file is read, also when it stands %s', (_, page) => {
    const found = proposed(page(A, B));
    expect(texts(found.fields)).toMatchObject(wanted(A));
    expect(fileAt(found)).toContain(`/tep/${A.id}.pdf`);
    expect(found.fields.subject?.within).toBeDefined();
    show(page(B, A));
    expect(texts(found.fields)).toMatchObject(wanted(B));
    expect(fileAt(found)).toContain(`/tep/${B.id}.pdf`);
  });
});

describe('what else belongs to a letter', () => {
  const letter = (id: number, others: string) =>
    `<form><input type="hidden" name="hdfVanBanId" value="${id}"><p>Tệp văn bản: <a href="/tep/${id}.pdf">cong-van.pdf</a></p>${others}<input type="file" name="tepKy"><button>Cập nhật</button></form><div id="thongBao"></div>`;
  const others = (found: Survey) =>
    (found.attachments ?? []).flatMap((rule) => readFiles(rule, pageScope()).map(({ address }) => address));

  test('files that go with it, of every kind, and no other link', () => {
    const line = (...names: string[]) =>
      `<p>Tệp kèm theo: ${names.map((name) => `<a class="kem" href="/tep/${name}">${name}</a>`).join('<br>')} <a href="/xoa">Xóa</a></p>`;
    const found = proposed(letter(4101, line('phu-luc-1.pdf', 'so-lieu.xlsx')));
    expect(fileAt(found)).toContain('/tep/4101.pdf');
    const at = (name: string) => `https://qlvb.example.vn/tep/${name}`;
    expect(others(found)).toEqual([at('phu-luc-1.pdf'), at('so-lieu.xlsx')]);
    show(letter(7, line('bieu-mau.docx', 'anh.png', 'b.zip')));
    expect(others(found)).toEqual([at('bieu-mau.docx'), at('anh.png'), at('b.zip')]);
    show(letter(7, ''));
    expect(others(found)).toEqual([]);
    // A link that does something with a file is asked for on no letter, whatever it looks like.
    const act = (address: string) => `<a class="kem" href="${address}">bieu-mau.docx</a>`;
    show(
      letter(
        7,
        `${line('xoa-doi-giam-ngheo.pdf')}<p>Kèm theo: ${act('/tep/5/delete')}${act('/tep/xoa?id=5')}</p>`,
      ),
    );
    expect(others(found)).toEqual([at('xoa-doi-giam-ngheo.pdf')]);
    const alike = `<p>Tệp kèm theo: <a href="/tep/a.pdf">a.pdf</a> <a href="/tep/xoa/5">Xóa</a> <a href="/quan-ly">Gỡ</a></p>`;
    expect(proposed(letter(4101, alike)).attachments).toBeUndefined();
    expect(proposed(letter(4101, '<p><a href="/trang-chu">Trang chủ</a></p>')).attachments).toBeUndefined();
  });

  test('its own key where the page carries one, and none that is made up', () => {
    const found = proposed(letter(4101, ''));
    expect(found.identity).toBeDefined();
    show(letter(7, ''));
    expect(found.identity && readText(found.identity, pageScope())).toBe('7');
    const tokens =
      '<input type="hidden" name="__VIEWSTATE" value="12345"><input type="hidden" name="page" value="2">';
    expect(proposed(letter(0, '').replace('hdfVanBanId', 'x') + tokens).identity).toBeUndefined();
  });

  test.each([
    ['Đã cập nhật tệp ký số', true],
    ['Tải lên thành công', true],
    ['Cập nhật không thành công', false],
    ['Chưa lưu được tệp', false],
    ['Đang tải lên…', false],
    ['', false],
  ])('"%s" says that the file was taken: %s', (text, taken) => {
    const found = proposed(letter(4101, ''));
    (document.querySelector('#thongBao') as HTMLElement).textContent = text;
    expect(holds(found.afterwards?.when, pageScope())).toBe(taken);
  });
});

describe('files of a list', () => {
  test('ag-Grid with pinned columns: one row is drawn in two parts, the number here and the file there', () => {
    const heads = (names: string[], from: number) =>
      names.map((name, at) => `<div role="columnheader" aria-colindex="${from + at}">${name}</div>`).join('');
    const cells = (texts: string[], from: number) =>
      texts.map((text, at) => `<div role="gridcell" aria-colindex="${from + at}">${text}</div>`).join('');
    const part = (name: string, rows: string[]) =>
      `<div class="ag-${name}-cols-container">${rows.map((row, at) => `<div role="row" aria-rowindex="${at + 2}" row-id="${at}">${row}</div>`).join('')}</div>`;
    const page = (...letters: Letter[]) => `<div role="treegrid" class="ag-root">
      <div class="ag-header"><div role="row" aria-rowindex="1">${heads(['Số ký hiệu', 'Trích yếu'], 1)}</div>
      <div role="row" aria-rowindex="1">${heads(['Ngày ký', 'Người ký', 'Tệp'], 3)}</div></div>
      ${part(
        'pinned-left',
        letters.map((one) => cells([`${one.number}/UBND-VP`, one.subject], 1)),
      )}
      ${part(
        'center',
        letters.map((one) => cells([one.day, one.signer, `<a href="/tep/${one.id}.pdf">Tệp PDF</a>`], 3)),
      )}</div>`;
    const found = proposed(page(A, B));
    const rows = () => [...document.querySelectorAll(found.each ?? '')];
    expect(rows()).toHaveLength(2);
    show(page(B, A, B));
    expect(rows()).toHaveLength(3);
    expect(rows().map((row) => texts(found.fields, row).number)).toEqual(['208', '15', '208']);
    expect(rows().map((row) => texts(found.fields, row).signerName)).toEqual([B.signer, A.signer, B.signer]);
    expect(rows().map((row) => fileAt(found, row))).toEqual([
      'https://qlvb.example.vn/tep/7.pdf',
      'https://qlvb.example.vn/tep/4101.pdf',
      'https://qlvb.example.vn/tep/7.pdf',
    ]);
    const [row] = rows();
    expect(findFirst(pageScope(row), pageScope(row).root, found.place?.at ?? '')).toBeDefined();
  });

  test('in a list, what each row posts back is read from its own link', () => {
    const row = (one: Letter, index: number) =>
      `<tr><td>${one.number}/UBND-VP</td><td>${one.day}</td><td>${one.subject}</td><td>${one.signer}</td><td><a href="javascript:__doPostBack('ctl00$grv$ctl0${index}$lnk','Tai$${one.id}')">cong-van-${one.id}.pdf</a></td></tr>`;
    const page = (...rows: Letter[]) =>
      `<form id="frm" action="./ds.aspx"><table id="grv"><thead><tr><th>Số ký hiệu</th><th>Ngày ký</th><th>Trích yếu</th><th>Người ký</th><th>Tệp</th></tr></thead><tbody>${rows.map(row).join('')}</tbody></table></form>`;
    const found = proposed(page(A, B));
    expect(found.each).toBeDefined();
    show(page(B, A));
    const rows = [...document.querySelectorAll(found.each ?? '')];
    const posted = rows.map((one) => found.file && readFile(found.file, pageScope(one)));
    expect(posted).toMatchObject([
      {
        address: 'https://qlvb.example.vn/vb/ds.aspx',
        form: '#frm',
        post: { __EVENTTARGET: 'ctl00$grv$ctl00$lnk', __EVENTARGUMENT: 'Tai$7' },
      },
      {
        address: 'https://qlvb.example.vn/vb/ds.aspx',
        post: { __EVENTTARGET: 'ctl00$grv$ctl01$lnk', __EVENTARGUMENT: 'Tai$4101' },
      },
    ]);
  });
});
