// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { composeProfile } from '../../../shared/profile/propose/compose.ts';
import { readFields } from '../../../shared/profile/read.ts';
import { findAll } from '../../../shared/profile/readable.ts';
import type { PageRule } from '../../../shared/profile/schema.ts';
import type { PageProfile } from '../../messages/page.ts';
import { type Survey, surveySchema } from '../../messages/wizard.ts';
import { findPlaces } from '../places.ts';
import { pageScope } from '../scope.ts';
import { survey } from './survey.ts';
import { tryPage } from './try.ts';

/** Grids as component libraries draw them: cells in parts, rows that measure, headings with more than their name. */

const HEADS = ['Số ký hiệu', 'Trích yếu', 'Ngày ban hành', 'Người ký', 'Tệp'];
const LETTERS = [
  ['15/UBND-VP', 'gửi báo cáo quý', '05/01/2026', 'Nguyễn Văn Mẫu', '<a href="/tep/4101.pdf">tep.pdf</a>'],
  ['208/UBND-VP', 'mời họp', '28/02/2026', 'Trần Thị Mẫu', '<a href="/tep/7.pdf">tep.pdf</a>'],
];

/** What is as wide as the width that it was given, or as a cell, at the left edge of all that is around it. */
let cellWidth = 1000;
beforeEach(() => {
  cellWidth = 1000;
  const { happyDOM } = globalThis as unknown as { happyDOM: { setURL(url: string): void } };
  happyDOM.setURL('https://qlvb.example.vn/vb/danh-sach');
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('no network'));
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    const own = Number.parseInt((this as HTMLElement).style.width, 10);
    const asked = Number(this.getAttribute('data-width')) || cellWidth;
    const left = Number(this.closest('[data-left]')?.getAttribute('data-left') ?? 0);
    return new DOMRect(left, 0, Number.isNaN(own) ? asked : own, 30);
  });
});

const proposed = (html: string): Survey => {
  document.body.innerHTML = html;
  return surveySchema.parse(survey());
};
/** The rules of the page that would be kept. */
function pageOf({ each, fields, file, place }: Survey): PageRule {
  if (!file || !place || each === undefined) throw new Error('no list was found');
  const [page] = composeProfile({ each, fields, file, place }, location.href, {
    name: '',
    roles: [{ role: 'approve' }],
  }).pages;
  if (!page) throw new Error('no page');
  return page;
}
const rowsOf = ({ each = '' }: Survey) =>
  findAll(pageScope(), pageScope().root, each) as unknown as Element[];
const read = (found: Survey) =>
  rowsOf(found).map((row) =>
    Object.values(readFields(found.fields, pageScope(row))).map(({ values }) => values[0]),
  );
const WANTED = [
  ['15', 'UBND-VP', '2026-01-05', 'gửi báo cáo quý', 'Nguyễn Văn Mẫu'],
  ['208', 'UBND-VP', '2026-02-28', 'mời họp', 'Trần Thị Mẫu'],
].map((one) => one.sort());
const sorted = (rows: (string | undefined)[][]) => rows.map((one) => [...one].sort());

const cell = (role: string, from: number) => (text: string, index: number) =>
  `<div role="${role}" aria-colindex="${from + index + 1}">${text}</div>`;
const parts = (texts: readonly string[], role: string) =>
  `<div><div>${texts.slice(0, 1).map(cell(role, 0)).join('')}</div></div><div>${texts.slice(1).map(cell(role, 1)).join('')}</div>`;
const table = (head: string, rows: string) =>
  `<div><table><thead><tr>${head}</tr></thead></table></div><div><table><tbody>${rows}</tbody></table></div>`;
const td = (texts: readonly string[]) => texts.map((text) => `<td>${text}</td>`).join('');
const th = (texts: readonly string[]) => texts.map((text) => `<th>${text}</th>`).join('');
const lines = LETTERS.map((one) => `<tr>${td(one)}</tr>`).join('');

describe('each row of a list is read', () => {
  test.each<[string, string]>([
    [
      'when it wraps its cells part by part',
      `<div role="grid"><div role="row">${parts(HEADS, 'columnheader')}</div><div>${LETTERS.map((one) => `<div role="row">${parts(one, 'gridcell')}</div>`).join('')}</div></div>`,
    ],
    [
      'when the part with the last headings holds none that is known',
      `<div role="grid"><div><div role="row" aria-rowindex="1">${HEADS.slice(0, 4).map(cell('columnheader', 0)).join('')}</div></div><div><div role="row" aria-rowindex="1">${cell('columnheader', 4)('Tệp', 0)}</div></div>${[0, 1].map((side) => `<div class="${side ? 'phai' : 'trai'}">${LETTERS.map((one, at) => `<div role="row" aria-rowindex="${at + 2}">${(side ? one.slice(4) : one.slice(0, 4)).map(cell('gridcell', side * 4)).join('')}</div>`).join('')}</div>`).join('')}</div>`,
    ],
    [
      'when pinned columns are a table of their own that counts its columns anew',
      `<div role="grid">${[0, 1].map((side) => `<div class="${side ? 'phai' : 'trai'}"><table><thead><tr role="row" aria-rowindex="1">${th(side ? HEADS.slice(1) : HEADS.slice(0, 1))}</tr></thead></table><table><tbody>${LETTERS.map((one, at) => `<tr role="row" aria-rowindex="${at + 2}">${td(side ? one.slice(1) : one.slice(0, 1))}</tr>`).join('')}</tbody></table></div>`).join('')}</div>`,
    ],
    [
      'when locked columns are a table beside it, of headings of their own and without numbers of rows',
      `<div>${[0, 1].map((side) => `<div data-left="${side * 1000}"><table><tr>${td(side ? HEADS.slice(2) : HEADS.slice(0, 2))}</tr></table><div><table>${LETTERS.map((one, at) => `<tr data-index="${at}">${td(side ? one.slice(2) : one.slice(0, 2))}</tr>`).join('')}</table></div></div>`).join('')}</div>`,
    ],
    [
      'when only the headings are a table and the rows are plain elements beside it',
      `<div><div class="dau"><table><thead><tr>${th(HEADS)}</tr></thead></table></div><div class="than"><div><div>${LETTERS.map((one) => `<div class="dong">${one.map((text) => `<div class="o">${text}</div>`).join('')}</div>`).join('')}</div></div></div></div>`,
    ],
    [
      'when each heading is a table of its own, in a table whose first row measures',
      `<div><table><tbody><tr>${td(HEADS.map(() => ''))}</tr><tr>${td(HEADS.map((head) => `<table><tbody><tr><td>${head}</td></tr></tbody></table>`))}</tr></tbody></table></div><div><table id="bang"><tbody>${lines}</tbody></table></div>`,
    ],
    [
      'when the headings are plain elements and the rows those of a table, of which the first measures',
      `<div><div class="dau"><div>${HEADS.map((head) => `<div><div><span>${head}</span><div></div></div></div>`).join('')}</div></div><div class="than"><div><table><tbody><tr>${th(HEADS.map(() => ''))}</tr>${lines}</tbody></table></div></div></div>`,
    ],
    [
      'when the headings are plain elements and each row is a table of its own',
      `<div><div role="rowgroup"><div>${HEADS.map((head) => `<div role="columnheader"><span>${head}</span></div>`).join('')}</div></div><div class="than"><div><div>${LETTERS.map((one, at) => `<table role="presentation" data-recordid="${at + 11}"><tbody><tr role="row">${td(one)}</tr></tbody></table>`).join('')}</div></div></div></div>`,
    ],
    [
      'when a heading tells the place of its column in the order',
      table(th(HEADS.map((head, at) => `<span>${head}</span> <b>${at + 1}</b>`)), lines),
    ],
    [
      'when a heading holds words for those who hear the page',
      table(th(HEADS.map((head) => `<span>${head}</span><span hidden>Bấm Enter để sắp xếp</span>`)), lines),
    ],
  ])('%s', (_, html) => {
    // Rows that measure say nothing, and get no button.
    expect(sorted(read(proposed(html)).filter((one) => one.length > 0))).toEqual(WANTED);
  });

  test('a row that only measures the columns is none', async () => {
    const measure = `<tr aria-hidden="true">${th(HEADS)}</tr>`;
    const empty = `<tr>${td(HEADS.map(() => ''))}</tr>`;
    const found = proposed(table(th(HEADS), `${measure}${empty}${lines}`));
    const trial = await tryPage(pageOf(found), undefined);
    expect(trial.letters).toBe(2);
    expect(trial.fields.number?.values).toEqual(['15']);
  });
});

test('cards that print number and day without a label', () => {
  const card = ([code, subject, day, signer, file]: readonly string[]) =>
    `<div class="the"><div><h5>${code}</h5><small>${day}</small></div><p>${subject}</p><small>Người ký: ${signer}</small> ${file}</div>`;
  const found = proposed(`<div class="ds">${LETTERS.map(card).join('')}</div>`);
  expect(sorted(read(found))).toEqual([
    ['15', '2026-01-05', 'Nguyễn Văn Mẫu', 'UBND-VP'],
    ['2026-02-28', '208', 'Trần Thị Mẫu', 'UBND-VP'],
  ]);
});

describe('buttons find room in a row', () => {
  /** The third column takes two buttons, the one with the file not even one. */
  const cut = (text: string, width: number) =>
    `<td style="overflow:hidden" data-width="${width}">${text}</td>`;
  const narrow = ([code = '', subject = '', day = '', signer = '', file = '']: readonly string[]) =>
    `<tr data-width="900">${cut(code, 90)}${cut(subject, 400)}${cut(day, 90)}${cut(signer, 90)}${cut(file, 40)}</tr>`;

  test('in its widest cell, where the cell of the file cuts them off', () => {
    const group = `<tr><td colspan="5">Văn bản chờ ký</td></tr><tr>${td(['Cộng', '2', '', '', ''])}</tr>`;
    const found = proposed(table(th(HEADS), `${LETTERS.map(narrow).join('')}${group}`));
    expect(found.place?.position).toBe('first');
    const profile = { pages: [pageOf(found)] } as unknown as PageProfile;
    const anchors = findPlaces(profile).map(({ anchor }) => anchor.textContent);
    expect(anchors).toEqual(['gửi báo cáo quý', 'mời họp']);
  });

  test('in no half of a row that would grow by it: its lines would stand beside those of other letters', () => {
    const half = (side: number, one: readonly string[]) =>
      side
        ? `<td class="ngay">${one[2]}</td><td class="nguoi">${one[3]}</td><td data-tall="1">${one[4]}</td>`
        : td(one.slice(0, 2));
    const html = `<div>${[0, 1].map((side) => `<div data-left="${side * 1000}"><table><tr>${td(side ? HEADS.slice(2) : HEADS.slice(0, 2))}</tr></table><div><table>${LETTERS.map((one, at) => `<tr data-index="${at}">${half(side, one)}</tr>`).join('')}</table></div></div>`).join('')}</div>`;
    const height = vi.mocked(Element.prototype.getBoundingClientRect).getMockImplementation();
    vi.mocked(Element.prototype.getBoundingClientRect).mockImplementation(function (this: Element) {
      const box = height?.call(this) ?? new DOMRect();
      const isTall = this.localName === 'tr' && this.querySelector('[data-tall] > [style]') !== null;
      return isTall ? new DOMRect(box.left, 0, box.width, 44) : box;
    });
    const found = proposed(html);
    expect(found.place).toEqual({ at: expect.stringContaining('.ng'), position: 'first' });
  });

  test('behind the file where nothing is cut off, and nothing of the trial stays', () => {
    const html = table(th(HEADS), lines);
    const found = proposed(html);
    expect(found.place?.position).toBe('after');
    expect(document.body.querySelectorAll('span')).toHaveLength(0);
  });
});
