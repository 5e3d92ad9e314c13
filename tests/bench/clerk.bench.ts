import { randomBytes } from 'node:crypto';
import { PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright-core';
import { jobStep } from '../e2e/support/jobs.ts';
import { logIn, openDocument, pressButton } from '../e2e/support/qlvb.ts';
import { openWorkplace } from '../e2e/support/workplace.ts';

/**
 * What a clerk waits for: from the press of the button in the document system to the consent window, to the first
 * page drawn, to the file lying in the bridge. A real browser, a real bridge, a real page. The press is timed by the
 * browser's own event, window and page by the window itself (performance marks), so that hand and eye of the test cost
 * nothing.
 */
const ROUNDS = 5;
const row = (name: string, values: number[], unit: string) => {
  const sorted = [...values].sort((a, b) => a - b);
  process.stdout.write(
    `${JSON.stringify({ name, value: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, unit })}\n`,
  );
};

interface Pressed {
  pressed: number;
}

/** Keeps the moment at which the browser made the click: what the test does before it is not the clerk's waiting. */
const noteThePress = (page: Page) =>
  page.evaluate(() =>
    addEventListener(
      'click',
      ({ timeStamp }) => {
        (globalThis as unknown as Pressed).pressed = performance.timeOrigin + timeStamp;
      },
      { capture: true, once: true },
    ),
  );
const thePress = (page: Page) => page.evaluate(() => (globalThis as unknown as Pressed).pressed);

/** A letter of about `size` bytes that does not compress. */
async function letterOf(size: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([595, 842]).drawText('Van ban do toc do', { x: 60, y: 780, size: 14 });
  await document.attach(randomBytes(size), 'noise.bin', { mimeType: 'application/octet-stream' });
  return document.save({ useObjectStreams: false });
}

const place = await openWorkplace();
try {
  for (const [label, size] of [
    ['1 MB', 1 << 20],
    ['10 MB', 10 << 20],
  ] as const) {
    const toWindow: number[] = [];
    const toPage: number[] = [];
    const toBridge: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const code = await place.letter({
        number: `${size >> 20}${round}`,
        waitsFor: 'leader',
        bytes: await letterOf(size),
      });
      const { page, browser, sandbox } = place;
      await logIn(page, sandbox.qlvb.url, 'lanhdao');
      await openDocument(page, sandbox.qlvb.url, code);
      await page.locator('kygui-button').first().waitFor({ state: 'visible' });
      const opening = browser.context.waitForEvent('page');
      await noteThePress(page);
      await pressButton(page);
      const consent = await opening;
      while ((await jobStep(consent)) !== 'stored') await new Promise((resolve) => setTimeout(resolve, 10));
      const stored = Date.now();
      const pressed = await thePress(page);
      toBridge.push(stored - pressed);
      await consent.locator('canvas[data-drawn]').first().waitFor({ timeout: 60_000 });
      const [shown, drawn] = await consent.evaluate(() =>
        ['consent-shown', 'page-drawn'].map(
          (name) => performance.timeOrigin + (performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN),
        ),
      );
      toWindow.push((shown ?? Number.NaN) - pressed);
      toPage.push((drawn ?? Number.NaN) - pressed);
      await consent.close();
      await page.getByRole('button', { name: 'Thoát' }).click();
    }
    row(`click to consent window, ${label} letter`, toWindow, 'ms');
    row(`click to first page drawn, ${label} letter`, toPage, 'ms');
    row(`click to file in the bridge (page to bridge), ${label} letter`, toBridge, 'ms');
  }
} finally {
  await place.close();
}
process.exit();
