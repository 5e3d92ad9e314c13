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
import { type KnownList, tickableRows } from './rows.ts';

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

/** A grid that keeps its rows and writes another letter into each. */
const rewrite = (at: number, number: number) => {
  const kept = document.querySelectorAll('tr.row')[at];
  const text = [...(kept?.querySelector('td.number')?.childNodes ?? [])].find(
    ({ nodeType }) => nodeType === 3,
  );
  if (text) text.nodeValue = String(number);
  kept?.querySelector('a')?.setAttribute('href', `/tep/${number}`);
};

test('a tick whose row shows another letter by now, before that was looked at, ticks neither', () => {
  draw(row(1), row(2));
  const look = watchLists(life, profile);
  look();
  rewrite(0, 7);
  press(ticks()[0] as HTMLInputElement);
  expect(ticks().map(({ checked }) => checked)).toEqual([false, false]);
  press(ticks()[0] as HTMLInputElement);
  expect(ticks().map(({ checked }) => checked)).toEqual([true, false]);
  rewrite(0, 1);
  look();
  expect(ticks().some(({ checked }) => checked)).toBe(false);
});

test('what is ticked and shown no more is told and not signed; unticking all forgets it', () => {
  draw(row(1), row(2), row(3));
  const look = watchLists(life, profile);
  look();
  for (const tick of ticks().slice(0, 2)) press(tick);
  draw(row(2), row(3), row(4));
  look();
  expect(bar('.count').textContent).toBe('ticked 1 3 · tickedElsewhere 1 ');
  press(bar('section > label input'));
  press(bar('section > label input'));
  draw(row(1), row(2));
  look();
  expect(ticks().some(({ checked }) => checked)).toBe(false);
  expect(bar('.count').textContent).toBe('tickNone $1 $2');
});

test('letters that leave the list once their window was opened are not missed', async () => {
  draw(row(1), row(2));
  const look = watchLists(life, profile);
  look();
  press(ticks()[0] as HTMLInputElement);
  press(bar('span button'));
  await vi.waitFor(() => expect(bar('p').textContent).not.toBe(''));
  draw(row(2));
  look();
  expect(bar('.count').textContent).toBe('tickNone $1 $2');
});

test('a press on a bar that tells of letters which the rows show no more signs nothing', () => {
  draw(row(1), row(2));
  watchLists(life, profile)();
  press(ticks()[0] as HTMLInputElement);
  rewrite(0, 7);
  press(bar('span button'));
  expect(bar<HTMLButtonElement>('span button').disabled).toBe(true);
  expect(bar('.count').textContent).toContain('tickedElsewhere 1');
  expect(sent).not.toHaveBeenCalled();
});

test('a letter whose row came to show another while the ticked ones were read is found where it is now, or named', async () => {
  draw(row(1), row(2), row(3));
  const here = () => tickableRows(profile.lists[0] as KnownList, profile);
  const [first, second] = here();
  if (!first || !second) throw new Error('no rows');
  rewrite(0, 2);
  rewrite(1, 9);
  const read = await readTicked([first, second], profile, new AbortController().signal, () => undefined);
  expect(read.map((one) => one?.letter.fields.number?.values[0])).toEqual([undefined, '2']);
});

test.each(['mousedown', 'pointerdown', 'click', 'dblclick'])('a %s on a tick is none on its row', (type) => {
  draw(row(1));
  watchLists(life, profile)();
  const heard = vi.fn();
  document.querySelector('tr')?.addEventListener(type, heard);
  ticks()[0]?.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  expect(heard).not.toHaveBeenCalled();
});

test('Space and Enter on a tick are its own, other keys are the page’s too', () => {
  draw(row(1));
  watchLists(life, profile)();
  const heard: string[] = [];
  for (const type of ['keydown', 'keyup'])
    document.querySelector('tr')?.addEventListener(type, (event) => heard.push((event as KeyboardEvent).key));
  for (const key of [' ', 'Enter', 'ArrowDown', 'Tab']) {
    for (const type of ['keydown', 'keyup'])
      ticks()[0]?.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, composed: true }));
  }
  expect(heard).toEqual(['ArrowDown', 'ArrowDown', 'Tab', 'Tab']);
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
