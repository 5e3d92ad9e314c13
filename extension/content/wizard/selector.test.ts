// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest';
import { findAll, type ReadableRoot } from '../../../shared/profile/readable.ts';
import { selectorFor } from './selector.ts';

const shadowOf = (element: unknown) => (element as Element).shadowRoot as unknown as ReadableRoot | null;
const found = (selector: string, root: ParentNode = document) =>
  findAll({ shadowOf }, root as unknown as ReadableRoot, selector) as unknown as Element[];
const one = (selector: string) => document.querySelector(selector) as Element;

beforeEach(() => {
  document.body.innerHTML = '';
});

test('a name that the system gave is taken, one that a framework made up is not', () => {
  document.body.innerHTML =
    '<p id="ctl00_lblSo">15</p><p id="ember1234" class="css-1x2y3z so">16</p><p class="so">17</p>';
  expect(selectorFor(one('#ctl00_lblSo'))).toBe('#ctl00_lblSo');
  const selector = selectorFor(one('#ember1234')) ?? '';
  expect(selector).not.toMatch(/ember|css-1x2y3z/u);
  expect(found(selector)).toEqual([one('#ember1234')]);
});

test('among many alike the one that was meant is found, alone', () => {
  document.body.innerHTML = `<table id="chitiet"><tbody>${'<tr><td>a</td><td>b</td></tr>'.repeat(5)}</tbody></table><table></table>`;
  for (const cell of document.querySelectorAll('td')) {
    expect(found(selectorFor(cell) ?? '')).toEqual([cell]);
  }
});

test('in the row of a list the selector starts at the row', () => {
  const row = '<tr><td><a class="tep" href="/1">x</a></td></tr>';
  document.body.innerHTML = `<table><tbody>${row}${row}</tbody></table>`;
  const [first, second] = document.querySelectorAll('tr');
  const selector = selectorFor(first?.querySelector('a') as Element, first as Element) ?? '';
  expect(found(selector, second as Element)).toEqual([second?.querySelector('a')]);
});

test('an element in a shadow root is reached through its host', () => {
  document.body.innerHTML = '<vb-chi-tiet></vb-chi-tiet>';
  const root = one('vb-chi-tiet').attachShadow({ mode: 'open' });
  root.innerHTML = '<dl><dt>Số</dt><dd>15</dd><dt>Ngày</dt><dd>x</dd></dl>';
  const [, date] = root.querySelectorAll('dd');
  const selector = selectorFor(date as Element) ?? '';
  expect(selector).toContain('>>>');
  expect(found(selector)).toEqual([date]);
});

test('a hostile name cannot leave its quotes, and one of endless length is not used', () => {
  document.body.innerHTML = '<input><input>';
  const [input] = document.querySelectorAll('input');
  input?.setAttribute('name', 'a"],*,[b="');
  expect(found(selectorFor(input as Element) ?? '')).toEqual([input]);
  input?.setAttribute('name', 'x'.repeat(100_000));
  expect((selectorFor(input as Element) ?? '').length).toBeLessThan(400);
});

test('of two alike at the top of a shadow root the second is told from the first', () => {
  document.body.innerHTML = '<vb-tai-len></vb-tai-len>';
  const root = one('vb-tai-len').attachShadow({ mode: 'open' });
  root.innerHTML = '<button>Chọn tệp</button><button>Cập nhật</button>';
  const [, save] = root.querySelectorAll('button');
  expect(found(selectorFor(save as Element) ?? '')).toEqual([save]);
});
