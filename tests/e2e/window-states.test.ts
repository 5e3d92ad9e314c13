// @long
// @needs chromium
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type ExtensionBrowser, extensionPage, launchWithExtension } from './support/browser.ts';
import { DESK_STATES } from './support/desk-states.ts';
import { letterStates } from './support/letter-states.ts';
import { judgeColours, judgeScreen, keepPicture } from './support/screens.ts';
import { stage } from './support/staged.ts';
import { JOB_KEY } from './support/staged-desk.ts';
import { MESSAGES, WINDOW_STATES } from './support/window-states.ts';
import { WIZARD_STATES } from './support/wizard-states.ts';

/** The other windows when something is empty, busy or wrong: in both languages, at 200 %, dark and in forced colours. */
const PATIENCE = { timeout: 60_000 };
const OFFICE_SCREEN = { width: 1366, height: 768 };
const AT_200 = { width: 683, height: 384 };

const document = await PDFDocument.create();
document.setCreationDate(new Date(0));
document.addPage([595, 842]).drawText('Van ban mau', { x: 80, y: 760 });
const pdf = await document.save({ useObjectStreams: false });
const STATES = [...WINDOW_STATES, ...DESK_STATES, ...WIZARD_STATES, ...letterStates(pdf)];
/** Jobs whose letter a window reads. */
const JOBS = new Set([
  JOB_KEY,
  ...STATES.flatMap(({ answers }) => Object.keys(answers).flatMap((name) => name.split('/')[1] ?? [])),
]);

/** Files lie where the worker would have put them. */
async function holdLetter(browser: ExtensionBrowser): Promise<void> {
  const page = await browser.context.newPage();
  await page.goto(extensionPage('drop'));
  await page.evaluate(
    async ({ base64, keys, messages }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const cache = await caches.open('kygui-held');
      for (const key of keys)
        for (const part of ['original.pdf', 'signed.pdf'])
          await cache.put(`https://held.invalid/${key}/${part}`, new Response(new Blob([bytes])));
      for (const [call, item] of Object.entries(messages))
        await cache.put(`https://held.invalid/${call}/message.json`, new Response(JSON.stringify(item)));
    },
    { base64: Buffer.from(pdf).toString('base64'), keys: [...JOBS], messages: MESSAGES },
  );
  await page.close();
}

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  let browser: ExtensionBrowser;
  beforeAll(async () => {
    browser = await launchWithExtension({ language });
    await holdLetter(browser);
  });
  afterAll(() => browser?.close());

  test.each(STATES)('$window: $name', async ({ window, name, answers, press = [], until, drawn }) => {
    const page = await browser.context.newPage();
    await stage(page, answers);
    await page.setViewportSize(OFFICE_SCREEN);
    const what = window === 'batch' && name !== 'empty' ? 'batch' : 'job';
    await page.goto(`${extensionPage(window)}?${what}=${JOB_KEY}`);
    for (const step of press) {
      if (typeof step === 'string') await page.locator(step).click(PATIENCE);
      else if ('key' in step) await page.locator(step.into).dispatchEvent('keydown', step.key, PATIENCE);
      else if ('text' in step) await page.locator(step.into).fill(step.text, PATIENCE);
      else
        await page
          .locator(step.into)
          .setInputFiles(
            { name: step.file, mimeType: 'application/octet-stream', buffer: Buffer.from(step.content) },
            PATIENCE,
          );
    }
    await page.locator(until).first().waitFor(PATIENCE);
    if (drawn) await page.locator('.viewer canvas[data-drawn]').first().waitFor(PATIENCE);
    const shot = `${language}-${window}-${name}`;
    await judgeScreen(page, shot);
    await page.setViewportSize(AT_200);
    await judgeScreen(page, `${shot}-200`);
    await page.setViewportSize(OFFICE_SCREEN);
    await page.emulateMedia({ colorScheme: 'dark' });
    await judgeColours(page, `${shot}-dark`);
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
    await keepPicture(page, `${shot}-contrast`);
    await page.close();
  });
});
