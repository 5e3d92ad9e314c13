// @needs chromium
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { label } from './support/clerk.ts';
import { type LetterPage, startLetterPage } from './support/hostile-letter.ts';
import { pointAt, readRow, startWizard, untilLooked } from './support/wizard.ts';

/** What a page may try while the clerk teaches the extension; nothing may be kept but what she saw, for that site. */

const PRODUCT = fileURLToPath(new URL('../../dist/extension', import.meta.url));
const PATIENCE = { timeout: 60_000 };
const PDF = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
let browser: ExtensionBrowser;
const pages: LetterPage[] = [];

beforeAll(async () => {
  browser = await launchWithExtension({ extensionFolder: PRODUCT });
});
afterAll(async () => {
  await browser?.close();
  for (const page of pages) await page.stop();
});

async function served(...words: Parameters<typeof startLetterPage>): Promise<LetterPage> {
  const page = await startLetterPage(...words);
  pages.push(page);
  return page;
}

interface StorageWorld {
  chrome: { storage: { local: { get(key: string): Promise<{ profiles?: { addresses: string[] }[] }> } } };
}
const keptAddresses = async () =>
  (await browser.worker()).evaluate(async () => {
    const held = await (globalThis as unknown as StorageWorld).chrome.storage.local.get('profiles');
    return (held.profiles ?? []).flatMap(({ addresses }) => addresses);
  });

test('a tab that goes to another site before the press on "save": nothing is kept for either', async () => {
  const good = await served(PDF);
  const other = await served(PDF);
  const page = await browser.context.newPage();
  await page.goto(good.url);
  const wizard = await startWizard(browser.context, page);
  await page.goto(other.url);
  await wizard.getByRole('button', { name: label('wizardSave'), exact: true }).click();
  await wizard.getByText('SITE_WIZARD_OTHER_SITE').waitFor({ ...PATIENCE, state: 'attached' });
  expect(await keptAddresses()).toEqual([]);
  await wizard.close();
  await page.close();
});

test('a file of another site is not fetched and not proposed', async () => {
  const other = await served(PDF);
  const bait = await served(PDF, { pdf: `${other.url}/tep.pdf` });
  const page = await browser.context.newPage();
  await page.goto(bait.url);
  const wizard = await startWizard(browser.context, page);
  expect(await readRow(wizard, 'file')).toBe('');
  expect(await wizard.getByRole('button', { name: label('wizardSave'), exact: true }).isDisabled()).toBe(
    true,
  );
  await wizard.close();
  await page.close();
});

test('presses made by script pick nothing; endless values and names with signs in them do no harm', async () => {
  const extra = `<p id="dai"></p><script>
    document.getElementById('ty').textContent = 'mời họp '.repeat(200000);
    document.getElementById('dai').setAttribute('class', 'x'.repeat(500000) + ' a>>>b');
    setInterval(() => document.querySelectorAll('td').forEach((cell) => cell.click()), 20);
  </script>`;
  const bait = await served(PDF, { extra });
  const page = await browser.context.newPage();
  await page.goto(bait.url);
  const wizard = await startWizard(browser.context, page);
  expect(await readRow(wizard, 'number')).toBe('99');
  await pointAt(wizard, page, 'signerPosition', page.locator('td', { hasText: '99/UBND-VP' }));
  expect(await readRow(wizard, 'signerPosition')).toBe('99/UBND-VP');
  await wizard.getByRole('button', { name: label('wizardSave'), exact: true }).click();
  await wizard.getByText(label('wizardSavedNext')).waitFor(PATIENCE);
  await untilLooked(wizard);
  expect(await keptAddresses()).toEqual([`${bait.url}/*`]);
  await wizard.close();
  await page.close();
});
