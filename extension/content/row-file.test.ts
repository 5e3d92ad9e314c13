// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KnownPage } from '../messages/page.ts';
import { pageScope } from './scope.ts';
import { stubRuntime } from './stub-runtime.ts';

const page: KnownPage = {
  id: 'rows',
  when: {},
  each: 'tr',
  file: { at: { selector: '#panel embed', attribute: 'src', in: 'page' }, open: 'button' },
  fields: { number: { selector: 'td' } },
  buttons: [],
};

let findDocumentFile: typeof import('./take.ts').findDocumentFile;

/** How long the panel of this system takes for each row, ms; rows that are not named show nothing. */
let takes: Record<string, number>;
const pressed: string[] = [];

function showAfter(number: string): void {
  pressed.push(number);
  const wait = takes[number];
  if (wait === undefined) return;
  setTimeout(() => {
    const panel = document.querySelector('#panel');
    if (panel) panel.innerHTML = `<embed src="https://qlvb.example.vn/tep/${number}.pdf">`;
  }, wait);
}

beforeEach(async () => {
  vi.useFakeTimers();
  // Each page begins anew.
  vi.resetModules();
  ({ findDocumentFile } = await import('./take.ts'));
  stubRuntime(async () => ({ ok: true, body: {} }));
  pressed.length = 0;
  takes = { 1: 3000, 2: 200, 3: 200 };
  const rows = [1, 2, 3].map((number) => `<tr><td>${number}</td><td><button>Xem</button></td></tr>`);
  document.body.innerHTML = `<table><tbody>${rows.join('')}</tbody></table><div id="panel"></div>`;
  for (const row of document.querySelectorAll('tr')) {
    row.querySelector('button')?.addEventListener('click', () => showAfter(row.cells[0]?.textContent ?? ''));
  }
});
afterEach(() => vi.useRealTimers());

const fileOf = (row: number, signal?: AbortSignal) =>
  findDocumentFile(page, pageScope(document.querySelectorAll('tr')[row - 1]), signal).then((file) =>
    file?.address.split('/').at(-1),
  );
/** All of them, asked for at once as a list does. */
async function filesOf(...rows: number[]): Promise<(string | undefined)[]> {
  const all = Promise.all(rows.map((row) => fileOf(row)));
  await vi.advanceTimersByTimeAsync(200_000);
  return all;
}

test('several rows are opened one after the other, and each has its own file, however slow the panel is', async () => {
  expect(await filesOf(1, 2, 3)).toEqual(['1.pdf', '2.pdf', '3.pdf']);
  expect(pressed).toEqual(['1', '2', '3']);
});

test('what the panel shows already is not taken for the file of another row', async () => {
  showAfter('2');
  await vi.advanceTimersByTimeAsync(1000);
  takes = { 3: 200 };
  expect(await filesOf(1)).toEqual([undefined]);
  expect(await filesOf(3)).toEqual(['3.pdf']);
});

test('a panel that shows the file of the row already, opened by the clerk, is believed once the page draws it again', async () => {
  showAfter('2');
  await vi.advanceTimersByTimeAsync(1000);
  expect(await filesOf(2)).toEqual(['2.pdf']);
  takes = {};
  expect(await filesOf(2)).toEqual(['2.pdf']);
  expect(pressed).toEqual(['2', '2']);
});

test('a panel that is drawn anew with the file of the row before, on its way to the next, is not believed', async () => {
  expect(await filesOf(1)).toEqual(['1.pdf']);
  const panel = document.querySelector('#panel');
  document.querySelectorAll('button')[1]?.addEventListener('click', () => {
    if (panel) panel.innerHTML = `${panel.innerHTML} `;
  });
  takes = { 2: 8000 };
  expect(await filesOf(2)).toEqual(['2.pdf']);
});

test('a file that comes too late for its row is not taken for the one of the next', async () => {
  takes = { 1: 11_000, 2: 30_000 };
  expect(await filesOf(1, 2)).toEqual([undefined, undefined]);
  expect(pressed).toEqual(['1']);
});

test('a person who presses something meanwhile may have opened another letter: nothing is taken', async () => {
  const asked = fileOf(1);
  await vi.advanceTimersByTimeAsync(100);
  const click = new MouseEvent('click', { bubbles: true });
  Object.defineProperty(click, 'isTrusted', { value: true });
  document.body.dispatchEvent(click);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await asked).toBeUndefined();
});

test('rows that nothing tells apart are not opened, and none is once the reading was stopped', async () => {
  const stopped = new AbortController();
  stopped.abort();
  expect(await fileOf(2, stopped.signal)).toBeUndefined();
  for (const cell of document.querySelectorAll('td:first-child')) cell.textContent = 'như nhau';
  expect(await filesOf(1)).toEqual([undefined]);
  expect(pressed).toEqual([]);
});

test("what was opened is closed before the next row, and a file of the page's memory outlives it", async () => {
  const rule = { ...page.file, shut: '#close' };
  document.body.insertAdjacentHTML('beforeend', '<button id="close">Đóng</button>');
  const memory = URL.createObjectURL(new Blob(['%PDF-1.7']));
  const panel = document.querySelector('#panel');
  document.querySelector('#close')?.addEventListener('click', () => {
    panel?.replaceChildren();
    URL.revokeObjectURL(memory);
  });
  vi.stubGlobal('fetch', async () => new Response('%PDF-1.7'));
  document.querySelector('tr button')?.addEventListener('click', () => {
    if (panel) panel.innerHTML = `<embed src="${memory}">`;
  });
  takes = {};
  const asked = findDocumentFile({ ...page, file: rule }, pageScope(document.querySelectorAll('tr')[0]));
  await vi.advanceTimersByTimeAsync(20_000);
  const file = await asked;
  expect(file).toMatchObject({ fromPage: true, address: expect.stringMatching(/^blob:/u) });
  expect(file?.address).not.toBe(memory);
  expect(panel?.childElementCount).toBe(0);
  vi.unstubAllGlobals();
});
