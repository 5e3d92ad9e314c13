// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readFile } from '../../shared/profile/read.ts';
import { pageScope } from '../content/scope.ts';
import { learnFile } from '../content/wizard/learn-file.ts';
import { watchRequests } from './watch-requests.ts';

/** The watch in the page's world and the wizard's script that hears it, both in one world here. */

const EVENT = 'kygui-test';
const open = vi.fn(() => null);

beforeEach(() => {
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    'https://qlvb.example.vn/vb/4101',
  );
  document.body.innerHTML = '';
  localStorage.clear();
  window.open = open;
  window.fetch = async () => new Response('%PDF-', { headers: { 'content-type': 'application/pdf' } });
});
afterEach(() => {
  document.dispatchEvent(new Event(`${EVENT}-over`));
  open.mockClear();
});

async function learnedBy(press: () => unknown) {
  const button = document.createElement('button');
  button.onclick = () => void press();
  document.body.append(button);
  watchRequests(EVENT, 'files');
  const found = await learnFile(EVENT, button, document, () => undefined);
  return found && 'learned' in found ? found.learned : undefined;
}
const read = (rule: Awaited<ReturnType<typeof learnedBy>>) => rule && readFile(rule, pageScope());

test('a window that a press opens is not opened while it is watched, and told', async () => {
  const rule = await learnedBy(() => window.open('/tai?fid=4101'));
  expect(open).not.toHaveBeenCalled();
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    'https://qlvb.example.vn/vb/7305',
  );
  expect(read(rule)?.address).toBe('https://qlvb.example.vn/tai?fid=7305');
});

test('a request with a token goes its way, and the token is read where the page keeps it', async () => {
  localStorage.setItem('jwt', 'aaaa.bbbb.cccc');
  const headers = { Authorization: 'Bearer aaaa.bbbb.cccc' };
  const rule = await learnedBy(() => window.fetch('/api/4101/tep', { headers }));
  expect(JSON.stringify(rule)).not.toContain('aaaa');
  expect(read(rule)).toMatchObject({ fromPage: true });
  expect(Object.values(read(rule)?.headers ?? {})).toEqual(['Bearer aaaa.bbbb.cccc']);
});

test('a form that a press sends is told with its fields, and is not sent', async () => {
  const rule = await learnedBy(() => {
    const form = document.createElement('form');
    form.method = 'post';
    form.setAttribute('action', '/tai');
    form.innerHTML = '<input name="vb" value="4101"><input name="kieu" value="1">';
    document.body.append(form);
    form.submit();
  });
  expect(read(rule)).toMatchObject({
    address: 'https://qlvb.example.vn/tai',
    post: { vb: '4101', kieu: '1' },
  });
});

test('what the press itself writes into a form is no source: another letter has it not yet', async () => {
  document.body.innerHTML =
    '<form method="post" action=""><input name="vb" value="4101"><input name="kieu" value=""></form>';
  const form = document.querySelector('form') as HTMLFormElement;
  const rule = await learnedBy(() => {
    form.action = '/tai';
    (form.elements.namedItem('kieu') as HTMLInputElement).value = 'pdf';
    form.submit();
  });
  form.setAttribute('action', '');
  (form.elements.namedItem('vb') as HTMLInputElement).value = '7305';
  (form.elements.namedItem('kieu') as HTMLInputElement).value = '';
  expect(read(rule)).toMatchObject({
    address: 'https://qlvb.example.vn/tai',
    post: { vb: '7305', kieu: 'pdf' },
  });
});

async function caughtBy(press: () => unknown) {
  const button = document.createElement('button');
  button.onclick = () => void press();
  watchRequests(EVENT, 'files');
  return learnFile(EVENT, button, document, () => undefined);
}

test("a file that the page opens on another site is the page's to get: no rule says where it lies", async () => {
  const open = () => window.open('https://kho.example.com/a?X-Amz-Signature=5f3a');
  expect(await caughtBy(open)).toEqual({ caught: true });
});

test('a file asked for with a token that only the page knows is caught, also as base64 in an answer', async () => {
  const headers = { Authorization: 'Bearer chi-trang-biet-9f8e7d6c' };
  expect(await caughtBy(() => window.fetch('/api/4101/tep', { headers }))).toEqual({ caught: true });
  document.dispatchEvent(new Event(`${EVENT}-over`));
  const escaped = JSON.stringify({ data: btoa('%PDF-1.7 ~~~>>') }).replace(/\+/gu, '\\u002B');
  for (const answer of [escaped, `<s:Body><Tep>${btoa('%PDF-1.7')}</Tep></s:Body>`]) {
    window.fetch = async () => new Response(answer);
    expect(await caughtBy(() => window.fetch('/api/4101/tep', { headers }))).toEqual({ caught: true });
    document.dispatchEvent(new Event(`${EVENT}-over`));
  }
});

test('an answer that is no PDF is no file', async () => {
  window.fetch = async () => new Response('{"ok":true}');
  let looks = 0;
  const ended = () => {
    looks += 1;
    return looks > 8 ? 'looked' : undefined;
  };
  const button = document.createElement('button');
  button.onclick = () => void window.fetch('/api/4101');
  watchRequests(EVENT, 'files');
  expect(await learnFile(EVENT, button, document, ended)).toEqual({ shown: 'looked' });
});

test('when it is over the page has its own functions again', () => {
  const { fetch, open: ownOpen } = window;
  const { send } = XMLHttpRequest.prototype;
  watchRequests(EVENT, 'files');
  expect(window.fetch).not.toBe(fetch);
  document.dispatchEvent(new Event(`${EVENT}-over`));
  expect([window.fetch, window.open, XMLHttpRequest.prototype.send]).toEqual([fetch, ownOpen, send]);
});

test('an upload is told before it leaves, and when it is answered; other requests are not', async () => {
  const told: { id?: number; status?: number; fileField?: string }[] = [];
  const hear = (event: Event) => told.push(JSON.parse((event as CustomEvent).detail));
  document.addEventListener(EVENT, hear);
  watchRequests(EVENT, 'uploads');
  const body = new FormData();
  body.append('id', '4101');
  body.append('tep', new File(['%PDF-1.7'], 'a.pdf', { type: 'application/pdf' }));
  await window.fetch('/luu', { method: 'POST', body });
  await window.fetch('/ds');
  await vi.waitFor(() => expect(told).toHaveLength(2));
  document.removeEventListener(EVENT, hear);
  expect(told).toMatchObject([
    { id: 1, fileField: 'tep', fields: [['id', '4101']] },
    { id: 1, status: 200 },
  ]);
});
