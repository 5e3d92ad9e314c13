// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GiveBackRule } from '../../shared/profile/schema.ts';
import type { GiveOrder, GiveReport } from '../messages/page.ts';
import { pourFile } from '../messages/pieces.ts';
import { asJson, portPair } from '../messages/port-pair.ts';
import { lendFileInputs } from '../page/lend-file-inputs.ts';
import { listen } from './give.ts';

const SIGNED = '%PDF-1.7 signed';
const LENT = 'kygui-lent';
const page: GiveOrder['page'] = {
  id: 'letter',
  when: {},
  file: { at: { selector: 'a', attribute: 'href' } },
  fields: {},
  buttons: [],
};

type Listener = (message: unknown, sender: unknown, reply: (answer: unknown) => void) => boolean | undefined;
let listener: Listener;

/** The worker's side: the port brings the signed file. */
function connect() {
  const [worker, page] = portPair(asJson);
  setTimeout(() => void pourFile(worker, new Blob([SIGNED])), 0);
  return page;
}

const give = (rule: GiveBackRule, identity: GiveOrder['identity'] = {}) =>
  new Promise<GiveReport>((resolve) => {
    const order: GiveOrder = {
      order: 'give',
      jobKey: 'k',
      name: 'cong-van.pdf',
      size: SIGNED.length,
      rule,
      stamped: { number: '07', notation: 'UBND-VP', date: '2026-01-05' },
      page,
      address: location.href,
      identity,
      lent: LENT,
    };
    listener(order, {}, (answer) => resolve((answer as { body: GiveReport }).body));
  });

beforeEach(() => {
  document.body.innerHTML =
    '<a href="/tep">tệp</a><form><input id="so"><input id="ngay" value="01/01/2026"><input type="file" id="tep"></form>';
  vi.stubGlobal('chrome', {
    runtime: {
      connect,
      onMessage: { addListener: (one: Listener) => (listener = one) },
    },
  });
  listen();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

test('number and day of the stamp go into the form with the file; a control that is not there is left out', async () => {
  const report = await give({
    way: 'form',
    input: '#tep',
    write: [
      { to: '#so', value: '{number}' },
      { to: '#ngay', value: '{date}' },
      { to: '#khong-co', value: '{notation}' },
    ],
  });
  expect(report).toEqual({ given: true, reason: '', confirmed: false });
  const value = (id: string) => (document.querySelector(id) as HTMLInputElement).value;
  expect([value('#so'), value('#ngay')]).toEqual(['07', '05/01/2026']);
  expect((document.querySelector('#tep') as HTMLInputElement).files?.[0]?.name).toBe('cong-van.pdf');
});

test('a request carries number and day of the stamp beside the file', async () => {
  const asked: RequestInit[] = [];
  vi.stubGlobal('fetch', async (_: URL, request: RequestInit) => {
    asked.push(request);
    return new Response('ok');
  });
  const report = await give({
    way: 'request',
    address: { selector: 'a', attribute: 'href' },
    method: 'POST',
    fileField: 'tep',
    write: [
      { to: 'so', value: '{number}/{notation}' },
      { to: 'ngay', value: '{date}', days: 'yyyy-MM-dd' },
    ],
  });
  expect(report).toEqual({ given: true, reason: '', confirmed: true });
  const body = asked[0]?.body as FormData;
  expect([body.get('so'), body.get('ngay')]).toEqual(['07/UBND-VP', '2026-01-05']);
});

test('a good answer of the page that a session which ended leads to is no word that the file was taken', async () => {
  vi.stubGlobal('fetch', async () =>
    Object.defineProperty(new Response('<form>Đăng nhập</form>'), 'redirected', { value: true }),
  );
  const ask = { way: 'request', address: { selector: 'a', attribute: 'href' }, method: 'POST' } as const;
  expect(await give(ask)).toEqual({ given: true, reason: '', confirmed: false });
  expect(await give({ ...ask, succeeded: 'Đã lưu' })).toMatchObject({ given: false, reason: 'answer' });
  expect(await give({ ...ask, succeeded: 'Đăng nhập' })).toMatchObject({ given: true, confirmed: true });
});

test('a page that asks for a file by an input of no place on it gets the file, and no dialog opens', async () => {
  const button = document.createElement('button');
  button.id = 'dinh-kem';
  const got: string[] = [];
  let dialogs = 0;
  button.onclick = () => {
    const input = document.createElement('input');
    input.type = 'file';
    input.addEventListener('click', (event) => setTimeout(() => (dialogs += event.defaultPrevented ? 0 : 1)));
    input.onchange = () => got.push(input.files?.[0]?.name ?? '');
    input.click();
  };
  document.body.append(button);
  lendFileInputs(LENT);
  const report = await give({ way: 'form', open: '#dinh-kem' });
  expect(report).toMatchObject({ given: true });
  expect([got, dialogs]).toEqual([['cong-van.pdf'], 0]);
  expect(document.querySelectorAll('html > input')).toHaveLength(0);
  expect(Object.hasOwn(HTMLInputElement.prototype, 'dispatchEvent')).toBe(false);
});

test('the button that saves is pressed once it is drawn', async () => {
  const pressed: string[] = [];
  const input = document.querySelector<HTMLInputElement>('#tep');
  input?.addEventListener('change', () => {
    setTimeout(() => {
      const save = document.createElement('button');
      save.className = 'luu';
      save.type = 'button';
      save.onclick = () => pressed.push(input.files?.[0]?.name ?? '');
      document.body.append(save);
    }, 500);
  });
  expect(await give({ way: 'form', input: '#tep', submit: '.luu' })).toMatchObject({ given: true });
  await vi.waitFor(() => expect(pressed).toEqual(['cong-van.pdf']));
});

test('buttons that each bring the next one are pressed in turn', async () => {
  const pressed: string[] = [];
  const button = (id: string, next?: string) => {
    const made = document.createElement('button');
    made.id = id;
    made.type = 'button';
    made.onclick = () => {
      pressed.push(id);
      if (next !== undefined) setTimeout(() => button(next), 200);
    };
    document.body.append(made);
  };
  button('luu', 'xac-nhan');
  const rule = { way: 'form', input: '#tep', submit: '#luu', further: [{ press: '#xac-nhan' }] } as const;
  expect(await give({ ...rule, further: [...rule.further] })).toMatchObject({ given: true });
  await vi.waitFor(() => expect(pressed).toEqual(['luu', 'xac-nhan']));
});

test('a page that goes on to another letter between two presses is pressed no further, and that is told', async () => {
  const pressed: string[] = [];
  for (const id of ['tai-len', 'luu']) {
    const button = document.createElement('button');
    button.id = id;
    button.type = 'button';
    button.onclick = () => {
      pressed.push(id);
      document.querySelector('a')?.setAttribute('href', '/tep/khac');
    };
    document.body.append(button);
  }
  const report = await give(
    { way: 'form', input: '#tep', submit: '#tai-len', further: [{ press: '#luu' }] },
    { file: new URL('/tep', location.href).href },
  );
  expect(report).toMatchObject({ given: false, reason: 'halfway' });
  expect(pressed).toEqual(['tai-len']);
});
