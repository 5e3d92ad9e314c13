// @needs chromium softhsm2-util pkcs11-tool pdfsig qpdf
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import { runProgram } from '../sandbox/program.ts';
import type { SampleLetter } from '../sandbox/systems/letters.ts';
import { extensionPage } from './support/browser.ts';
import { goToPin, label, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { pressAt, pressButton } from './support/press-button.ts';
import { withSystem } from './support/sample-system.ts';
import { keepShadowRoot } from './support/shadow-roots.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/** Read, sign, give back, on document systems of different make; nothing in the product knows any of them by name. */

const PATIENCE = { timeout: 60_000 };
let desk: Workplace;

beforeAll(async () => {
  desk = await openWorkplace();
});
afterAll(() => desk?.close());

async function approve(consent: Page): Promise<void> {
  await readyToApprove(consent, false);
  await goToPin(consent, false);
  await typePin(consent, desk.sandbox.token.pin, false);
}

/** The system holds one more version: the old bytes with a valid signature behind them, over the whole file. */
async function expectTakenBack(letter: SampleLetter): Promise<void> {
  await expect.poll(() => letter.versions.length, PATIENCE).toBe(2);
  const [original, signed] = letter.versions;
  if (!original || !signed) throw new Error('no versions');
  expect(Buffer.from(signed.subarray(0, original.length)).equals(Buffer.from(original))).toBe(true);
  const folder = await mkdtemp(path.join(tmpdir(), 'kygui-systems-'));
  try {
    const file = path.join(folder, 'signed.pdf');
    await writeFile(file, signed);
    const { stdout } = await runProgram('pdfsig', ['-nocert', file]);
    expect(stdout.match(/Signature is Valid/gu)).toHaveLength(1);
    expect(stdout).toContain('Total document signed');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The bridge knows that the page has the file: its own copy need not stay for ever. */
async function expectBridgeHeard(consent: Page): Promise<void> {
  const store = await openSqliteStore(path.join(desk.sandbox.sender.home, 'kygui.sqlite'));
  try {
    const jobKey = new URL(consent.url()).searchParams.get('job');
    const steps = () =>
      store.read((sql) => sql.all('SELECT step FROM job_step WHERE job_key = ? ORDER BY seq', [jobKey]));
    await expect.poll(async () => (await steps()).at(-1)?.step, PATIENCE).toBe('page-taken');
  } finally {
    await store.close();
  }
}

/** What the consent window shows of the page's values is what the system holds. */
async function readFields(consent: Page): Promise<Record<string, string[]>> {
  return consent.evaluate(async () => {
    const key = `job:${new URL(location.href).searchParams.get('job')}`;
    const world = globalThis as unknown as {
      chrome: { storage: { session: { get(key: string): Promise<Record<string, unknown>> } } };
    };
    const job = (await world.chrome.storage.session.get(key))[key] as {
      fields: Record<string, { values: string[] }>;
    };
    return Object.fromEntries(Object.entries(job.fields).map(([name, { values }]) => [name, values]));
  });
}

const expected = (letter: SampleLetter) => ({
  number: [letter.number],
  notation: [letter.notation],
  date: [letter.date],
  subject: [letter.subject],
});

test('WebForms: frames in frames, view state, decomposed text, partial post-backs; the file of one letter does not go into another under the same address', async () => {
  await withSystem(desk, 'webforms', async (page, { letters }, letter) => {
    const work = async () => {
      await expect.poll(() => page.frame({ name: 'noidung' })?.url() ?? '', PATIENCE).toContain('XuLy.aspx');
      return page.frame({ name: 'noidung' }) as Frame;
    };
    const frame = await work();
    const choose = async (one: SampleLetter) => {
      await frame.locator('#ctl00_grvVanBan tr', { hasText: one.number }).locator('a').click();
      await frame.locator('#ctl00_lblSo', { hasText: one.number }).waitFor(PATIENCE);
    };
    await choose(letter);
    const consent = await pressButton(page, frame);
    await readyToApprove(consent, false);
    expect(await readFields(consent)).toMatchObject({
      ...expected(letter),
      dueDate: [letter.dueDate],
      responseFor: [letter.responseFor],
      priority: ['0'],
    });
    // The page goes on to another letter while the clerk is at the PIN.
    const other = letters.all[0];
    if (!other) throw new Error('no other letter');
    await choose(other);
    await approve(consent);
    await consent.getByText('SITE_OTHER_LETTER').waitFor({ ...PATIENCE, state: 'attached' });
    expect([other.versions.length, letter.versions.length]).toEqual([1, 1]);
    await choose(letter);
    await consent.getByRole('button', { name: label('giveAgain'), exact: true }).click();
    await untilReturned(consent);
    await expectTakenBack(letter);
    await consent.close();
  });
});

test('a table that is thrown away and drawn anew: a button in each row, never doubled, TCVN3 text, the row with the same letter gets the file', async () => {
  await withSystem(desk, 'table', async (page, { letters }, letter) => {
    await expect.poll(() => page.locator('kygui-button').count(), PATIENCE).toBe(letters.all.length);
    await page.fill('#loc', letter.number);
    await expect.poll(() => page.locator('kygui-button').count(), PATIENCE).toBe(1);
    const consent = await pressButton(page, page);
    // Other rows come back while the clerk reads.
    await page.fill('#loc', '');
    await approve(consent);
    expect(await readFields(consent)).toMatchObject({ ...expected(letter), signerName: [letter.signer] });
    await untilReturned(consent);
    await expectTakenBack(letter);
    expect(letters.all.map(({ versions }) => versions.length)).toEqual([1, 2, 1]);
    // The button goes with the state that it was for.
    await expect.poll(() => page.locator('kygui-button').count(), PATIENCE).toBe(letters.all.length - 1);
    await consent.close();
  });
});

test('an Angular-like application: reached without a load, a blob in a viewer that must be opened first, tokens of its own', async () => {
  await withSystem(desk, 'angular', async (page, _, letter) => {
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await page.locator('a', { hasText: letter.subject }).click();
    const consent = await pressButton(page, page);
    await approve(consent);
    expect(await readFields(consent)).toMatchObject({ ...expected(letter), recipients: ['H99.02', 'G99'] });
    await untilReturned(consent);
    await expectTakenBack(letter);
    await expectBridgeHeard(consent);
    await consent.close();
    // The button goes when the letter goes.
    await page.getByRole('link', { name: 'Quay lại' }).click();
    await expect.poll(() => page.locator('kygui-button').count(), PATIENCE).toBe(0);
  });
});

test('a React-like application: one address for all, everything redrawn, files had and put by token; a tab that was closed is taken over by another', async () => {
  await withSystem(desk, 'react', async (page, system, letter) => {
    const openLetter = async (tab: Page) => {
      await tab.getByRole('button', { name: letter.subject }).click();
      await tab.locator('.detail').waitFor(PATIENCE);
    };
    await openLetter(page);
    const consent = await pressButton(page, page);
    await readyToApprove(consent, false);
    expect(await readFields(consent)).toMatchObject({ ...expected(letter), dueDate: [letter.dueDate] });
    const other = await desk.browser.context.newPage();
    await other.goto(system.url);
    await openLetter(other);
    await page.close();
    await approve(consent);
    await untilReturned(consent);
    await expectTakenBack(letter);
    // The page itself shows the new version.
    await other.locator('.versions', { hasText: 'Phiên bản 2' }).waitFor(PATIENCE);
    await consent.close();
    await other.close();
  });
});

test('a strict content security policy and a closed shadow root', async () => {
  await withSystem(desk, 'shadow', async (page, _, letter) => {
    const inside = await keepShadowRoot(page);
    await page.goto(page.url().replace(/\d+$/u, String(letter.id)));
    const button = () => inside('kygui-button');
    // Its own style holds in spite of the page's policy: a bare button would be smaller.
    await expect.poll(async () => (await button())?.height ?? 0, PATIENCE).toBeGreaterThanOrEqual(30);
    const consent = await pressAt(page, button);
    await approve(consent);
    expect(await readFields(consent)).toMatchObject({ ...expected(letter), recipients: ['H99.02', 'G99'] });
    await untilReturned(consent);
    await expectTakenBack(letter);
    await consent.close();
  });
});

test('an embedded viewer: the signed file takes the place of the shown one, and the page saves what it holds', async () => {
  await withSystem(desk, 'viewer', async (page, _, letter) => {
    const consent = await pressButton(page, page);
    await approve(consent);
    expect(await readFields(consent)).toMatchObject(expected(letter));
    await untilReturned(consent);
    await expectTakenBack(letter);
    expect(letter.fileName).toMatch(/\.pdf$/u);
    await consent.close();
  });
});

/** Signed and kept for saving; nothing claims that it went back anywhere. */
async function expectSignedOnly(consent: Page): Promise<void> {
  await consent.getByText(label('resultSigned')).waitFor(PATIENCE);
  await consent.getByRole('button', { name: label('saveSigned'), exact: true }).waitFor(PATIENCE);
  expect(await consent.getByText(label('resultReturned')).count()).toBe(0);
}

test('without a profile: a file of the computer is chosen in the window of the extension and signed', async () => {
  await withSystem(desk, 'shadow', async (page, _, letter) => {
    await page.goto(extensionPage('drop'));
    const file = { name: 'khong-phai.pdf', mimeType: 'application/pdf', buffer: Buffer.from('xin chào') };
    await page.setInputFiles('input[name=file]', file);
    await page.getByText('PDF_NOT_PDF').waitFor({ ...PATIENCE, state: 'attached' });
    const buffer = Buffer.from(letter.versions[0] ?? []);
    await page.setInputFiles('input[name=file]', { ...file, name: letter.fileName, buffer });
    await page.waitForURL(/consent\/index\.html\?job=/u, PATIENCE);
    await approve(page);
    await expectSignedOnly(page);
  });
});

test('without a profile: the PDF that a tab shows is signed; a tab that shows none is told so', async () => {
  await withSystem(desk, 'shadow', async (page, system, letter) => {
    const panel = await desk.browser.open('panel');
    const signTab = (address: string) =>
      panel.evaluate(async (shown) => {
        const { chrome } = globalThis as unknown as {
          chrome: {
            tabs: { query(wanted: object): Promise<{ id: number; url?: string }[]> };
            runtime: { sendMessage(message: object): Promise<unknown> };
          };
        };
        const tab = (await chrome.tabs.query({})).find(({ url }) => url === shown);
        await chrome.runtime.sendMessage({ action: 'tab.sign', body: { tabId: tab?.id } });
      }, address);
    const opened = async (address: string) => {
      const opening = desk.browser.context.waitForEvent('page', PATIENCE);
      opening.catch(() => undefined);
      await signTab(address);
      return opening;
    };
    const none = await opened(system.url);
    await none.getByText('SITE_NO_PDF').waitFor({ ...PATIENCE, state: 'attached' });
    await none.close();
    const address = new URL(`/csp/tep/${letter.id}`, system.url).href;
    await page.goto(address);
    const consent = await opened(address);
    await approve(consent);
    await expectSignedOnly(consent);
    await consent.close();
    await panel.close();
  });
});
