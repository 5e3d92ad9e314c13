// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PageProfile } from '../messages/page.ts';
import { init } from './dock.ts';
import { Lifetime } from './lifetime.ts';
import { stubRuntime } from './stub-runtime.ts';

const words = new Proxy({}, { get: (_, key) => String(key) }) as PageProfile['words'];
const profile: PageProfile = {
  profileId: 'test',
  words,
  watched: { attributes: ['class', 'id'], texts: true },
  textLimits: {},
  pending: null,
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
let runtime: ReturnType<typeof stubRuntime>;
const buttons = () => [...document.querySelectorAll('kygui-button')];
const settle = () => new Promise((resolve) => setTimeout(resolve, 1300));
let life: Lifetime;

beforeEach(() => {
  document.body.innerHTML = '<div id="tools"></div><a class="file" href="/f.pdf">f.pdf</a>';
  life = new Lifetime();
  sent.mockClear();
  runtime = stubRuntime(sent);
});
afterEach(() => {
  life.end();
  vi.unstubAllGlobals();
});

test('a form with controls that bear the names of the calls gets its buttons all the same', () => {
  document.body.innerHTML = '<form id="tools"><input name="append"><input name="prepend"></form>';
  const tools = document.querySelector('#tools') as HTMLElement;
  // Browsers put the control in the place of the call; the document of the tests does not.
  for (const name of ['append', 'prepend']) {
    Object.defineProperty(tools, name, { value: tools.querySelector(`[name=${name}]`) });
  }
  init(life, profile);
  expect([tools.firstElementChild, tools.lastElementChild]).toEqual(buttons());
});

test('buttons stand where the profile says, and what is in them is out of reach', () => {
  init(life, profile);
  expect(buttons()).toHaveLength(2);
  expect(document.querySelector('#tools')?.firstElementChild?.localName).toBe('kygui-button');
  expect(buttons().every((button) => button.shadowRoot === null)).toBe(true);
});

test('a button that the page throws away comes back, once', async () => {
  init(life, profile);
  for (const button of buttons()) button.remove();
  await settle();
  expect(buttons()).toHaveLength(2);
});

test('a page that redraws its tool bar gets the buttons again, never doubled', async () => {
  init(life, profile);
  for (let turn = 0; turn < 3; turn += 1) {
    document.body.innerHTML = '<div id="tools"></div><a class="file" href="/f.pdf">f.pdf</a>';
    await settle();
  }
  document.body.append(document.createElement('p'));
  await settle();
  expect(buttons()).toHaveLength(2);
});

test('a button goes when its condition no longer holds, and all go when the document goes', async () => {
  init(life, profile);
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
  init(life, rows);
  expect(buttons()).toHaveLength(1);
  const later = document.createElement('tr');
  later.className = 'row';
  later.innerHTML = '<td><a href="/2">2</a></td>';
  document.querySelector('tbody')?.append(later);
  await settle();
  expect(buttons()).toHaveLength(2);
});

test('stopping takes everything away', () => {
  init(life, profile);
  life.end();
  expect(buttons()).toHaveLength(0);
});

test('an instance that an update of the extension cut off takes its buttons away', async () => {
  init(life, profile);
  expect(buttons()).toHaveLength(2);
  delete runtime.id;
  document.body.append(document.createElement('p'));
  await vi.waitFor(() => expect(buttons()).toHaveLength(0), 10_000);
  expect(life.isOver).toBe(true);
});
