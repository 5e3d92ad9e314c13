// @long
// @needs chromium softhsm2-util pkcs11-tool pdfsig qpdf
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  antDesign,
  antiForgery,
  canvasOnly,
  dataLink,
  devExpress,
  extWindow,
  laidAside,
  liferay,
  memoryToken,
  primeFaces,
  sharePoint,
} from '../sandbox/makers/pages.ts';
import { apex, drawnAtOnce } from '../sandbox/makers/silent-pages.ts';
import { printedDay, type SampleLetters } from '../sandbox/systems/letters.ts';
import { type Make, startSystem } from '../sandbox/systems/serve.ts';
import { goToPin, label, readyToApprove, typePin } from './support/clerk.ts';
import { closeTab } from './support/close-tab.ts';
import { learnUpload, pointAt, readRow, saveProfile, startWizard } from './support/wizard.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/**
 * Pages in the manner of other makers, which no rule of the product was written for: the wizard learns them on one
 * letter, with the mouse alone, and another letter is signed and lies in the system again.
 */

const PRODUCT = fileURLToPath(new URL('../../dist/extension', import.meta.url));
const PATIENCE = { timeout: 60_000 };
let desk: Workplace;

beforeAll(async () => {
  desk = await openWorkplace({ browser: { extensionFolder: PRODUCT } });
});
afterAll(() => desk?.close());

interface Maker {
  make: (letters: SampleLetters) => Make;
  /** Drawn by the page when it shows its letter. */
  drawn: string;
  /** Buttons of the page that are pressed while the wizard looks on. */
  file?: string;
  upload?: string;
  save?: readonly string[];
  /** The page says nothing of the file: that it lies there is read, and told. */
  silent?: true;
}
const MAKERS: Record<string, Maker> = {
  'ExtJS: functions of a script of their own open a window': {
    make: extWindow,
    drawn: '.x-window',
    file: '#button-1091',
  },
  'DevExpress: a picture whose function fills a popup with a frame, decomposed text, colspans': {
    make: devExpress,
    drawn: '.dxflGroup',
    file: '.dxgvDataRow img',
  },
  'Liferay: portlet names, a token in the address of the form': { make: liferay, drawn: '.taglib-document' },
  'SharePoint: an attachment by REST with the digest of the page': {
    make: sharePoint,
    drawn: '.ms-formtable',
    upload: '[id="Ribbon.AttachFile"]',
  },
  'PrimeFaces: a download by form, an upload that goes off by itself': { make: primeFaces, drawn: '.ui-g' },
  'Ant Design: a file that is fetched with a token and shown in another tab': {
    make: antDesign,
    drawn: '.ant-descriptions',
    file: '.xem',
    upload: '.len',
  },
  'ASP.NET MVC: the file by a form with an anti-forgery token': { make: antiForgery, drawn: 'dl' },
  'a file that stands in the page as data:': { make: dataLink, drawn: 'form' },
  'a token in the memory of the page, a file in base64, an upload in pieces that is saved afterwards': {
    make: memoryToken,
    drawn: '.chi-tiet',
    file: '.xem',
    upload: '.tep',
    save: ['.luu'],
  },
  'Oracle APEX: a picture to press in the line of a file, a page that loads anew and says nothing': {
    make: apex,
    drawn: '.t-Form-label',
    silent: true,
  },
  'a file that the page draws by itself, with no link and no button': {
    make: drawnAtOnce,
    drawn: '.chu:not(:empty)',
    file: '.chu',
    upload: 'input[type=file]',
    save: ['.len'],
  },
  'labels in a table of their own, an appendix before the letter, an upload that is kept and confirmed': {
    make: laidAside,
    drawn: '.ct',
    upload: '#chon',
    save: ['.len', '.giu:enabled', '.co'],
  },
};

async function openLetter(page: Page, start: string, shown: number, wanted: number, drawn: string) {
  await page.goto('about:blank');
  await page.goto(start.replace(String(shown), String(wanted)));
  await page.locator(drawn).first().waitFor(PATIENCE);
}

/** One after the other, each once it is there. */
async function pressAll(page: Page, buttons: readonly string[]): Promise<void> {
  for (const button of buttons) await page.locator(button).click(PATIENCE);
}

test.each(Object.entries(MAKERS))(
  '%s',
  async (_, { make, drawn, file, upload, save: saves = [], silent }) => {
    const system = await startSystem(
      make,
      1200 + 100 * Object.values(MAKERS).findIndex((one) => one.make === make),
    );
    const page = await desk.browser.context.newPage();
    try {
      const [, learned, signed] = system.letters.all;
      if (!learned || !signed) throw new Error('the system holds no letters');
      await openLetter(page, system.url, learned.id, learned.id, drawn);
      const wizard = await startWizard(desk.browser.context, page);
      const save = wizard.getByRole('button', { name: label('wizardSave'), exact: true });
      if (file && !(await save.isEnabled())) await pointAt(wizard, page, 'file', page.locator(file));
      if (upload) {
        const [original = new Uint8Array()] = learned.versions;
        const copy = Buffer.concat([Buffer.from(original), Buffer.from('\n% bản khác\n')]);
        await learnUpload(wizard, page, page.locator(upload), copy, { click: () => pressAll(page, saves) });
      }
      const { number, notation, date, subject, signer } = learned;
      const wanted = { number, notation, date: printedDay(date), subject, signerName: signer };
      for (const [part, value] of Object.entries(wanted))
        expect(await readRow(wizard, part), part).toBe(value);
      expect(await readRow(wizard, 'input'), 'the way back').not.toBe('');
      await saveProfile(wizard, 'approve');
      await wizard.close();

      await openLetter(page, system.url, learned.id, signed.id, drawn);
      const button = page.locator('kygui-button');
      await button.first().waitFor(PATIENCE);
      expect(await button.count()).toBe(1);
      const opening = desk.browser.context.waitForEvent('page', PATIENCE);
      opening.catch(() => undefined);
      await page.bringToFront();
      await button.click();
      const consent = await opening;
      await readyToApprove(consent, false);
      await goToPin(consent, false);
      await typePin(consent, desk.sandbox.token.pin, false);
      await expect.poll(() => signed.versions.length, PATIENCE).toBe(2);
      if (silent) await consent.getByText(label('resultReturned')).waitFor(PATIENCE);
      await consent.close();
    } finally {
      await closeTab(page);
      await system.stop();
    }
  },
);

test('a page that only draws: nothing is found, and nothing can be saved', async () => {
  const system = await startSystem(canvasOnly, 2101);
  const page = await desk.browser.context.newPage();
  try {
    await page.goto(system.url);
    const wizard = await startWizard(desk.browser.context, page);
    for (const part of ['file', 'number', 'subject', 'input']) expect(await readRow(wizard, part)).toBe('');
    const save = wizard.getByRole('button', { name: label('wizardSave'), exact: true });
    expect(await save.isDisabled()).toBe(true);
    await wizard.close();
  } finally {
    await closeTab(page);
    await system.stop();
  }
});
