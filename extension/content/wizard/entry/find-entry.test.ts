// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { nameOf } from '../../../../shared/profile/propose/entry.ts';
import type { HandInName } from '../../../../shared/profile/schema.ts';
import { entrySurveySchema } from '../../../messages/wizard-entry.ts';
import { one } from '../../controls.ts';
import { pageScope } from '../../scope.ts';
import { surveyEntry } from './find-entry.ts';

/** Entry forms in the ways of many makers: each value finds its own control, each file its own input. */

beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    'https://qlvb.example.vn/VanBanDen/Them',
  );
});

/** Values by the `data-is` of the control that they were given. */
function learned() {
  const survey = entrySurveySchema.parse(surveyEntry());
  const isOf = (selector: string | undefined) =>
    selector === undefined ? undefined : one(selector, pageScope())?.getAttribute('data-is');
  const writes = Object.fromEntries(survey.write.map((rule) => [nameOf(rule), isOf(rule.to)]));
  return { writes, file: isOf(survey.file), attachments: isOf(survey.attachments), survey };
}
const USUAL: readonly HandInName[] = [
  'code',
  'date',
  'entryDate',
  'entryNumber',
  'fromName',
  'subject',
  'signerName',
  'dueDate',
];
const own = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, name]));
const text = (name: string, more = '') => `<input data-is="${name}" ${more}>`;
const FILE = '<input type="file" data-is="file" name="tep">';
const URGENCY = `<select data-is="priority"><option value="">-- Chọn --</option><option value="1">Thường</option><option value="2">Khẩn</option><option value="3">Hoả tốc</option></select>`;

const FORMS: Record<string, [string, readonly string[]]> = {
  'a table with two fields in each row': [
    `<form><table><tr><td>Số đến (*):</td><td>${text('entryNumber')}</td><td>Ngày đến:</td><td>${text('entryDate')}</td></tr>
<tr><td>Số/Ký hiệu <span class="red">*</span></td><td>${text('code')}</td><td>Ngày văn bản</td><td>${text('date')}</td></tr>
<tr><td>Cơ quan ban hành</td><td colspan="3">${text('fromName')}</td></tr><tr><td>Trích yếu</td><td colspan="3"><textarea data-is="subject"></textarea></td></tr>
<tr><td>Người ký</td><td>${text('signerName')}</td><td>Hạn xử lý</td><td>${text('dueDate')}</td></tr><tr><td>Độ khẩn</td><td>${URGENCY}</td><td>Ghi chú</td><td>${text('note')}</td></tr>
<tr><td>Tệp văn bản</td><td colspan="3">${FILE}</td></tr></table></form>`,
    [...USUAL, 'priority'],
  ],
  'labels that point, names made anew': [
    `<form>${[
      ['Số ký hiệu', 'code'],
      ['Ngày văn bản', 'date'],
      ['Ngày đến', 'entryDate'],
      ['Số đến', 'entryNumber'],
      ['Nơi gửi', 'fromName'],
      ['Trích yếu nội dung', 'subject'],
      ['Người ký', 'signerName'],
      ['Hạn giải quyết', 'dueDate'],
    ]
      .map(
        ([label, name], index) =>
          `<div class="row"><label for="mat-input-${index}81">${label}</label><div>${text(name ?? '', `id="mat-input-${index}81"`)}</div></div>`,
      )
      .join('')}${FILE}</form>`,
    USUAL,
  ],
  'labels around their controls, words behind colons in one cell': [
    `<form><label>Số ký hiệu ${text('code')}</label><label>Ngày ban hành ${text('date')}</label><table><tr><td>Ngày vào sổ: ${text('entryDate')}</td><td>Số vào sổ: ${text('entryNumber')}</td></tr>
<tr><td>Cơ quan gửi: ${text('fromName')}</td><td>Về việc: <textarea data-is="subject"></textarea></td></tr><tr><td>Người ký văn bản: ${text('signerName')}</td><td>Thời hạn xử lý: ${text('dueDate')}</td></tr></table>${FILE}</form>`,
    USUAL,
  ],
  'aria and placeholders alone': [
    `<form><span id="l1">Số ký hiệu</span><i></i>${text('code', 'aria-labelledby="l1"')}${text('date', 'aria-label="Ngày văn bản"')}${text('entryDate', 'placeholder="Chọn ngày đến"')}
${text('entryNumber', 'placeholder="Nhập số đến…"')}${text('fromName', 'title="Đơn vị ban hành"')}<textarea data-is="subject" placeholder="Nhập trích yếu"></textarea>${text('signerName', 'aria-label="Người ký"')}${text('dueDate', 'aria-label="Hạn trả lời"')}${FILE}</form>`,
    USUAL,
  ],
  'headings above their controls': [
    `<form><table><tr><th>Số đến</th><th>Ngày đến</th><th>Số ký hiệu</th><th>Ngày văn bản</th></tr><tr><td>${text('entryNumber')}</td><td>${text('entryDate')}</td><td>${text('code')}</td><td>${text('date')}</td></tr></table>
<div class="f"><div>Nơi ban hành</div><div>${text('fromName')}</div></div><div class="f"><div>Trích yếu</div><div><textarea data-is="subject"></textarea></div></div>${FILE}</form>`,
    ['entryNumber', 'entryDate', 'code', 'date', 'fromName', 'subject'],
  ],
  'names in the code of the page and nowhere else': [
    `<form>${text('code', 'name="ctl00$Main$txtSoKyHieu"')}${text('date', 'name="ctl00$Main$txtNgayVanBan"')}${text('entryDate', 'name="ctl00$Main$txtNgayDen"')}
${text('fromName', 'name="ctl00$Main$txtCoQuanBanHanh"')}<textarea data-is="subject" name="ctl00$Main$txtTrichYeu"></textarea>${FILE}</form>`,
    ['code', 'date', 'entryDate', 'fromName', 'subject'],
  ],
  'number and notation apart': [
    `<form><div><label>Số</label>${text('number')}</div><div><label>Ký hiệu</label>${text('notation')}</div><div><label>Ngày văn bản</label>${text('date')}</div><div><label>Trích yếu</label>${text('subject')}</div>${FILE}</form>`,
    ['number', 'notation', 'date', 'subject'],
  ],
  'a box to search in before the form, a list behind it': [
    `<div class="tim"><label>Số ký hiệu ${text('search')}</label><label>Trích yếu ${text('search')}</label><label>Người ký ${text('search')}</label></div>
<div class="nhap"><div><label>Số ký hiệu</label>${text('code')}</div><div><label>Ngày văn bản</label>${text('date')}</div><div><label>Trích yếu</label>${text('subject')}</div><div><label>Tệp</label>${FILE}</div></div>
<table><tr><th>Số ký hiệu</th><th>Người ký</th></tr><tr><td>15/UBND</td><td>Nguyễn Văn Mẫu</td></tr></table>`,
    ['code', 'date', 'subject'],
  ],
  'lists that a library draws, a select kept out of sight': [
    `<form><div class="f"><label>Số ký hiệu</label>${text('code')}</div><div class="f"><label id="lk">Độ khẩn</label><div role="combobox" data-is="priority" aria-labelledby="lk" aria-expanded="false"><span>Thường</span><input></div></div>
<div class="f"><label>Cơ quan ban hành</label><div class="w"><div data-is="fromName" role="combobox" aria-haspopup="listbox"><span>-- Chọn cơ quan --</span></div></div></div><div class="f"><label>Trích yếu</label><textarea data-is="subject"></textarea></div>${FILE}</form>`,
    ['code', 'priority', 'fromName', 'subject'],
  ],
};

test.each(Object.entries(FORMS))('%s', (_, [html, wanted]) => {
  document.body.innerHTML = html;
  const { writes, file } = learned();
  expect(writes).toEqual(own(wanted));
  expect(file).toBe('file');
});

test('components with a root each, and a form within a frame', () => {
  document.body.innerHTML =
    '<main><vb-o label="Số ký hiệu"></vb-o><vb-o></vb-o><vb-o></vb-o><vb-tep></vb-tep></main>';
  const [first, second, third, upload] = document.querySelectorAll('vb-o,vb-tep');
  if (!first || !second || !third || !upload) throw new Error('the page is not as it was written');
  const within = (host: Element, html: string) => {
    host.attachShadow({ mode: 'open' }).innerHTML = html;
  };
  within(first, text('code'));
  within(second, `<label>Trích yếu</label><div>${text('subject')}</div>`);
  within(third, `<div><span>Ngày đến</span></div><div>${text('entryDate')}</div>`);
  within(upload, FILE);
  const { writes, file, survey } = learned();
  expect(writes).toEqual(own(['code', 'subject', 'entryDate']));
  expect(file).toBe('file');
  expect(survey.write.every(({ to }) => to.includes('>>>'))).toBe(true);
});

test('a drawn list stands for the select that it keeps out of sight', () => {
  const list = (label: string, name: string) =>
    `<td>${label}</td><td><select class="out"><option>a</option><option>b</option></select><span><span role="combobox" data-is="${name}" aria-haspopup="listbox">Chọn</span></span></td>`;
  document.body.innerHTML = `<form><table><tr>${list('Nơi gửi', 'fromName')}${list('Người ký', 'signerName')}</tr><tr><td>Số ký hiệu</td><td>${text('code')}</td></tr></table><div><label>Độ khẩn</label><select class="out"></select><b role="combobox" data-is="priority">-</b></div>${FILE}</form>`;
  for (const select of document.querySelectorAll('.out'))
    select.getBoundingClientRect = () => new DOMRect(0, 0, 1, 1);
  expect(learned().writes).toEqual(own(['code', 'fromName', 'signerName', 'priority']));
});

describe('files', () => {
  const fields = `<div><label>Số ký hiệu</label>${text('code')}</div><div><label>Trích yếu</label>${text('subject')}</div><div><label>Ngày văn bản</label>${text('date')}</div>`;
  test.each([
    [
      'told by their words, what goes along first',
      `<div>Tài liệu kèm theo <input type="file" data-is="more" name="b" multiple></div><div>Văn bản chính <input type="file" data-is="main" name="a"></div>`,
    ],
    [
      'told by what they take',
      `<input type="file" data-is="more" name="b" multiple><input type="file" data-is="main" accept=".pdf" name="a">`,
    ],
  ])('%s', (_, inputs) => {
    document.body.innerHTML = `<form>${fields}${inputs}</form>`;
    expect(learned()).toMatchObject({ file: 'main', attachments: 'more' });
  });

  test('one alone takes the letter, whatever it is called', () => {
    document.body.innerHTML = `<form>${fields}<label>Tệp đính kèm <input type="file" data-is="main" multiple></label></form>`;
    const { file, attachments } = learned();
    expect([file, attachments]).toEqual(['main', undefined]);
  });

  test('a page without one is read all the same', () => {
    document.body.innerHTML = `<form>${fields}</form>`;
    expect(learned()).toMatchObject({ writes: own(['code', 'subject', 'date']), file: undefined });
  });
});

test('dates are written as their control takes them, priorities as its options call them', () => {
  document.body.innerHTML = `<form><label>Ngày văn bản <input type="date"></label><label>Ngày đến <input type="datetime-local"></label><label>Hạn xử lý <input placeholder="yyyy-mm-dd"></label><label>Độ khẩn ${URGENCY}</label><label>Ngày tiếp nhận <input></label>${FILE}</form>`;
  const { write } = surveyEntry();
  const rule = (name: HandInName) => write.find((one) => nameOf(one) === name);
  expect(rule('date')).toMatchObject({ value: '{date}', days: 'yyyy-MM-dd' });
  expect(rule('entryDate')).toMatchObject({ value: '{entryDate}T00:00', days: 'yyyy-MM-dd' });
  expect(rule('dueDate')).toMatchObject({ days: 'yyyy-MM-dd' });
  expect(rule('receivedDate')?.days).toBeUndefined();
  expect(rule('priority')?.map).toEqual({ '0': 'Thường', '1': 'Khẩn', '3': 'Hoả tốc', '4': 'Hoả tốc' });
});

test('what is printed, switched off or only searched with is no control of the form', () => {
  document.body.innerHTML = `<div role="search"><input aria-label="Trích yếu"></div><form><label>Số đến <input disabled></label><div>Người ký: Nguyễn Văn Mẫu</div><label>Số ký hiệu ${text('code')}</label>${FILE}</form>`;
  expect(learned().writes).toEqual(own(['code']));
});
