// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callsVgca } from './find-vgca.ts';

beforeEach(() => {
  (globalThis as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    'https://qlvb.example.vn/vb/xem',
  );
});
afterEach(() => vi.unstubAllGlobals());

/** Nothing is loaded here: scripts are only named. */
const show = (html: string) => {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  document.body.replaceChildren(...parsed.body.childNodes);
};

test.each([
  ['a press that calls it', '<body><a onclick="vgca_sign_approved(a, b)">Ký</a>', true],
  ['the name of its script', '<body><script src="/js/vgcaplugin.js" type="x"></script>', true],
  ['a page that only speaks of it', '<body><p>vgca_sign_approved</p>', false],
])('%s', async (_, html, wanted) => {
  vi.stubGlobal('fetch', async () => new Response(''));
  show(html);
  expect(await callsVgca()).toBe(wanted);
});

test('a bundle of its own site is read, one of another site is not asked for', async () => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address);
    return new Response('x("wss://127.0.0.1:8987/"+n)');
  });
  show('<body><script src="https://cdn.example.com/a.js" type="x"></script>');
  expect(await callsVgca()).toBe(false);
  show('<body><script src="/main.4f3a.js" type="x"></script>');
  expect(await callsVgca()).toBe(true);
  expect(asked).toEqual(['https://qlvb.example.vn/main.4f3a.js']);
});
