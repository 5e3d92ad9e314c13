// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { readFields, readText } from '../../../shared/profile/read.ts';
import { pageScope } from '../scope.ts';
import { survey } from './survey.ts';

/** One letter, printed and held in the ways of many makers: the same values are read from each. */

beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    'https://qlvb.example.vn/vb/xem?id=4101',
  );
});

const SUBJECT = 'tăng cường công tác văn thư, lưu trữ';
const SIGNER = 'Nguyễn Văn Mẫu';
const LETTER = {
  number: '123',
  notation: 'UBND-VP',
  date: '2026-03-05',
  subject: SUBJECT,
  signerName: SIGNER,
};

const PAGES: Record<string, string> = {
  'sentences without labels': `<h3>Quyết định số 123/UBND-VP ngày 05/03/2026 của Ủy ban nhân dân xã Mẫu A</h3><p><b>Về việc</b> ${SUBJECT}</p><p>Người ký: ${SIGNER}</p>`,
  'a sentence that ends with the agency, the day apart': `<div class="tieu-de"><span>Công văn số: 123/UBND-VP của Sở Mẫu</span></div><div>Ngày ban hành: 05/03/2026</div><div>V/v: ${SUBJECT}</div><div>Người ký: ${SIGNER}</div>`,
  'a cell for each colon, number and notation apart': `<table><tr><td>Số</td><td>:</td><td>123</td><td>Ký hiệu</td><td>:</td><td>UBND-VP</td></tr>
<tr><td>Ngày BH</td><td>:</td><td>05-03-2026</td></tr><tr><td>Trích yếu</td><td>:</td><td colspan="4">${SUBJECT}</td></tr><tr><td>Người ký</td><td>:</td><td>${SIGNER}</td></tr></table>`,
  'words above their values, a year of two digits': `<div><small>Số hiệu</small><div>123/UBND-VP</div></div><div><small>Ngày phát hành</small><div>5/3/26</div></div>
<div><small>Nội dung trích yếu</small><div>${SUBJECT}</div></div><div><small>Người ký duyệt</small><div>${SIGNER}</div></div>`,
  'placeholders that say what to type': `<form><input placeholder="Nhập số ký hiệu..." value="123/UBND-VP"><input placeholder="Chọn ngày ban hành" value="05/03/2026">
<textarea placeholder="Nhập trích yếu văn bản">${SUBJECT}</textarea><input placeholder="Chọn người ký" value="${SIGNER}"></form>`,
  'a sentence with number and day, a position behind the name': `<div>Số: <strong>123/UBND-VP</strong> ngày <strong>05/03/2026</strong></div>
<div>Trích yếu: <em>${SUBJECT}</em></div><div>Người ký: ${SIGNER} - Chủ tịch</div>`,
  'labels that say of what': `<div><label>Số và ký hiệu văn bản</label><div><input value="123/UBND-VP"></div></div><div><label>Thời gian ban hành</label><div><input value="05/03/2026"><button>chọn</button></div></div>
<div><label>Trích yếu nội dung văn bản</label><div><textarea>${SUBJECT}</textarea></div></div><div><label>Họ tên người ký</label><div>${SIGNER}</div></div>`,
  'labels that float behind their controls, with a line between': `<div><input value="123/UBND-VP"><span class="line"></span><label>Số ký hiệu</label></div><div><input value="05/03/2026"><span class="line"></span><label>Ngày ban hành</label></div>
<div><textarea>${SUBJECT}</textarea><span class="line"></span><label>Trích yếu</label></div><div><input value="${SIGNER}"><span class="line"></span><label>Người ký</label></div>`,
  'number and notation in a control each': `<div><label>Số ký hiệu</label><div class="input-group"><input value="123"><span>/</span><input value="UBND-VP"></div></div>
<div><label>Ngày ban hành</label><input value="05/03/2026"></div><div><label>Trích yếu</label><textarea>${SUBJECT}</textarea></div><div><label>Người ký</label><input value="${SIGNER}"></div>`,
  'number and notation in a cell each, with a stroke in one of its own': `<table><tr><td>Số ký hiệu</td><td><input value="123"></td><td>/</td><td><select><option>TTr-UBND</option><option selected>UBND-VP</option></select></td></tr>
<tr><td>Ngày ban hành</td><td><input value="05/03/2026"></td></tr><tr><td>Trích yếu</td><td><textarea>${SUBJECT}</textarea></td></tr><tr><td>Người ký</td><td><input value="${SIGNER}"></td></tr></table>`,
  'a label that points at the number, the notation behind it': `<p><label for="so">Số ký hiệu</label> <input id="so" value="123"> / <input id="kyHieu" value="UBND-VP"></p>
<p><label for="ngay">Ngày ban hành</label> <input id="ngay" value="05/03/2026"></p><p>Trích yếu: ${SUBJECT}</p><p>Người ký: ${SIGNER}</p>`,
  'components that keep the choice in a list of their own': `<table><tr><td><label for="f:so">Số ký hiệu</label></td><td><input id="f:so" value="123/UBND-VP"></td></tr>
<tr><td>Ngày ban hành</td><td><input value="05-MAR-26"></td></tr><tr><td>Trích yếu</td><td><textarea>${SUBJECT}</textarea></td></tr>
<tr><td><label for="f:nk_focus">Người ký</label></td><td><div><div><input id="f:nk_focus" autocomplete="off"></div><div><select><option value="">-- Chọn --</option><option selected>${SIGNER}</option></select></div><label>${SIGNER}</label></div></td></tr></table>`,
  'one line with semicolons between': `<p>Số: 123/UBND-VP; Ngày: 05/03/2026; Trích yếu: ${SUBJECT}; Người ký: ${SIGNER}</p>`,
  'pictures with titles': `<div><i class="fa fa-hashtag" title="Số ký hiệu"></i> 123/UBND-VP</div><div><i title="Ngày ban hành"></i> 05/03/2026</div>
<div><i title="Trích yếu"></i> ${SUBJECT}</div><div><i aria-label="Người ký"></i> ${SIGNER}</div>`,
  'headings of two rows that reach over each other': `<table><thead><tr><th rowspan="2">TT</th><th colspan="2">Văn bản</th><th rowspan="2">Trích yếu</th><th rowspan="2">Người ký</th><th rowspan="2">Tệp</th></tr>
<tr><th>Số ký hiệu</th><th>Ngày ban hành</th></tr></thead><tbody>${[123, 124]
    .map(
      (number) =>
        `<tr><td>1</td><td>${number}/UBND-VP</td><td>05/03/2026</td><td>${SUBJECT}</td><td>${SIGNER}</td><td><a href="/tep/${number}.pdf">${number}.pdf</a></td></tr>`,
    )
    .join('')}</tbody></table>`,
  'one line with signs between, in a component that no rule knows': `<mat-card><mat-card-title>Trích yếu: ${SUBJECT}</mat-card-title>
<mat-card-subtitle>Số: 123/UBND-VP &bull; Ngày: 05/03/2026 &bull; Người ký: ${SIGNER}</mat-card-subtitle></mat-card>`,
  'one line with nothing between': `<p>Số ký hiệu: 123/UBND-VP &nbsp; Ngày ban hành: 05/03/2026 &nbsp; Người ký: ${SIGNER}, Chủ tịch</p><p>Trích yếu: ${SUBJECT}</p>`,
  'bold labels with signs between': `<div><b>Số:</b> 123/UBND-VP | <b>Ngày:</b> 05/03/2026 | <b>Người ký:</b> ${SIGNER}</div><div><b>V/v:</b> ${SUBJECT}</div>`,
  'laid out by pixels, all labels before all values': [
    ...['Số ký hiệu', 'Ngày ban hành', 'Trích yếu', 'Người ký'].map((label) => [label, 10]),
    ...['123/UBND-VP', '05/03/2026', SUBJECT, SIGNER].map((value) => [value, 170]),
  ]
    .map(
      ([words, left], index) =>
        `<div style="position: absolute; left: ${left}px; top: ${60 + (index % 4) * 28}px"><div style="position: absolute; left: 0px; top: 0px">${words}</div></div>`,
    )
    .join(''),
  'one heading for all but the signer': `<h2>Công văn số 123/UBND-VP ngày 05/03/2026 V/v ${SUBJECT}</h2><p>LĐ ký: ${SIGNER}</p>`,
  'numbered lines': `<p>1. Số ký hiệu: 123/UBND-VP</p><p>2. Ngày ban hành: 05/03/2026</p><p>3. Trích yếu: ${SUBJECT}</p><p>4. Người ký: ${SIGNER}</p>`,
  'a letter as it is printed': `<p>Số: 123/UBND-VP</p><p>Mẫu A, ngày 05 tháng 3 năm 2026</p><p>V/v ${SUBJECT}</p><p>Người ký: ${SIGNER}</p>`,
  'components that keep the key of a choice in an unseen control': `<table><tr><td>Số/ký hiệu</td><td><input value="123/UBND-VP"></td></tr><tr><td>Ngày VB</td><td><span><input data-role="datepicker" value="05/03/2026"></span></td></tr>
<tr><td>Trích yếu nội dung</td><td>${SUBJECT}</td></tr><tr><td>Người ký</td><td><span class="k-dropdown"><span class="k-input">${SIGNER}</span><input style="display:none" value="17"></span></td></tr></table>`,
  'a name as directories write it': `<p>Số ký hiệu: 123/UBND-VP</p><p>Ngày ký: 05/03/2026</p><p>Trích yếu: ${SUBJECT}</p><p>Người ký: CN=${SIGNER}/OU=UBND/O=MAU</p>`,
  'a name with the moment of the signature': `<p>Số ký hiệu: 123/UBND-VP</p><p>Ngày ký: 05/03/2026</p><p>Trích yếu: ${SUBJECT}</p><p>Người ký: ${SIGNER} 05/03/2026 09:15</p>`,
  'one row below headings of two rows, the rest beside its words': `<table><thead><tr><th rowspan="2">TT</th><th colspan="2">Văn bản</th><th rowspan="2">Ngày tháng</th></tr><tr><th>Số</th><th>Ký hiệu</th></tr></thead>
<tbody><tr><td>1</td><td>123</td><td>UBND-VP</td><td>5/3/2026</td></tr></tbody></table><table><tr><td>V/v<span>:</span></td><td>${SUBJECT}</td></tr><tr><td>Người ký<span>:</span></td><td>${SIGNER}</td></tr></table>`,
};

test.each(Object.entries(PAGES))('%s', (_, html) => {
  document.body.innerHTML = html;
  const { fields, each, encoding } = survey();
  const root = each === undefined ? document : (document.querySelector(each) ?? document);
  const read = Object.entries(readFields(fields, pageScope(root, encoding)));
  expect(Object.fromEntries(read.map(([name, { values }]) => [name, values[0]]))).toMatchObject(LETTER);
});

test('words with a colon in a subject stay in it', () => {
  document.body.innerHTML =
    '<p>Số: 123/UBND-VP | Trích yếu: về việc công bố Danh mục: Số trang: 15 | Ngày: 05/03/2026</p>';
  const { subject, date } = readFields(survey().fields, pageScope(document));
  expect(subject?.values).toEqual(['công bố Danh mục: Số trang: 15']);
  expect(date?.values).toEqual(['2026-03-05']);
});

test('what is no name is no signer', () => {
  document.body.innerHTML = '<p>Người ký</p><p>123/UBND-VP</p>';
  expect(survey().fields.signerName).toBeUndefined();
});

test('several letters that are only listed are no letter', () => {
  document.body.innerHTML = [123, 124].map((number) => `<p>Công văn số ${number}/UBND-VP</p>`).join('');
  expect(survey().fields).toEqual({});
});

test('a cell that reaches down beside several rows moves none of them', () => {
  document.body.innerHTML = `<table><thead><tr><th>Sổ</th><th>Số ký hiệu</th></tr></thead><tbody>
<tr><td rowspan="2">Công văn</td><td>123/UBND-VP</td></tr><tr><td>124/UBND-VP</td></tr><tr><td>Quyết định</td><td>125/UBND-VP</td></tr></tbody></table>`;
  const rows = [...document.querySelectorAll('tbody tr')];
  const codes = rows.map((row) => readText({ header: 'Số ký hiệu' }, pageScope(row)));
  expect(codes).toEqual(['123/UBND-VP', '124/UBND-VP', '125/UBND-VP']);
});
