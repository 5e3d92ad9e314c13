import { afterAll, beforeAll, describe, test } from 'vitest';
import { type ExtensionBrowser, extensionPage, launchWithExtension } from './support/browser.ts';
import { PANEL_STATES } from './support/panel-letters.ts';
import { judgeColours, judgeScreen, keepPicture } from './support/screens.ts';
import { stage } from './support/staged.ts';

/** The panel beside a page, in every state, as wide as browsers make it, at 200 %, in the dark and in forced colours. */
const BESIDE = { width: 380, height: 768 };
const AT_200 = { width: 300, height: 384 };

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  let browser: ExtensionBrowser;
  beforeAll(async () => {
    browser = await launchWithExtension({ language });
  });
  afterAll(() => browser?.close());

  test.each(Object.entries(PANEL_STATES))('the panel: %s', async (name, { answers, tab, press = [] }) => {
    const page = await browser.context.newPage();
    await stage(page, answers);
    await page.setViewportSize(BESIDE);
    await page.goto(extensionPage('panel'));
    if (tab) await page.locator(`#tab-${tab}`).click();
    for (const selector of press) await page.locator(selector).click({ timeout: 60_000 });
    await page.locator('.list').first().waitFor({ timeout: 60_000 });
    if (press.length > 0) await page.locator('.item-body .spinner').waitFor({ state: 'detached' });
    await judgeScreen(page, `${language}-panel-${name}`);
    await page.setViewportSize(AT_200);
    await judgeScreen(page, `${language}-panel-${name}-200`);
    await page.setViewportSize(BESIDE);
    await page.emulateMedia({ colorScheme: 'dark' });
    await judgeColours(page, `${language}-panel-${name}-dark`);
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
    await keepPicture(page, `${language}-panel-${name}-contrast`);
    await page.close();
  });
});
