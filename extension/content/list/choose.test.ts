// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PageProfile, SignListAsk } from '../../messages/page.ts';
import { Lifetime } from '../lifetime.ts';
import { offer } from '../on-demand.ts';
import { stubRuntime } from '../stub-runtime.ts';
import { sendPageFiles } from '../take.ts';
import { breakLines } from './behind.ts';
import { watchLists } from './choose.ts';
import { readTicked } from './read-ticked.ts';

const words = new Proxy(
  {},
  { get: (_, key) => (key === 'signTicked' ? '$1 $2' : `${String(key)} $1 $2`) },
) as PageProfile['words'];
const profile: PageProfile = {
  profileId: 'test',
  words,
  watched: { attributes: ['class', 'id'], texts: true },
  textLimits: {},
  pending: null,
  pages: [
    {
      id: 'rows',
      when: {},
      each: 'tr.row',
      file: { at: { selector: 'a', attribute: 'href' } },
      fields: { number: { selector: 'td.number' } },
      buttons: [],
    },
  ],
  lists: [
    {
      id: 'list',
      when: { exists: ['table'] },
      each: 'tr.row',
      page: 'rows',
      ticks: [{ role: 'approve', at: 'td', position: 'first', when: { absent: ['.signed'] } }],
    },
  ],
};

const row = (number: number, state = '') =>
  `<tr class="row"><td class="number ${state}">${number}</td><td><a href="/tep/${number}">tệp</a></td></tr>`;
const draw = (...rows: string[]) => {
  document.body.innerHTML = `<table><tbody>${rows.join('')}</tbody></table>`;
};

/** Closed roots are caught where they are made: tests may look where pages may not. */
const roots = new Map<Element, ShadowRoot>();
offer({ press: async () => undefined, readTicked, sendPageFiles });
const sent = vi.fn((_: unknown) => Promise.resolve({ ok: true, body: { jobKeys: [], opened: true } }));
let life: Lifetime;
beforeEach(() => {
  roots.clear();
  sent.mockClear();
  life = new Lifetime();
  const attach = Element.prototype.attachShadow;
  vi.spyOn(Element.prototype, 'attachShadow').mockImplementation(function (this: Element, init) {
    expect(init.mode).toBe('closed');
    const root = attach.call(this, init);
    roots.set(this, root);
    return root;
  });
  stubRuntime(sent);
});
afterEach(() => {
  life.end();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const inside = <Found extends Element>(host: Element | null | undefined, selector: string): Found => {
  const found = host && roots.get(host)?.querySelector<Found>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
const ticks = () =>
  [...document.querySelectorAll('kygui-tick')].map((host) => inside<HTMLInputElement>(host, 'input'));
const bar = <Found extends Element>(selector: string) =>
  inside<Found>(document.querySelector('kygui-bar'), selector);
/** As a person presses it: the browser vouches for the event. */
const press = (control: HTMLElement) => {
  const event = new MouseEvent('click', { cancelable: true });
  Object.defineProperty(event, 'isTrusted', { value: true });
  control.dispatchEvent(event);
};
const asked = () => (sent.mock.calls[0]?.[0] as { action: string; body: SignListAsk } | undefined) ?? null;

test('rows that may be ticked have one tick each, and all that is shown can be ticked at once', async () => {
  draw(row(1), row(2, 'signed'), row(3));
  watchLists(life, profile)();
  expect(ticks()).toHaveLength(2);
  press(bar('section > label input'));
  expect(ticks().every(({ checked }) => checked)).toBe(true);
  press(bar('span button'));
  await vi.waitFor(() => expect(asked()).not.toBeNull());
  expect(asked()).toMatchObject({
    action: 'list.sign',
    body: { listId: 'list', role: 'approve', send: false },
  });
  expect(asked()?.body.letters.map(({ fields }) => fields.number?.values)).toEqual([['1'], ['3']]);
});

test('a tick and a press that no person made do nothing', () => {
  draw(row(1));
  watchLists(life, profile)();
  ticks()[0]?.click();
  const button = bar<HTMLButtonElement>('span button');
  expect(button.disabled).toBe(true);
  press(ticks()[0] as HTMLInputElement);
  expect(button.disabled).toBe(false);
  button.click();
  expect(sent).not.toHaveBeenCalled();
});

test('what was ticked stays ticked when the page throws its rows away and draws them anew, in another order', () => {
  draw(row(1), row(2), row(3));
  const look = watchLists(life, profile);
  look();
  press(ticks()[1] as HTMLInputElement);
  draw(row(3), row(2));
  look();
  expect(ticks().map(({ checked }) => checked)).toEqual([false, true]);
  expect(document.querySelectorAll('kygui-bar')).toHaveLength(1);
  expect(bar('.count').textContent).toBe('ticked 1 2');
});

test('a letter that the list shows in two rows is signed once', async () => {
  draw(row(1), row(2), row(1).replace('<tr', '<tr data-group="cho-ky"'));
  watchLists(life, profile)();
  press(ticks()[2] as HTMLInputElement);
  expect(ticks().map(({ checked }) => checked)).toEqual([true, false, true]);
  press(bar('section > label input'));
  expect(bar('.count').textContent).toBe('ticked 2 2');
  press(bar('span button'));
  await vi.waitFor(() => expect(asked()).not.toBeNull());
  expect(asked()?.body.letters.map(({ fields }) => fields.number?.values)).toEqual([['1'], ['2']]);
});

test('the bar goes with the list, and stopping takes everything away', () => {
  draw(row(1));
  const look = watchLists(life, profile);
  look();
  document.body.innerHTML = '<p>Hết</p>';
  look();
  expect(document.querySelector('kygui-bar')).toBeNull();
  draw(row(1));
  look();
  expect(document.querySelector('kygui-bar')).not.toBeNull();
  life.end();
  expect(document.querySelector('kygui-bar, kygui-tick')).toBeNull();
});

test('a page that is only parsed gives its texts line by line, without its scripts', () => {
  const text = '<ul><li>UBND xã\n  Mẫu B</li><li>Bộ Mẫu</li></ul><p>một<br>hai</p><script>let ba;</script>';
  const page = new DOMParser().parseFromString(`<body>${text}</body>`, 'text/html');
  breakLines(page);
  const lines = (page.body.textContent ?? '').split('\n').map((line) => line.trim());
  expect(lines.filter((line) => line !== '')).toEqual(['UBND xã Mẫu B', 'Bộ Mẫu', 'một', 'hai']);
});
