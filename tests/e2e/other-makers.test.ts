// @needs chromium
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printedDay } from '../sandbox/systems/letters.ts';
import { page as answer, pdf, refuse, startSystem } from '../sandbox/systems/serve.ts';
import { startVgcaSystem } from '../sandbox/vgca/server.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { serveSites } from './support/vgca.ts';
import { readRow, saveProfile, startWizard } from './support/wizard.ts';

/** Pages that no sample system is like. No bridge is needed: nothing is signed here. */

interface ExtensionWorld {
  chrome: {
    tabs: { query(wanted: object): Promise<{ id: number; url?: string }[]> };
    runtime: { sendMessage(message: object): Promise<{ body: { jobKey: string } }> };
    storage: { session: { get(key: string): Promise<Record<string, { file: { address: string } }>> } };
  };
}

const PRODUCT = fileURLToPath(new URL('../../dist/extension', import.meta.url));
const PATIENCE = { timeout: 60_000 };
let browser: ExtensionBrowser;

beforeAll(async () => {
  browser = await launchWithExtension({ extensionFolder: PRODUCT });
});
afterAll(() => browser?.close());

test('a frame that only the browser knows to be a PDF, fields without labels, all drawn anew again and again: one button, on every letter', async () => {
  const system = await startSystem(
    (letters) => ({
      start: '/x.do?vb=0',
      answer({ url }) {
        const letter = letters.all[Number(url.searchParams.get('vb'))];
        if (!letter) return refuse(404);
        if (url.pathname === '/hien.do') return pdf(letter.versions[0] ?? new Uint8Array());
        const { number, notation, date, subject } = letter;
        const view = `<input name="frm$txtSoKyHieu" value="${number}/${notation}"><span id="lblTrichYeu">${subject}</span><p data-label="Ngày ký">${printedDay(date)}</p>`;
        const frame = `<iframe src="/hien.do?vb=${url.searchParams.get('vb')}" width="600" height="300"></iframe>`;
        return answer(
          `<!DOCTYPE html><meta charset="utf-8"><main>${view}</main>${frame}<script>const main = document.querySelector('main'); const text = main.innerHTML; setInterval(() => { main.innerHTML = text; }, 300);</script>`,
        );
      },
    }),
    701,
  );
  const page = await browser.context.newPage();
  try {
    await page.goto(system.url);
    // The viewer's own document is there once the file is.
    await expect
      .poll(
        () =>
          page.locator('iframe').evaluate((frame: HTMLIFrameElement) => frame.contentDocument?.contentType),
        PATIENCE,
      )
      .toBe('application/pdf');
    const wizard = await startWizard(browser.context, page);
    // With no profile it is signed from here too.
    const opening = browser.context.waitForEvent('page', PATIENCE);
    const asked = await wizard.evaluate(async (shown) => {
      const { chrome } = globalThis as unknown as ExtensionWorld;
      const tab = (await chrome.tabs.query({})).find(({ url }) => url === shown);
      const answer = await chrome.runtime.sendMessage({ action: 'tab.sign', body: { tabId: tab?.id } });
      const key = `job:${answer.body.jobKey}`;
      return (await chrome.storage.session.get(key))[key]?.file.address;
    }, system.url);
    expect(asked).toBe(system.url.replace('x.do', 'hien.do'));
    await (await opening).close();
    const [first, second] = system.letters.all;
    expect(await readRow(wizard, 'number')).toBe(first?.number);
    expect(await readRow(wizard, 'notation')).toBe(first?.notation);
    expect(await readRow(wizard, 'subject')).toBe(first?.subject);
    expect(await readRow(wizard, 'date')).toBe(first?.date);
    await saveProfile(wizard, 'approve');
    await wizard.close();
    await page.goto(system.url.replace(/\d+$/u, String(system.letters.all.indexOf(second as never))));
    const buttons = page.locator('kygui-button');
    await expect.poll(() => buttons.count(), PATIENCE).toBe(1);
    const redrawn = page.evaluate(
      () =>
        new Promise<void>((done) => {
          let times = 0;
          const seen = new MutationObserver(() => {
            times += 1;
            if (times > 3) done();
          });
          seen.observe(document.querySelector('main') as Element, { childList: true });
        }),
    );
    await redrawn;
    expect(await buttons.count()).toBe(1);
  } finally {
    await page.close();
    await system.stop();
  }
});

test('VGCA calls on a page with old libraries are answered; one that steals the way to the extension can ask for no more than any page', async () => {
  const system = await startVgcaSystem();
  const page = await browser.context.newPage();
  try {
    await serveSites(browser, [{ addresses: [`${system.url}/*`] }]);
    await page.goto(system.url);
    const said = await page.evaluate(async () => {
      const world = globalThis as unknown as Record<string, unknown>;
      Object.assign(String.prototype, { toJSON: () => '"other"' });
      for (const name of ['Event', 'MessageEvent', 'CloseEvent', 'TextEncoder']) world[name] = {};
      document.body.insertAdjacentHTML('beforeend', '<img name="baseURI"><form name="dispatchEvent"></form>');
      const { postMessage } = MessagePort.prototype;
      let stolen: MessagePort | undefined;
      MessagePort.prototype.postMessage = function (this: MessagePort, ...words: unknown[]) {
        stolen ??= this;
        return Reflect.apply(postMessage, this, words);
      } as typeof postMessage;
      const version = await new Promise<string>((done) => {
        const socket = new WebSocket('wss://127.0.0.1:8987/GetVersion');
        socket.onopen = () => socket.send('GetVersion');
        socket.onmessage = ({ data }) => done(data);
        socket.onclose = () => done('closed');
      });
      const refused = await new Promise<string>((done) => {
        stolen?.addEventListener('message', ({ data }) => {
          if (String(data).includes('"reply"')) done(String(data));
          else if (String(data).includes('"open"'))
            stolen?.postMessage('77 frame {"FileName":"http://127.0.0.1:1/a.pdf"}');
        });
        stolen?.postMessage('77 connect /SignPDF');
      });
      Reflect.deleteProperty(String.prototype, 'toJSON');
      return { version, refused };
    });
    expect(JSON.parse(said.version)).toMatchObject({ Status: 0 });
    expect(said.refused).toContain('SITE_ADDRESS_REFUSED');
    expect(browser.context.pages().filter((one) => one.url().includes('/windows/'))).toEqual([]);
  } finally {
    await page.close();
    await system.stop();
  }
});
