import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textOf } from '../../shared/profile/element-text.ts';
import { openSavedPage } from './saved-page.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-saved-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(html: string): Promise<string | undefined> {
  const path = join(folder, 'page.html');
  await writeFile(path, html);
  const saved = await openSavedPage(path, {});
  const found = saved.scope.root.querySelector('#a');
  const text = found ? textOf(found, undefined) : undefined;
  await saved.close();
  return text;
}

test.each([
  '<script>for(var i=0;i<adds.length;i++)f()</script>',
  '<SCRIPT data-x="a>b">if(i<n){}</SCRIPT >',
  '<script><!--\nif(i<n)f()\n//--></script>',
  '<meta content="<script>"><script>if(i<n)f()</script>',
  '<!-- <script> --><style>/* <b */</style>',
])('a page behind %s is read', async (head) => {
  expect(await read(`<html><head>${head}</head><body><p id="a">Mẫu</p></body></html>`)).toBe('Mẫu');
});

test.each([
  ['UBND huyện Mẫu B<br>Sở Tài chính', 'UBND huyện Mẫu B\nSở Tài chính'],
  ['UBND\nhuyện<div>Sở</div>', 'UBND huyện\nSở'],
  ['Sở<span style="display: none"> ẩn</span><b hidden>ẩn</b>', 'Sở'],
])('%s reads as a browser shows it', async (html, text) => {
  expect(await read(`<body><div id="a">${html}</div></body>`)).toBe(text);
});
