// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Picked } from '../../messages/wizard.ts';
import { lendFileInputs } from '../../page/lend-file-inputs.ts';
import { watchRequests } from '../../page/watch-requests.ts';
import { learnUpload } from './learn-upload.ts';

/** A person hands a file to a page whose own programs send it off; the watch and the wizard in one world here. */

const EVENT = 'kygui-test';
const PDF = btoa('%PDF-1.7 một bản ký'.normalize('NFD').replace(/[^ -~]/gu, ''));
let over: AbortController;
let answer: string;

beforeEach(() => {
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    'https://qlvb.example.vn/vb/4101',
  );
  document.body.innerHTML = '<button id="chon">Tải lên</button><button id="luu">Lưu</button>';
  over = new AbortController();
  answer = '{"ok":true}';
  window.fetch = async () => new Response(answer);
});
afterEach(() => {
  over.abort();
  vi.restoreAllMocks();
});

const byId = (id: string) => document.getElementById(id) as HTMLElement;

function pressed(element: HTMLElement): void {
  const event = new MouseEvent('click', { bubbles: true, composed: true, cancelable: true });
  Object.defineProperty(event, 'isTrusted', { value: true });
  element.dispatchEvent(event);
}

/** The page asks by an input that it puts nowhere; the person chooses a file in the dialog. */
function choosing(send: () => unknown): void {
  byId('chon').onclick = () => {
    const input = document.createElement('input');
    input.type = 'file';
    input.onchange = () => void send();
    input.click();
    setTimeout(() => input.dispatchEvent(new Event('change')));
  };
}

function learned(): Promise<Picked> {
  watchRequests(EVENT, 'uploads');
  lendFileInputs(EVENT);
  return learnUpload({ event: EVENT, hint: 'tải lên', chosen: 'còn nút lưu?', done: 'Xong' }, over.signal);
}

const post = (address: string, body: object) =>
  window.fetch(address, { method: 'POST', body: JSON.stringify(body) });

test('a file that leaves as base64 when the page saves is learned by the presses', async () => {
  choosing(() => undefined);
  byId('luu').onclick = () => void post('/rpc', { datas: PDF });
  const rule = learned();
  pressed(byId('chon'));
  await new Promise((resolve) => setTimeout(resolve, 10));
  pressed(byId('luu'));
  expect(await rule).toMatchObject({
    giveBack: { way: 'form', open: '#chon', submit: '#luu' },
    afterwards: { silent: true },
  });
});

test('an upload whose answer names what is saved next is learned with the button that saves', async () => {
  answer = '{"data":{"fileId":"9b1c77aa20"}}';
  choosing(() => {
    const body = new FormData();
    body.append('tep', new File(['%PDF-1.7'], 'a.pdf', { type: 'application/pdf' }));
    return window.fetch('/api/tep/4101', { method: 'POST', body });
  });
  const rule = learned();
  pressed(byId('chon'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  pressed(byId('luu'));
  const uploaded = '^[a-z]+://[^/]+/api/tep/[^/?#]+(?:[?#]|$)';
  expect(await rule).toMatchObject({
    giveBack: { way: 'form', open: '#chon', submit: '#luu', uploaded },
  });
});

test('an upload that the page only lays aside is learned with the button that keeps it', async () => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
  choosing(() => window.fetch('/api/tep/4101', { method: 'PUT', body: new Blob(['%PDF-1.7']) }));
  const rule = learned();
  pressed(byId('chon'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  pressed(byId('luu'));
  expect(await rule).toMatchObject({ giveBack: { way: 'form', open: '#chon', submit: '#luu' } });
});

test('an upload that is one request with known values, and nothing is left to press, stays a request', async () => {
  byId('luu').remove();
  choosing(() => {
    const body = new FormData();
    body.append('tep', new File(['%PDF-1.7'], 'a.pdf', { type: 'application/pdf' }));
    return window.fetch('/api/tep/4101', { method: 'POST', body });
  });
  const rule = learned();
  pressed(byId('chon'));
  expect(await rule).toMatchObject({ giveBack: { way: 'request', fileField: 'tep' } });
});

test('a file that is uploaded, kept and confirmed by a press each is learned with all of them', async () => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
  answer = '{"key":"9b1c77aa20"}';
  document.body.innerHTML =
    '<input type="file" id="tep"><button id="len">Tải lên</button><button id="luu" disabled>Lưu</button>';
  byId('len').onclick = () => {
    byId('luu').removeAttribute('disabled');
    void window.fetch('/tep', { method: 'POST', body: new Blob(['%PDF-1.7']) });
  };
  byId('luu').onclick = () =>
    document.body.insertAdjacentHTML('beforeend', '<dialog open><button id="co">Xác nhận</button></dialog>');
  const rule = learned();
  pressed(byId('tep'));
  byId('tep').dispatchEvent(new Event('change'));
  for (const id of ['len', 'luu', 'co']) {
    pressed(byId(id));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const uploaded = '^[a-z]+://[^/]+/tep(?:[?#]|$)';
  expect(await rule).toMatchObject({
    giveBack: {
      way: 'form',
      input: '#tep',
      submit: '#len',
      further: [{ press: '#luu', uploaded }, { press: '#co' }],
    },
  });
});
