// @needs chromium
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Job } from '../../extension/messages/job.ts';
import { printedDay, type SampleLetter } from '../sandbox/systems/letters.ts';
import { page as answer, pdf, type RunningSystem, refuse, startSystem } from '../sandbox/systems/serve.ts';
import { startVgcaSystem } from '../sandbox/vgca/server.ts';
import { type ExtensionBrowser, launchWithExtension } from './support/browser.ts';
import { jobOf } from './support/jobs.ts';
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
    expect(await readRow(wizard, 'date')).toBe(printedDay(first?.date ?? ''));
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

/** What a letter page shows of a letter. */
const described = (one: SampleLetter) =>
  `<dl><dt>Số ký hiệu</dt><dd>${one.number}/${one.notation}</dd><dt>Ngày văn bản</dt><dd>${printedDay(one.date)}</dd><dt>Trích yếu</dt><dd>${one.subject}</dd><dt>Người ký</dt><dd>${one.signer}</dd></dl>`;
const shell = (body: string) => answer(`<!DOCTYPE html><meta charset="utf-8">${body}`);

/** Teaches the page that is open, then looks at it as `change` leaves it and presses a button; gives what was read. */
async function taught(
  system: RunningSystem,
  change: (page: Page) => Promise<void>,
  buttons: number,
  pressed: number,
): Promise<Job | undefined> {
  const page = await browser.context.newPage();
  try {
    await page.goto(system.url);
    const wizard = await startWizard(browser.context, page);
    await saveProfile(wizard, 'approve');
    await wizard.close();
    await page.bringToFront();
    await change(page);
    const button = page.locator('kygui-button');
    await expect.poll(() => button.count(), PATIENCE).toBe(buttons);
    const opening = browser.context.waitForEvent('page', PATIENCE);
    await button.nth(pressed).click();
    const consent = await opening;
    await expect.poll(async () => (await jobOf(consent))?.fields.number, PATIENCE).toBeDefined();
    const job = await jobOf(consent);
    await consent.close();
    return job;
  } finally {
    await page.close();
    await system.stop();
  }
}

const read = (job: Job | undefined) => ({
  number: job?.fields.number?.values[0],
  subject: job?.fields.subject?.values[0],
  signer: job?.fields.signerName?.values[0],
});
const shownOf = (letter: SampleLetter | undefined) => ({
  number: letter?.number,
  subject: letter?.subject,
  signer: letter?.signer,
});

test('a grid with pinned columns: one row in two parts, sorted anew; the row that is pressed is read from both', async () => {
  const system = await startSystem(({ all }) => {
    const heads = (names: string[], from: number) =>
      `<div role="row" aria-rowindex="1">${names.map((name, at) => `<div role="columnheader" aria-colindex="${from + at}">${name}</div>`).join('')}</div>`;
    return {
      start: '/luoi/',
      answer({ url }) {
        const file = all.find(({ id }) => url.pathname === `/luoi/tep/${id}.pdf`);
        if (file) return pdf(file.versions[0] ?? new Uint8Array());
        const cells = all.map((one) => [
          `${one.number}/${one.notation}`,
          one.subject,
          printedDay(one.date),
          one.signer,
          `<a href="tep/${one.id}.pdf">Tệp PDF</a>`,
        ]);
        return shell(`<button id="xep">Sắp xếp lại</button><div role="treegrid">
          ${heads(['Số ký hiệu', 'Trích yếu'], 1)}${heads(['Ngày ký', 'Người ký', 'Tệp'], 3)}
          <div class="ghim"></div><div class="giua"></div></div><script>
          const rows = ${JSON.stringify(cells)};
          const part = (from, to) => rows.map((row, at) => '<div role="row" aria-rowindex="' + (at + 2) + '">' + row.slice(from, to).map((cell, n) => '<div role="gridcell" aria-colindex="' + (from + n + 1) + '">' + cell + '</div>').join('') + '</div>').join('');
          const draw = () => { document.querySelector('.ghim').innerHTML = part(0, 2); document.querySelector('.giua').innerHTML = part(2, 5); };
          document.querySelector('#xep').onclick = () => { rows.reverse(); draw(); };
          draw();</script>`);
      },
    };
  }, 1701);
  const job = await taught(system, (page) => page.click('#xep'), 3, 2);
  const letter = system.letters.all[0];
  expect(read(job)).toEqual(shownOf(letter));
  expect(job?.file.address).toBe(new URL(`tep/${letter?.id}.pdf`, system.url).href);
});

test('a list whose rows post back for their files, drawn anew by a post-back: the file of the row that is pressed is asked for', async () => {
  const asked: (string | null)[] = [];
  const system = await startSystem(({ all }) => {
    let turned = false;
    return {
      start: '/ds/ds.aspx',
      async answer({ method, form }) {
        const target = method === 'POST' ? (await form()).get('__EVENTTARGET') : null;
        const index = all.findIndex(({ id }) => target === `ctl00$grv$tep${id}`);
        if (index >= 0) {
          asked.push(String(target));
          return pdf(all[index]?.versions[0] ?? new Uint8Array());
        }
        turned ||= target === 'ctl00$xep';
        const rows = (turned ? [...all].reverse() : all).map(
          (one) =>
            `<tr><td>${one.number}/${one.notation}</td><td>${printedDay(one.date)}</td><td>${one.subject}</td><td>${one.signer}</td><td><a href="javascript:__doPostBack('ctl00$grv$tep${one.id}','')">${one.fileName}</a></td></tr>`,
        );
        return shell(`<form id="aspnetForm" method="post" action="./ds.aspx"><input type="hidden" name="__EVENTTARGET"><input type="hidden" name="__EVENTARGUMENT">
          <a id="xep" href="javascript:__doPostBack('ctl00$xep','')">Sắp xếp lại</a>
          <table id="grv"><thead><tr><th>Số ký hiệu</th><th>Ngày ký</th><th>Trích yếu</th><th>Người ký</th><th>Tệp</th></tr></thead><tbody>${rows.join('')}</tbody></table></form>
          <script>function __doPostBack(target, argument) { const { aspnetForm: form } = document.forms; form.__EVENTTARGET.value = target; form.__EVENTARGUMENT.value = argument; form.submit(); }</script>`);
      },
    };
  }, 1801);
  const sorted = async (page: Page) => {
    await Promise.all([page.waitForEvent('load', PATIENCE), page.click('#xep')]);
    asked.length = 0;
  };
  const job = await taught(system, sorted, 3, 2);
  const letter = system.letters.all[0];
  expect(read(job)).toEqual(shownOf(letter));
  await expect.poll(() => asked, PATIENCE).toEqual([`ctl00$grv$tep${letter?.id}`]);
});

test('two letters on a page, the file in a viewer that names it relative to itself: the letter that takes the signed file is read', async () => {
  const system = await startSystem(
    ({ all }) => ({
      start: '/hai/vb/0',
      answer({ url }) {
        const file = all.find(({ id }) => url.pathname === `/hai/tep/${id}.pdf`);
        if (file) return pdf(file.versions[0] ?? new Uint8Array());
        if (url.pathname === '/hai/pdfjs/web/viewer.html') return shell('<canvas></canvas>');
        const at = Number(url.pathname.split('/').at(-1));
        const [own, other] = [all[at], all[at + 1]];
        if (!own || !other) return refuse(404);
        const part = (one: SampleLetter, more = '') =>
          `<fieldset class="vb"><legend>Văn bản</legend>${described(one)}<iframe src="/hai/pdfjs/web/viewer.html?file=..%2F..%2Ftep%2F${one.id}.pdf"></iframe>${more}</fieldset>`;
        const form =
          '<form method="post" enctype="multipart/form-data"><input type="file" name="tepKy"><button>Lưu</button></form>';
        return shell(part(other) + part(own, form));
      },
    }),
    1901,
  );
  const next = async (page: Page) => {
    await page.goto(system.url.replace(/0$/u, '1'));
  };
  const job = await taught(system, next, 1, 0);
  const letter = system.letters.all[1];
  expect(read(job)).toEqual(shownOf(letter));
  expect(job?.file.address).toBe(new URL(`/hai/tep/${letter?.id}.pdf`, system.url).href);
});

test('VGCA calls on a page with old libraries are answered; one that steals the way to the extension can ask for no more than any page', async () => {
  const system = await startVgcaSystem();
  const page = await browser.context.newPage();
  try {
    await serveSites(browser, [{ addresses: [`${system.url}/*`] }]);
    await page.goto(system.url);
    const said = await page.evaluate(async () => {
      const world = globalThis as unknown as Record<string, unknown>;
      let stolen: MessagePort | undefined;
      const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
      Object.defineProperty(MessageEvent.prototype, 'data', {
        get(this: MessageEvent) {
          if (this.target instanceof MessagePort) stolen ??= this.target;
          return data?.get?.call(this);
        },
      });
      Object.assign(String.prototype, { toJSON: () => '"other"' });
      for (const name of ['Event', 'MessageEvent', 'CloseEvent', 'TextEncoder']) world[name] = {};
      document.body.insertAdjacentHTML('beforeend', '<img name="baseURI"><form name="dispatchEvent"></form>');
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
