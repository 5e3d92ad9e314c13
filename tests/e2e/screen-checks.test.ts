// @needs chromium
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from './support/browser.ts';
import { screenReaderFaults } from './support/screen-reader.ts';
import { accessibilityFaults, cutTexts } from './support/screens.ts';

/** The checks that every screen is held against find what they are there for. */
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
});
afterAll(() => browser?.close());

const shown = async (content: string) => {
  const page = await browser.newPage();
  await page.setContent(`<!doctype html><html lang="vi"><title>Mẫu</title><body>${content}`);
  return page;
};

test('nameless controls and dialogs, jumping headings, missing landmarks and silent notes are told', async () => {
  const page = await shown(
    '<h1>Một</h1><h3>Ba</h3><button></button><input type="date"><div class="note">Đã lưu</div>',
  );
  const faults = await screenReaderFaults(page);
  expect(faults).toContain('a control without a name: button');
  expect(faults).toContain('0 main landmarks');
  expect(faults).toContain('nobody is told of: Đã lưu');
  expect(faults.filter((fault) => fault.includes('level 3'))).toHaveLength(1);
  expect(faults.filter((fault) => fault.startsWith('a control'))).toHaveLength(2);
  expect(await accessibilityFaults(page)).not.toEqual([]);
  await page.setContent('<main><h1>Một</h1></main><dialog></dialog>');
  await page.evaluate(() => document.querySelector('dialog')?.showModal());
  expect(await screenReaderFaults(page)).toContain('a dialog without a name');
  await page.close();
});

test('a text that is cut, hangs out of its button or leaves the window is told, one that scrolls is not', async () => {
  const word = 'Ủyban'.repeat(9);
  const page = await shown(
    `<p style="width:60px;overflow:hidden">hidden ${word}</p>
     <p style="height:12px;overflow:hidden">low<br>below</p>
     <button style="width:60px;overflow:visible">button ${word}</button>
     <p style="width:60px;overflow:auto">scrolls ${word}</p>`,
  );
  const cut = await cutTexts(page);
  expect(cut.map((text) => text.split(' ')[0])).toEqual(['hidden', 'low', 'below', 'button']);
  await page.setContent('<p style="white-space:nowrap;width:3000px">window</p>');
  expect(await cutTexts(page)).toContain('window');
  await page.close();
});
