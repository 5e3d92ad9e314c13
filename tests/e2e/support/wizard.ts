import type { BrowserContext, Frame, Page } from 'playwright-core';
import { expect } from 'vitest';
import { extensionPage } from './browser.ts';
import { label } from './clerk.ts';
import { called, pressByKeyboard, tabInto } from './keyboard.ts';

/** What a clerk does to teach the extension her own document system: presses only, nothing is typed. */

const PATIENCE = { timeout: 60_000 };
const exact = (key: string) => ({ name: label(key), exact: true });

async function openWizard(context: BrowserContext): Promise<Page> {
  const options = await context.newPage();
  await options.goto(extensionPage('options'));
  const opening = context.waitForEvent('page', PATIENCE);
  await options.getByRole('button', exact('wizardOpen')).click();
  const wizard = await opening;
  await options.close();
  return wizard;
}

async function chooseTab(wizard: Page, page: Page): Promise<Page> {
  await wizard.getByRole('button', { name: new URL(page.url()).host }).click();
  await untilLooked(wizard);
  return wizard;
}

/** Opens the wizard from the settings and chooses the tab that shows a letter; ready when it has looked. */
export async function startWizard(context: BrowserContext, page: Page): Promise<Page> {
  return chooseTab(await openWizard(context), page);
}

/** Opens the wizard from the settings for the entry form that a tab shows; ready when it has looked. */
export async function startEntryWizard(context: BrowserContext, page: Page): Promise<Page> {
  const wizard = await openWizard(context);
  await wizard.getByRole('radio', exact('wizardForEntry')).check();
  return chooseTab(wizard, page);
}

/** The same with keys only. */
export async function startWizardByKeys(context: BrowserContext, page: Page): Promise<Page> {
  const options = await context.newPage();
  await options.goto(extensionPage('options'));
  await options.getByRole('button', exact('wizardOpen')).waitFor(PATIENCE);
  const opening = context.waitForEvent('page', PATIENCE);
  await pressByKeyboard(options, called('wizardOpen'));
  const wizard = await opening;
  await options.close();
  const { host } = new URL(page.url());
  await wizard.getByRole('button', { name: host }).waitFor(PATIENCE);
  await pressByKeyboard(wizard, host);
  await untilLooked(wizard);
  return wizard;
}

/** Presses "point at it" in a line by key, then comes to the place in the page by the arrow keys. */
export async function pointByKeys(wizard: Page, page: Page, part: string, words: string): Promise<void> {
  await tabInto(wizard, `tr[data-part=${part}] button`);
  await wizard.keyboard.press('Enter');
  await page.locator('kygui-picker').waitFor({ state: 'attached', ...PATIENCE });
  // Controls and innermost texts, in the order of the page.
  const steps = await page.evaluate((wanted) => {
    const seen = [...document.querySelectorAll('*')].filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      const control = 'a, button, input, select, textarea, iframe, embed, object, [role=button]';
      const counts =
        element.matches(control) || (element.children.length === 0 && element.textContent?.trim());
      return counts && width > 0 && height > 0 && !element.closest('head, script, style, kygui-button');
    });
    return seen.findIndex((element) => element.textContent?.trim() === wanted) + 1;
  }, words);
  if (steps === 0) throw new Error(`${words} is not on the page`);
  for (let presses = 0; presses < steps; presses += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await untilLooked(wizard);
}

/** It has looked and tried what it found. */
export async function untilLooked(wizard: Page): Promise<void> {
  await wizard.locator('table.parts').first().waitFor(PATIENCE);
  await wizard.locator('.spinner').waitFor({ state: 'detached', ...PATIENCE });
}

/** Presses "point at it" in a line, then the place in the page. */
export async function pointAt(
  wizard: Page,
  page: Page,
  part: string,
  place: { boundingBox(): Promise<{ x: number; y: number; width: number; height: number } | null> },
  frame: Page | Frame = page,
): Promise<void> {
  await wizard
    .locator(`tr[data-part=${part}]`)
    .getByRole('button', { name: label('wizardPoint') })
    .click();
  await frame.locator('kygui-picker').waitFor({ state: 'attached', ...PATIENCE });
  const box = await place.boundingBox();
  if (!box) throw new Error(`Nothing to point at for ${part}`);
  const at = [box.x + box.width / 2, box.y + box.height / 2] as const;
  await page.mouse.move(...at);
  await page.mouse.click(...at);
  await untilLooked(wizard);
}

/** Presses "learn from one upload", then hands a PDF to the page the page's own way, and saves it where it has to be. */
export async function learnUpload(
  wizard: Page,
  page: Page,
  press: { click(): Promise<void> },
  bytes: Uint8Array,
  save?: { click(): Promise<void> },
): Promise<void> {
  await wizard.locator('tr[data-part=input]').getByRole('button', exact('wizardLearn')).click();
  await page.locator('kygui-hint').waitFor({ state: 'attached', ...PATIENCE });
  const choosing = page.waitForEvent('filechooser', PATIENCE);
  await press.click();
  const file = { name: 'thu.pdf', mimeType: 'application/pdf', buffer: Buffer.from(bytes) };
  await (await choosing).setFiles(file);
  await save?.click();
  await page.locator('kygui-hint').waitFor({ state: 'detached', ...PATIENCE });
  await untilLooked(wizard);
}

/** What the wizard shows in a line; empty when it found nothing. */
export async function readRow(wizard: Page, part: string): Promise<string> {
  const cell = wizard.locator(`tr[data-part=${part}] td`).first();
  const text = await cell.evaluate((element) => element.firstChild?.textContent ?? '');
  return text === label('wizardNotFound') ? '' : text;
}

/** Keeps one button, saves, and waits until it is said to be saved. */
export async function saveProfile(wizard: Page, role: 'approve' | 'issue'): Promise<void> {
  await wizard.locator(`input[name=${role === 'approve' ? 'issue' : 'approve'}]`).uncheck();
  const save = wizard.getByRole('button', exact('wizardSave'));
  await expect.poll(() => save.isEnabled(), PATIENCE).toBe(true);
  await save.click();
  await wizard.getByText(label('wizardSavedNext')).waitFor(PATIENCE);
}
