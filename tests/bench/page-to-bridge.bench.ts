import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { extensionPage } from '../e2e/support/browser.ts';
import { jobStep } from '../e2e/support/jobs.ts';
import { pressButton } from '../e2e/support/press-button.ts';
import { callForWindow, serveSites } from '../e2e/support/vgca.ts';
import { request, served } from '../e2e/support/vgca-desk.ts';
import { openWorkplace } from '../e2e/support/workplace.ts';
import { type MakeName, startSample } from '../sandbox/systems/all.ts';
import type { SampleLetter } from '../sandbox/systems/letters.ts';
import { startVgcaSystem } from '../sandbox/vgca/server.ts';
import { writeLargePdf } from './pdf-large-file.ts';
import { PASSED, type Passed, watchMemory } from './process-memory.ts';

/**
 * A file of 100 MB from the page to the bridge, by each way on which pages give files: from the press (with the hand of
 * the test in it) until the bridge has it whole, on disk, with its digest; beside it the highest resident memory, as
 * Linux tells it, of the page's processes, of the extension's (the worker, and the window that shows the file meanwhile)
 * and of the bridge's. A page that holds the file in its own memory (blob) held it before.
 */
const SIZE = 100 * 1024 * 1024;
const ROUNDS = 3;

const place = await openWorkplace();
const { context } = place.browser;
const path = join(tmpdir(), `kygui-bench-${process.pid}.pdf`);
await writeLargePdf(path, SIZE);
const bytes = new Uint8Array(await readFile(path));

/** A page that is ready for the press, and the press, which gives the window. */
interface Ready {
  press(): Promise<Page>;
  end(): Promise<void>;
}

/** The sample of one make, with letters grown to the size. */
async function sample(make: MakeName, reach: (page: Page, letter: SampleLetter) => Promise<Page | Frame>) {
  const system = await startSample(make);
  for (const letter of system.letters.all) letter.versions[0] = bytes;
  const [letter] = system.letters.all;
  if (!letter) throw new Error('the system holds no letters');
  const page = await context.newPage();
  await page.goto(system.url);
  const where = await reach(page, letter);
  await where.locator('kygui-button').first().waitFor({ state: 'visible' });
  return {
    press: () => pressButton(page, where),
    async end() {
      await page.close();
      await system.stop();
    },
  };
}

/** The frame of the WebForms system in which a letter is worked on. */
async function workFrame(page: Page): Promise<Frame> {
  for (;;) {
    const frame = page.frame({ name: 'noidung' });
    if (frame?.url().includes('XuLy.aspx')) return frame;
    await page.waitForTimeout(50);
  }
}

async function vgca(): Promise<Ready> {
  const system = await startVgcaSystem();
  system.files.set('abc.pdf', bytes);
  await serveSites(place.browser, [served(system)]);
  const page = await context.newPage();
  await page.goto(system.url);
  return {
    press: async () => (await callForWindow(page, 'vgca_sign_approved', request(system))).window,
    async end() {
      await page.close();
      await system.stop();
    },
  };
}

async function chosenByHand(): Promise<Ready> {
  const page = await context.newPage();
  await page.goto(extensionPage('drop'));
  return {
    async press() {
      await page.setInputFiles('input[name=file]', path);
      await page.waitForURL(/consent\/index\.html\?job=/u);
      return page;
    },
    end: () => page.close(),
  };
}

const WAYS: Record<string, () => Promise<Ready>> = {
  'link, fetched with the session': () => sample('table', async (page) => page),
  'form post with view state, asked by the page': () =>
    sample('webforms', async (page, { number }) => {
      const frame = await workFrame(page);
      await frame.locator('#ctl00_grvVanBan tr', { hasText: number }).locator('a').click();
      return frame;
    }),
  'request with a token, asked by the page': () =>
    sample('react', async (page, { subject }) => {
      await page.getByRole('button', { name: subject }).click();
      return page;
    }),
  'blob in the memory of the page': () =>
    sample('angular', async (page, { subject }) => {
      await page.getByRole('button', { name: 'Đăng nhập' }).click();
      await page.locator('a', { hasText: subject }).click();
      return page;
    }),
  'file named by a VGCA call': vgca,
  'file chosen in the window of the extension': chosenByHand,
};

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const print = (name: string, value: number, unit: string) =>
  process.stdout.write(`${JSON.stringify({ name: `100 MB, ${name}`, value, unit })}\n`);

try {
  const atRest = watchMemory()();
  for (const passed of PASSED) print(`before the first: ${passed}, memory`, atRest[passed], 'MB');
  for (const [way, makeReady] of Object.entries(WAYS)) {
    const times: number[] = [];
    const peaks: Record<Passed, number>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const ready = await makeReady();
      const peak = watchMemory();
      const started = performance.now();
      const window = await ready.press();
      for (;;) {
        const step = await jobStep(window);
        if (step === 'stored') break;
        if (step === 'failed') throw new Error(`${way}: the job failed`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      times.push(performance.now() - started);
      peaks.push(peak());
      if (!window.isClosed()) await window.close();
      await ready.end();
    }
    print(way, median(times), 'ms');
    for (const passed of PASSED)
      print(`${way}: ${passed}, peak memory`, Math.max(...peaks.map((one) => one[passed])), 'MB');
  }
} finally {
  await place.close();
  await rm(path, { force: true });
}
process.exit();
