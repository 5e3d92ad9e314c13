// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PageProfile } from '../messages/page.ts';
import { init } from './dock.ts';

const words = new Proxy({}, { get: (_, key) => String(key) }) as PageProfile['words'];
const profile: PageProfile = {
  profileId: 'test',
  words,
  pending: null,
  handIn: [],
  lists: [],
  pages: [
    {
      id: 'document',
      when: { exists: ['#tools'] },
      file: { at: { selector: 'a.file', attribute: 'href' } },
      fields: { subject: { label: ['Trích yếu'] } },
      buttons: [
        { role: 'approve', at: '#tools', position: 'last', when: { absent: ['.signed'] } },
        { role: 'plain', at: '#tools', position: 'first' },
      ],
    },
  ],
};
const rows: PageProfile = {
  ...profile,
  pages: [
    {
      id: 'list',
      when: {},
      each: 'tr.row',
      file: { at: { selector: 'a', attribute: 'href' } },
      fields: {},
      buttons: [{ role: 'approve', at: 'td:last-child', position: 'last' }],
    },
  ],
};

const sent = vi.fn((_message: unknown) => Promise.resolve({ ok: true, body: {} }));
const buttons = () => [...document.querySelectorAll('kygui-button')];
const settle = () => new Promise((resolve) => setTimeout(resolve, 1300));
let controller: AbortController;

beforeEach(() => {
  document.body.innerHTML = '<div id="tools"></div><a class="file" href="/f.pdf">f.pdf</a>';
  controller = new AbortController();
  sent.mockClear();
  vi.stubGlobal('chrome', { runtime: { sendMessage: sent } });
});
afterEach(() => {
  controller.abort();
  vi.unstubAllGlobals();
});

test('buttons stand where the profile says, and what is in them is out of reach', () => {
  init(controller.signal, profile);
  expect(buttons()).toHaveLength(2);
  expect(document.querySelector('#tools')?.firstElementChild?.localName).toBe('kygui-button');
  expect(buttons().every((button) => button.shadowRoot === null)).toBe(true);
});

test('a button that the page throws away comes back, once', async () => {
  init(controller.signal, profile);
  for (const button of buttons()) button.remove();
  await settle();
  expect(buttons()).toHaveLength(2);
});

test('a page that redraws its tool bar gets the buttons again, never doubled', async () => {
  init(controller.signal, profile);
  for (let turn = 0; turn < 3; turn += 1) {
    document.body.innerHTML = '<div id="tools"></div><a class="file" href="/f.pdf">f.pdf</a>';
    await settle();
  }
  document.body.append(document.createElement('p'));
  await settle();
  expect(buttons()).toHaveLength(2);
});

test('a button goes when its condition no longer holds, and all go when the document goes', async () => {
  init(controller.signal, profile);
  const mark = document.createElement('i');
  mark.className = 'signed';
  document.body.append(mark);
  await settle();
  expect(buttons()).toHaveLength(1);
  document.querySelector('#tools')?.remove();
  await settle();
  expect(buttons()).toHaveLength(0);
});

test('each row of a list has its own button, rows that come later too', async () => {
  document.body.innerHTML = '<table><tbody><tr class="row"><td><a href="/1">1</a></td></tr></tbody></table>';
  init(controller.signal, rows);
  expect(buttons()).toHaveLength(1);
  const later = document.createElement('tr');
  later.className = 'row';
  later.innerHTML = '<td><a href="/2">2</a></td>';
  document.querySelector('tbody')?.append(later);
  await settle();
  expect(buttons()).toHaveLength(2);
});

test('stopping takes everything away', () => {
  init(controller.signal, profile);
  controller.abort();
  expect(buttons()).toHaveLength(0);
});
