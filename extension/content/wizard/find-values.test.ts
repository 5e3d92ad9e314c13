// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readFields } from '../../../shared/profile/read.ts';
import { surveySchema } from '../../messages/wizard.ts';
import { pageScope } from '../scope.ts';
import { survey } from './survey.ts';

/** Values that are not one element behind their label, as the makers of document systems draw them. */

beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
});

const read = (html: string): Record<string, string> => {
  document.body.innerHTML = html;
  const { fields, encoding } = surveySchema.parse(survey());
  const found = Object.entries(readFields(fields, pageScope(document, encoding)));
  return Object.fromEntries(found.map(([name, { values }]) => [name, values.join('; ')]));
};

const LABELS = ['Số ký hiệu', 'Ngày ban hành', 'Trích yếu', 'Người ký'];
const VALUES = ['15/UBND-VP', '05/01/2026', 'mời họp giao ban', 'Lê Văn Mẫu'];
const LETTER = {
  number: '15',
  notation: 'UBND-VP',
  date: '2026-01-05',
  subject: 'mời họp giao ban',
  signerName: 'Lê Văn Mẫu',
};
const each = (texts: readonly string[], draw: (text: string) => string) => texts.map(draw).join('');

describe('labels and values in columns of their own', () => {
  const cells = (texts: readonly string[]) =>
    `<table>${each(texts, (text) => `<tr><td>${text}</td></tr>`)}</table>`;
  const items = (texts: readonly string[]) => each(texts, (text) => `<div>${text}</div>`);
  test.each([
    ['two tables side by side', `<table><tr><td>${cells(LABELS)}</td><td>${cells(VALUES)}</td></tr></table>`],
    ['two columns', `<div><div>${items(LABELS)}</div><div>${items(VALUES)}</div></div>`],
    ['a line of labels over a line of values', `<div>${items(LABELS)}</div><div>${items(VALUES)}</div>`],
    [
      'an empty cell between',
      `<table>${LABELS.map((label, at) => `<tr><td>${label}</td><td>&nbsp;</td><td>${VALUES[at]}</td></tr>`).join('')}</table>`,
    ],
  ])('%s', (_, page) => {
    expect(read(page)).toMatchObject(LETTER);
  });

  test('an empty value is none: the label after it is no value', () => {
    const page = (signer: string) =>
      `<table><tr><td>Người ký</td><td>${signer}</td><td>Độ khẩn</td><td>Khẩn</td></tr></table>`;
    expect(read(page('Lê Văn Mẫu'))).toMatchObject({ signerName: 'Lê Văn Mẫu', priority: '1' });
    expect(read(page(''))).toEqual({ priority: '1' });
  });

  test('headings over a list are no labels of one letter', () => {
    const rows = `<div>${items(VALUES)}</div>`.repeat(2);
    expect(read(`<div>${items(LABELS)}</div>${rows}`).subject).toBeUndefined();
  });
});

describe('a day in parts', () => {
  const row = (value: string) => `<table><tr><td>Ngày ban hành</td>${value}</tr></table>`;
  test.each([
    ['three inputs', '<td>Ngày <input value="5"> tháng <input value="1"> năm <input value="2026"></td>'],
    [
      'three lists',
      '<td><select><option>05</option></select><select><option>Tháng 12</option><option selected>Tháng 1</option></select><select><option>2026</option></select></td>',
    ],
    ['three cells', '<td><input value="05"></td><td><input value="01"></td><td><input value="2026"></td>'],
    ['the words of the browser', '<td>5 thg 1, 2026</td>'],
  ])('%s', (_, value) => {
    expect(read(row(value)).date).toBe('2026-01-05');
  });
});

describe('several agencies', () => {
  const cell = (value: string) => `<table><tr><td>Nơi nhận</td><td>${value}</td></tr></table>`;
  test.each([
    [
      'a comma inside of a name is no end of it',
      'Sở Văn hóa, Thể thao và Du lịch, UBND xã Mẫu B',
      'Sở Văn hóa, Thể thao và Du lịch; UBND xã Mẫu B',
    ],
    [
      'tags, each with its button, before an empty control',
      '<mat-chip><span>UBND xã Mẫu B</span><button>cancel</button></mat-chip><mat-chip><span>Bộ Mẫu</span><button>cancel</button></mat-chip><input>',
      'UBND xã Mẫu B; Bộ Mẫu',
    ],
    [
      'of a tree only what is ticked',
      '<ul><li><input type="checkbox"><span>UBND tỉnh Mẫu</span><ul><li><input type="checkbox" checked><span>UBND xã Mẫu B</span></li></ul></li><li><label><input type="checkbox" checked>Bộ Mẫu</label></li></ul>',
      'UBND xã Mẫu B; Bộ Mẫu',
    ],
    [
      'of a tree of ARIA only what is checked',
      '<ul role="tree"><li role="treeitem" aria-checked="mixed">UBND tỉnh Mẫu<ul role="group"><li role="treeitem" aria-checked="true">UBND xã Mẫu B</li></ul></li><li role="treeitem" aria-checked="false">Bộ Mẫu</li></ul>',
      'UBND xã Mẫu B',
    ],
    [
      'of two lists what was taken over into the second',
      '<select multiple><option>Sở Mẫu</option></select><select multiple id="lstDaChon"><option>UBND xã Mẫu B</option><option>Bộ Mẫu</option></select>',
      'UBND xã Mẫu B; Bộ Mẫu',
    ],
    [
      'a table of them',
      '<table><tr><th>STT</th><th>Tên đơn vị</th></tr><tr><td>1</td><td>UBND xã Mẫu B</td></tr><tr><td>2</td><td>Bộ Mẫu</td></tr></table>',
      'UBND xã Mẫu B; Bộ Mẫu',
    ],
  ])('%s', (_, value, wanted) => {
    expect(read(cell(value)).toPlaces).toBe(wanted);
  });

  test('of boxes none of which is ticked nothing is read', () => {
    const box = '<label><input type="checkbox">Bộ Mẫu</label>';
    expect(read(cell(box + box)).toPlaces).toBeUndefined();
  });

  test('a table with their codes', () => {
    const table =
      '<table><tr><th>Mã định danh</th><th>Đơn vị nhận</th></tr><tr><td>H99.02</td><td>UBND xã Mẫu B</td></tr></table>';
    expect(read(cell(table)).recipients).toBe('UBND xã Mẫu B (H99.02)');
  });

  test('tags side by side with their label', () => {
    const tags = ['UBND xã Mẫu B', 'Bộ Mẫu'].map((name) => `<div class="q-chip">${name}</div>`).join('');
    expect(read(`<div><div class="q-label">Nơi nhận</div>${tags}</div>`).toPlaces).toBe(
      'UBND xã Mẫu B; Bộ Mẫu',
    );
  });

  test('line by line', () => {
    expect(read('<p>Nơi nhận:</p><p>- UBND xã Mẫu B;</p><p>- Bộ Mẫu;</p><p>Khác</p>').toPlaces).toBe(
      'UBND xã Mẫu B; Bộ Mẫu',
    );
  });
});

test('a component that prints its label around what the page puts into it', () => {
  class Field extends HTMLElement {
    connectedCallback() {
      this.attachShadow({
        mode: 'open',
      }).innerHTML = `<div>${this.getAttribute('name-of')}</div><div><slot></slot></div>`;
    }
  }
  customElements.define('vb-field', Field);
  const fields = LABELS.map((label, at) => `<vb-field name-of="${label}">${VALUES[at]}</vb-field>`);
  expect(read(fields.join(''))).toMatchObject(LETTER);
});
