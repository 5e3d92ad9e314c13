// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { HandInOrder, HandInReport } from '../messages/hand-in.ts';
import { pourFile } from '../messages/pieces.ts';
import { asJson, portPair } from '../messages/port-pair.ts';
import { listen } from './hand-in.ts';

const forms: HandInOrder['forms'] = [
  {
    id: 'entry',
    when: { exists: ['#entry'] },
    write: [
      { to: '#code', value: '{number}/{notation}' },
      { to: '#day', value: '{date}' },
      { to: '#subject', value: '{subject}' },
      { to: '#priority', value: '{priority}', map: { '2': 'Thượng khẩn' } },
      { to: '#due', value: '{dueDate}' },
    ],
    file: '#main',
    attachments: '#others',
  },
];
const FORM =
  '<form id="entry"><input id="code"><input id="day"><textarea id="subject"></textarea><input id="due"><select id="priority"><option value="a">Thường</option><option value="b">Thượng khẩn</option></select><input type="file" id="main"><input type="file" id="others" multiple></form>';
const contents = ['%PDF-1.7 letter', 'first attachment', 'second'];

type Listener = (message: unknown, sender: unknown, reply: (answer: unknown) => void) => boolean | undefined;
let listener: Listener;

/** The worker's side: each port brings one file. */
function connect({ name }: { name: string }) {
  const [worker, page] = portPair(asJson);
  const index = Number(name.split('/').at(-1));
  setTimeout(() => void pourFile(worker, new Blob([contents[index] ?? ''])), 0);
  return page;
}

const order = (change: Partial<HandInOrder> = {}): HandInOrder => ({
  order: 'hand-in',
  forms,
  address: location.href,
  values: { number: '15', notation: 'UBND-VP', date: '2026-01-05', subject: 'Mời họp', priority: '2' },
  files: contents.map((text, index) => ({
    port: `hand-in:k/${index}`,
    name: `${index}.pdf`,
    size: text.length,
  })),
  ...change,
});
const handIn = (message: HandInOrder) =>
  new Promise<HandInReport | undefined>((resolve) => {
    const waits = listener(message, {}, (answer) => resolve((answer as { body: HandInReport }).body));
    if (!waits) resolve(undefined);
  });
const control = (id: string) => document.querySelector(`#${id}`) as HTMLInputElement;
const names = (id: string) => [...(control(id).files ?? [])].map(({ name }) => name);

beforeEach(() => {
  document.body.innerHTML = FORM;
  vi.stubGlobal('chrome', {
    runtime: {
      connect,
      onMessage: { addListener: (one: Listener) => (listener = one) },
    },
  });
  listen();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('a received letter is written into the empty controls, its files are chosen, nothing is submitted', async () => {
  const submitted = vi.fn();
  document.querySelector('form')?.addEventListener('submit', submitted);
  await expect(handIn(order())).resolves.toEqual({
    form: 'entry',
    filled: 4,
    left: [],
    files: 3,
    filesLeft: [],
    reason: '',
  });
  expect(control('code').value).toBe('15/UBND-VP');
  expect(control('day').value).toBe('05/01/2026');
  expect(control('priority').value).toBe('b');
  expect(control('due').value).toBe('');
  expect([names('main'), names('others')]).toEqual([['0.pdf'], ['1.pdf', '2.pdf']]);
  expect(submitted).not.toHaveBeenCalled();
});

test('what the clerk typed stays, and is told', async () => {
  control('subject').value = 'Của văn thư';
  const report = await handIn(order());
  expect(control('subject').value).toBe('Của văn thư');
  expect(report).toMatchObject({
    filled: 3,
    left: [{ names: ['subject'], text: 'Mời họp', why: 'held' }],
  });
});

test('a list that drops what is none of its choices when the hand leaves is told, one that takes it over then is not', async () => {
  const taken: string[] = [];
  control('subject').addEventListener('focusout', () => taken.push(control('subject').value));
  control('day').addEventListener('blur', () => {
    control('day').value = '';
  });
  const report = await handIn(order());
  expect(taken).toEqual(['Mời họp']);
  expect(report).toMatchObject({
    filled: 3,
    left: [{ names: ['date'], why: 'refused' }],
    files: 3,
    reason: '',
  });
});

test('a list to choose from is not told as filled: one that nobody types into stays as it is, one that still offers its choices waits', async () => {
  for (const id of ['code', 'day']) control(id).setAttribute('role', 'combobox');
  control('code').readOnly = true;
  control('day').addEventListener('input', () => control('day').setAttribute('aria-expanded', 'true'));
  const report = await handIn(order());
  expect(control('code').value).toBe('');
  expect(report).toMatchObject({
    filled: 2,
    left: [
      { names: ['number', 'notation'], text: '15/UBND-VP', why: 'refused' },
      { names: ['date'], why: 'refused' },
    ],
  });
});

const select = () => document.querySelector<HTMLSelectElement>('#priority') as HTMLSelectElement;
const OPTIONS =
  '<option value="">-- Chọn --</option><option value="a">Thường</option><option value="b">Thượng khẩn</option>';

test('a choice stays as a typed text does, also one that the page was sent with; its first option gives way', async () => {
  select().innerHTML = OPTIONS;
  select().value = 'a';
  await expect(handIn(order())).resolves.toMatchObject({
    left: [{ names: ['priority'], text: 'Thượng khẩn', why: 'held' }],
  });
  expect(select().value).toBe('a');
  // A page sent anew after a post-back, or an entry opened again, marks what the clerk chose before.
  document.body.innerHTML = FORM;
  select().innerHTML = '<option value="b">Thượng khẩn</option><option value="a" selected>Thường</option>';
  await expect(handIn(order())).resolves.toMatchObject({ left: [{ names: ['priority'], why: 'held' }] });
  expect(select().value).toBe('a');
  document.body.innerHTML = FORM;
  select().innerHTML = '<option value="a" selected>Thường</option><option value="b">Thượng khẩn</option>';
  await expect(handIn(order())).resolves.toMatchObject({ left: [] });
  expect(select().value).toBe('b');
});

test('a list of several choices is not added to when something is chosen, and shows what is chosen in it', async () => {
  select().outerHTML = `<select id="priority" multiple>${OPTIONS}</select>`;
  for (const option of select().options) option.selected = false;
  await expect(handIn(order())).resolves.toMatchObject({ left: [] });
  const chosen = () => [...select().selectedOptions].map(({ value }) => value);
  expect(chosen()).toEqual(['b']);
  document.body.innerHTML = FORM;
  select().outerHTML =
    '<select id="priority" multiple><option value="a" selected>Thường</option><option value="b">Thượng khẩn</option></select>';
  await expect(handIn(order())).resolves.toMatchObject({ left: [{ names: ['priority'], why: 'held' }] });
  expect(chosen()).toEqual(['a']);
});

test('an option whose value is what another says is none of both', async () => {
  select().innerHTML =
    '<option value="">-- Chọn --</option><option value="Thượng khẩn">Thường</option><option value="b">Thượng khẩn</option>';
  await expect(handIn(order())).resolves.toMatchObject({ left: [{ names: ['priority'], why: 'refused' }] });
  expect(select().value).toBe('');
});

/** A drawn list in the place of the urgency; `after` hears what was chosen. */
function drawUrgency(after: (text: string) => void = () => {}): void {
  vi.spyOn(Element.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList);
  select().outerHTML =
    '<div><div id="priority" role="combobox" aria-expanded="false" aria-controls="all">-- Chọn --</div></div><ul id="all" role="listbox"></ul>';
  const box = document.querySelector('#priority') as HTMLElement;
  const list = document.querySelector('#all') as HTMLElement;
  box.addEventListener('mousedown', () => {
    box.setAttribute('aria-expanded', 'true');
    list.innerHTML =
      '<li role="option">Thường</li><li role="option">Khẩn</li><li role="option">Thượng khẩn</li>';
  });
  list.addEventListener('click', ({ target }) => {
    const text = (target as HTMLElement).textContent ?? '';
    box.textContent = text;
    box.setAttribute('aria-expanded', 'false');
    list.innerHTML = '';
    after(text);
  });
}
const urgency = () => document.querySelector('#priority')?.textContent;

test('a choice in a drawn list stays, and is told', async () => {
  drawUrgency();
  (document.querySelector('#priority') as HTMLElement).textContent = 'Khẩn';
  await expect(handIn(order())).resolves.toMatchObject({
    filled: 3,
    left: [{ names: ['priority'], text: 'Thượng khẩn', why: 'held' }],
  });
  expect(urgency()).toBe('Khẩn');
});

test('what a drawn list was given and the page takes back later is told', async () => {
  drawUrgency();
  control('day').addEventListener('change', () =>
    setTimeout(() => {
      (document.querySelector('#priority') as HTMLElement).textContent = '-- Chọn --';
    }, 100),
  );
  const [form] = forms;
  if (!form) throw new Error('no form');
  const write = [...form.write].sort(({ to }) => (to === '#priority' ? -1 : 1));
  await expect(handIn(order({ forms: [{ ...form, write }] }))).resolves.toMatchObject({
    filled: 3,
    left: [{ names: ['priority'], why: 'refused' }],
  });
});

test('a page that goes on while a list is open, or between its files, gets nothing more', async () => {
  drawUrgency();
  document
    .querySelector('#priority')
    ?.addEventListener('mousedown', () => history.pushState({}, '', '/khac'));
  const report = await handIn(order());
  history.back();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(report).toMatchObject({ reason: 'page', files: 0 });
  expect([urgency(), names('main')]).toEqual(['-- Chọn --', []]);

  document.body.innerHTML = FORM;
  control('main').addEventListener('change', () => history.pushState({}, '', '/khac'));
  await expect(handIn(order())).resolves.toMatchObject({ reason: 'page', files: 1 });
  history.back();
  expect(names('others')).toEqual([]);
});

test('what stands there already and says the same is as good as entered', async () => {
  select().innerHTML = OPTIONS;
  select().value = 'b';
  control('day').value = '5/1/2026';
  control('subject').value = ' mời  HỌP'.normalize('NFD');
  await expect(handIn(order())).resolves.toMatchObject({ filled: 4, left: [] });
  expect(control('day').value).toBe('5/1/2026');
});

test('an option is chosen by what it says, in whatever Unicode form, and none where two say it', async () => {
  select().innerHTML = OPTIONS.normalize('NFD').replace('khẩn'.normalize('NFD'), '  KHẨN'.normalize('NFD'));
  await expect(handIn(order())).resolves.toMatchObject({ left: [] });
  expect(select().value).toBe('b');
  document.body.innerHTML = FORM;
  select().innerHTML = `${OPTIONS}<option value="c">Thượng khẩn</option>`;
  await expect(handIn(order())).resolves.toMatchObject({ left: [{ names: ['priority'], why: 'refused' }] });
  expect(select().value).toBe('');
});

test('a control that keeps something else than what was written is told', async () => {
  control('subject').addEventListener('change', () => (control('subject').value = 'Mời'));
  control('code').maxLength = 5;
  control('day').disabled = true;
  document.querySelector('#priority')?.remove();
  const report = await handIn(order());
  expect(report?.left).toMatchObject([
    { names: ['number', 'notation'], why: 'refused' },
    { names: ['date'], why: 'refused' },
    { names: ['priority'], why: 'missing' },
    { names: ['subject'], why: 'refused' },
  ]);
  expect([control('code').value, control('day').value]).toEqual(['', '']);
});

test('a page that goes on to another form while it is filled gets nothing more, and no file', async () => {
  control('code').addEventListener('change', () => history.pushState({}, '', '/khac'));
  const report = await handIn(order());
  history.back();
  expect(report).toMatchObject({ reason: 'page', files: 0 });
  expect([control('day').value, names('main')]).toEqual(['', []]);
});

test('files that the clerk chose herself stay, and ours are named; pressed twice, ours are there already', async () => {
  const own = new DataTransfer();
  own.items.add(new File(['khác'], 'cua-toi.pdf'));
  control('others').files = own.files;
  await expect(handIn(order())).resolves.toMatchObject({
    files: 1,
    filesLeft: [
      { name: '1.pdf', why: 'held' },
      { name: '2.pdf', why: 'held' },
    ],
    reason: '',
  });
  expect([names('main'), names('others')]).toEqual([['0.pdf'], ['cua-toi.pdf']]);
  control('others').files = new DataTransfer().files;
  await handIn(order());
  await expect(handIn(order())).resolves.toMatchObject({ filled: 4, left: [], files: 3, filesLeft: [] });
});

test('files that the form has no room for are named', async () => {
  control('others').multiple = false;
  await expect(handIn(order())).resolves.toMatchObject({
    files: 2,
    filesLeft: [{ name: '2.pdf', why: 'no-room' }],
  });
  const [form] = forms;
  if (!form) throw new Error('no form');
  const { attachments: _, ...alone } = form;
  await expect(handIn(order({ forms: [alone] }))).resolves.toMatchObject({
    files: 1,
    filesLeft: [
      { name: '1.pdf', why: 'no-room' },
      { name: '2.pdf', why: 'no-room' },
    ],
  });
});

test('a page without the form does not answer, a page that went on takes nothing', async () => {
  await expect(handIn(order({ address: 'https://khac.example.vn/' }))).resolves.toMatchObject({
    reason: 'page',
    files: 0,
  });
  expect(control('code').value).toBe('');
  document.body.innerHTML = '';
  await expect(handIn(order())).resolves.toBeUndefined();
});

test('a file that arrives cut short is not handed in', async () => {
  const files = [{ port: 'hand-in:k/0', name: '0.pdf', size: 999 }];
  await expect(handIn(order({ files }))).resolves.toMatchObject({ reason: 'transfer', files: 0 });
  expect(names('main')).toEqual([]);
});
