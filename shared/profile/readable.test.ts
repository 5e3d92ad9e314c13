import { Window } from 'happy-dom';
import { describe, expect, test } from 'vitest';
import { otherParts, type ReadableElement } from './readable.ts';

const rows = (keys: readonly string[], text: string) =>
  `<table><tbody>${keys.map((key) => `<tr ${key} class="dong"><td>${text} ${key}</td></tr>`).join('')}</tbody></table>`;
const COUNTED = ['data-index="0"', 'data-index="1"'];
const NAMED = ['data-uid="6f1c-a"', 'data-uid="6f1c-b"'];

/** Texts of the other parts of the first row. */
function otherHalves(html: string, place?: (table: Element) => { top: number; left: number }): string[] {
  const { document } = new Window();
  document.body.innerHTML = html;
  for (const table of document.querySelectorAll('table')) {
    const at = place?.(table as unknown as Element);
    if (at) Object.assign(table, { getBoundingClientRect: () => ({ ...at, width: 300 }) });
  }
  const row = document.querySelector('tr') as unknown as ReadableElement;
  return otherParts(row).map(({ textContent }) => textContent ?? '');
}

describe('a row in halves: locked columns lie in a table beside, whose rows bear the same key', () => {
  const halves = (left: string, right: string) =>
    `<div><div><div>${left}</div></div><style>.o { width: 1px }</style><div><table><tr><th>Trích yếu</th></tr></table><div>${right}</div></div></div>`;

  test('a key that counts the rows', () => {
    expect(otherHalves(halves(rows(COUNTED, 'trái'), rows(COUNTED, 'phải')))).toEqual([
      'phải data-index="0"',
    ]);
  });
  test('a key of its own, also with words between', () => {
    expect(otherHalves(`${halves(rows(NAMED, 'trái'), rows(NAMED, 'phải'))}<p>Trang 1 / 2</p>`)).toEqual([
      'phải data-uid="6f1c-a"',
    ]);
  });
  test('beside each other on the screen', () => {
    const html = halves(rows(COUNTED, 'trái'), rows(COUNTED, 'phải'));
    const beside = (table: Element) => ({ top: 90, left: table.textContent?.includes('trái') ? 8 : 308 });
    expect(otherHalves(html, beside)).toHaveLength(1);
    const below = (table: Element) => ({ top: table.textContent?.includes('trái') ? 90 : 400, left: 8 });
    expect(otherHalves(html, below)).toEqual([]);
  });

  test.each<[string, string]>([
    [
      'two lists with titles that both count their rows',
      `<div><div><h3>Văn bản đi</h3>${rows(COUNTED, 'đi')}</div><div><h3>Văn bản đến</h3>${rows(COUNTED, 'đến')}</div></div>`,
    ],
    ['the same keys in another order', halves(rows(NAMED, 'trái'), rows([...NAMED].reverse(), 'phải'))],
    ['more rows on one side', halves(rows(COUNTED, 'trái'), rows([...COUNTED, 'data-index="2"'], 'phải'))],
    [
      'a key that stands twice',
      halves(rows(['data-a="x"', 'data-a="x"'], 'trái'), rows(['data-a="x"', 'data-a="x"'], 'phải')),
    ],
    ['what only looks alike', halves(rows(['class="le"'], 'trái'), rows(['class="le"'], 'phải'))],
  ])('none of it: %s', (_, html) => {
    expect(otherHalves(html)).toEqual([]);
  });
});
