// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { readFile } from '../../../shared/profile/read.ts';
import type { ReadableRoot } from '../../../shared/profile/readable.ts';
import { type Survey, surveySchema } from '../../messages/wizard.ts';
import { pageScope } from '../scope.ts';
import { survey } from './survey.ts';

/** Where the file of a letter is: proposed on one letter, read on the next. */

const goTo = (address: string) =>
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(address);
beforeEach(() => {
  // Nothing is drawn here: everything counts as seen.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
  goTo('https://qlvb.example.vn/vb/xem?id=15');
});

const show = (html: string) => {
  document.body.innerHTML = html;
};
const proposed = (html: string): Survey => {
  show(html);
  return surveySchema.parse(survey());
};
const fileAt = (found: Survey) => found.file && readFile(found.file, pageScope(document))?.address;

test('a relative name in a viewer is one of the folder of the viewer', () => {
  const page = (id: number) =>
    `<iframe src="/pdfjs/web/viewer.html?file=..%2F..%2Ftep%2F${id}.pdf"></iframe>`;
  const found = proposed(page(4101));
  expect(fileAt(found)).toBe('https://qlvb.example.vn/tep/4101.pdf');
  show(page(7));
  expect(fileAt(found)).toBe('https://qlvb.example.vn/tep/7.pdf');
});

const at = 'https://qlvb.example.vn/tep/';
test.each<[string, (id: number) => string]>([
  [
    'in a viewer that names it',
    (id) => `<iframe src="/pdfjs/web/viewer.html?file=%2Ftep%2F${id}#page=1"></iframe>`,
  ],
  ['in an object', (id) => `<object type="application/pdf" data="/tep/${id}"></object>`],
  ['in an embed', (id) => `<embed type="application/pdf" src="/tep/${id}">`],
  [
    'in a viewer of another site that is told the address',
    (id) =>
      `<iframe src="https://docs.example.com/gview?embedded=true&url=${encodeURIComponent(`${at}${id}`)}"></iframe>`,
  ],
  [
    'in a frame that is filled when it is seen',
    (id) => `<iframe src="about:blank" data-src="/tep/${id}?f=.pdf"></iframe>`,
  ],
  ['in an attribute of a button', (id) => `<button data-url="/tep/${id}">Tải tệp PDF</button>`],
  [
    'in a call',
    (id) => `<a href="#" onclick="openFile(${id}, 'x', '/tep/${id}'); return false">cong-van.pdf</a>`,
  ],
  ['in a javascript link', (id) => `<a href="javascript:xemTep('/tep/${id}?n=a.pdf')">Xem văn bản</a>`],
  [
    'behind a link whose picture says so',
    (id) => `<a href="/tep/${id}"><i class="fa fa-file-pdf"></i> Tải về</a>`,
  ],
  [
    'behind a picture in the line of a file',
    (id) =>
      `<table><tr><td>cong-van.pdf</td><td>100KB</td><td><a href="apex_util.get_blob_file?x=/tep/${id}"><span class="fa fa-download"></span></a></td></tr></table>`,
  ],
  [
    'behind words that only say what is done, beside a label',
    (id) =>
      `<div class="form-group"><label>File đính kèm <span>(*)</span></label><div class="col"><div class="file-item"><i class="fa fa-file"></i> <a href="/tep/${id}">Tải về</a></div></div></div>`,
  ],
  [
    'behind words that say that it is the letter, whatever its address',
    (id) => `<a href="/resource/1/8f/../../../tep/${id}"><x-button>Tải văn bản</x-button></a>`,
  ],
  ['behind words that name it', (id) => `<ul><li><a href="/tep/${id}">Văn bản điện tử</a></li></ul>`],
  ['behind a link whose title says so', (id) => `<a href="/tep/${id}" title="Mở tệp PDF">Xem toàn văn</a>`],
])('%s', (_, page) => {
  const rest = '<a href="/trang-chu">Trang chủ</a><p>Số ký hiệu: 15/UBND-VP</p>';
  const found = proposed(rest + page(4101));
  const path = () => fileAt(found)?.replace(/\?(?!x=).*/u, '');
  expect(path()).toMatch(/\/tep\/4101$/u);
  show(rest + page(7));
  expect(path()).toMatch(/\/tep\/7$/u);
});

test('a relative name is one of the folder that the page gives for all of them', () => {
  document.head.innerHTML = '<base href="/kho/">';
  try {
    const found = proposed('<a href="tep/4101.pdf">4101.pdf</a>');
    expect(fileAt(found)).toBe('https://qlvb.example.vn/kho/tep/4101.pdf');
  } finally {
    document.head.innerHTML = '';
  }
});

test('a program that gives the file is asked itself, not the path that it is told', () => {
  const found = proposed('<a href="/download.ashx?id=4101&file=%2Fa%2Fb.pdf">Tải về</a>');
  expect(fileAt(found)).toBe('https://qlvb.example.vn/download.ashx?id=4101&file=%2Fa%2Fb.pdf');
  show('<a href="/download.ashx?id=7&file=%2Fa%2Fc.pdf">Tải về</a>');
  expect(fileAt(found)).toContain('id=7');
});

test.each([
  ['a guide', '<a href="/huong-dan.pdf">Hướng dẫn.pdf</a>'],
  ['a link that leads elsewhere', '<a href="https://khac.example.com/15.pdf">15.pdf</a>'],
  ['a call that names no address', `<a href="javascript:mo('15')">Xem văn bản PDF</a>`],
  ['a link to a page that tells the content', '<a href="/noidung/16">Xem nội dung văn bản</a>'],
  ['a link to another page', '<a href="/van-ban/16">Văn bản liên quan</a>'],
])('%s is none', (_, page) => {
  expect(proposed(page).file).toBeUndefined();
});

test('a name with the number of the address is of this letter alone, however short', () => {
  const page = (id: number) =>
    `<p>Số ký hiệu: 15/UBND</p><a id="vb_${id}" href="/tep/${id}.pdf">x</a><a href="/khac.pdf">Phụ lục</a>`;
  goTo('https://qlvb.example.vn/vb/7');
  const found = proposed(page(7));
  show(page(8));
  expect(fileAt(found)).toBe('https://qlvb.example.vn/tep/8.pdf');
});

test('names that are made anew never get into what is kept', () => {
  const page = (id: number) =>
    `<div id="ext-gen${id}" class="css-1ab2c ng-c${id}"><p>Số ký hiệu: 15/UBND</p><a id="vb_${id}" class="ng-c123 css-1ab2c" data-name="${id}.pdf" aria-label="cong-van-${id}.pdf" href="/tep/${id}.pdf">x</a><a href="/khac">y</a></div>`;
  const found = proposed(page(41));
  expect(JSON.stringify(found)).not.toMatch(/ext-gen|css-|ng-c|41/u);
  show(page(52));
  expect(fileAt(found)).toBe('https://qlvb.example.vn/tep/52.pdf');
  expect((document as unknown as ReadableRoot).querySelectorAll(found.place?.at ?? '')).toHaveLength(1);
});

test('of several files the one whose line says that it is the letter, in whichever line it stands', () => {
  const line = (name: string, kind: string) =>
    `<tr><td><a href="/tep/${name}">${name}</a></td><td>${kind}</td></tr>`;
  const page = (...lines: string[]) => `<table id="tep">${lines.join('')}</table>`;
  const [appendix, letter] = [line('phu-luc.pdf', 'Phụ lục'), line('cong-van.pdf', 'Văn bản chính')];
  const found = proposed(page(appendix, letter));
  expect(fileAt(found)).toBe('https://qlvb.example.vn/tep/cong-van.pdf');
  show(page(letter, appendix));
  expect(fileAt(found)).toBe('https://qlvb.example.vn/tep/cong-van.pdf');
  show(page(line('khac.pdf', ''), line('cong-van.pdf', '')));
  expect(fileAt(found)).toBe('https://qlvb.example.vn/tep/cong-van.pdf');
});
