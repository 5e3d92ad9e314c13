// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { readFile } from '../../../shared/profile/read.ts';
import { pageScope } from '../scope.ts';
import { drawnFile, isDrawing } from './drawn-file.ts';

const { happyDOM } = globalThis as unknown as { happyDOM: { setURL(url: string): void } };
const SITE = 'https://qlvb.example.vn';
let asked: string[];
/** Addresses that the page's programs asked, and those of them that give a PDF. */
function open(id: number, addresses: string[], pdfs: string[]): void {
  happyDOM.setURL(`${SITE}/vb/${id}`);
  document.body.innerHTML =
    '<div class="trang"><canvas></canvas><div class="chu"><span>Kính gửi</span></div></div>';
  asked = [];
  const entries = addresses.map((name) => ({ name, initiatorType: 'fetch' }));
  vi.spyOn(performance, 'getEntriesByType').mockReturnValue(entries as unknown as PerformanceEntryList);
  vi.stubGlobal('fetch', async (address: string) => {
    asked.push(address);
    return new Response(pdfs.includes(address) ? '%PDF-1.7' : '{"pdf":1}');
  });
}
const FILE = `${SITE}/api/vb/4101/content`;

beforeEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

test('text that lies over a picture of the page is a part of the drawing', () => {
  open(4101, [], []);
  const text = document.querySelector('span');
  expect(text && isDrawing(text)).toBe(true);
  expect(isDrawing(document.documentElement)).toBe(true);
  document.querySelector('canvas')?.remove();
  expect(text && isDrawing(text)).toBe(false);
});

test('of what the page asked, the PDF is found, and its address says what it is for another letter', async () => {
  open(4101, [`${SITE}/api/vb/4101`, FILE, `${SITE}/api/me`], [FILE]);
  const rule = await drawnFile(document);
  happyDOM.setURL(`${SITE}/vb/77777`);
  expect(rule && readFile(rule, pageScope())?.address).toBe(`${SITE}/api/vb/77777/content`);
});

test('what deletes, or lies on another site, is never asked', async () => {
  const others = [`${SITE}/api/vb/4101/delete`, 'https://khac.example.com/4101.pdf'];
  open(4101, others, others);
  expect(await drawnFile(document)).toBeUndefined();
  expect(asked).toEqual([]);
});

test('a file whose address says nothing of the letter is none: it would be the same for every letter', async () => {
  open(4101, [`${SITE}/api/current/content`], [`${SITE}/api/current/content`]);
  expect(await drawnFile(document)).toBeUndefined();
});

test('a file that only a token of the page opens is asked for with it; the token itself is not kept', async () => {
  const token = `eyJhbGciOiJIUzI1NiJ9.${'a'.repeat(40)}.${'b'.repeat(20)}`;
  localStorage.setItem('persist:auth', JSON.stringify({ refreshToken: 'c'.repeat(40), accessToken: token }));
  localStorage.setItem('theme', 'light');
  open(4101, [FILE], []);
  const tried: (string | undefined)[] = [];
  vi.stubGlobal('fetch', async (_: string, { headers }: { headers: { Authorization?: string } }) => {
    tried.push(headers.Authorization);
    const isKnown = headers.Authorization === `Bearer ${token}`;
    return isKnown ? new Response('%PDF-1.7') : new Response('', { status: 401 });
  });
  const rule = await drawnFile(document);
  expect(tried).toEqual([undefined, `Bearer ${token}`]);
  expect(JSON.stringify(rule)).not.toContain(token);
  expect(rule && readFile(rule, pageScope())?.headers).toEqual({ Authorization: `Bearer ${token}` });
});
