// @needs chromium softhsm2-util pkcs11-tool gcc
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CHANNEL_PATH } from '../../shared/protocol/limits.ts';
import type { FaultModule } from '../sandbox/token/fault-module.ts';
import { EXTENSION_ID, extensionPage } from './support/browser.ts';
import { goToPin, label, readyToApprove, typePin, untilReturned } from './support/clerk.ts';
import { openCountingDesk, pdfSaying } from './support/hostile-desk.ts';
import { type HostilePage, startHostilePage } from './support/hostile-page.ts';
import { jobOf, jobsOf } from './support/jobs.ts';
import { expectNote } from './support/notes.ts';
import { logIn, pressForConsent } from './support/qlvb.ts';
import { pictures, type Workplace } from './support/workplace.ts';

/** A page under an attacker's control, on a paired browser with a running bridge and a token in the reader. */

let desk: Workplace;
let fault: FaultModule;
let hostile: HostilePage;
/** One of the extension's own pages, to see what it knows. */
let own: Page;
const look = pictures('hostile-page');

beforeAll(async () => {
  ({ desk, fault } = await openCountingDesk());
  hostile = await startHostilePage([await pdfSaying('shown'), await pdfSaying('swapped')]);
  own = await desk.browser.open('panel');
});
afterAll(async () => {
  await hostile?.stop();
  await desk?.close();
});
afterEach(async () => {
  for (const page of desk.browser.context.pages()) {
    if (page.url().includes('/consent/')) await page.close();
  }
});

const button = (page: Page) => page.locator('kygui-button').first();
const windows = () => desk.browser.context.pages().filter((page) => page.url().includes('/consent/'));

/** Opens the hostile document page and waits until the extension has put its button there. */
async function visit(): Promise<Page> {
  const { page } = desk;
  await page.bringToFront();
  await page.goto(hostile.document);
  await button(page).waitFor({ state: 'visible' });
  return page;
}

/** Asks the worker something, so that whatever the page sent before has been dealt with; then looks. */
async function expectNothingHappened(): Promise<void> {
  await own.evaluate(() =>
    (
      globalThis as unknown as { chrome: { runtime: { sendMessage(message: unknown): Promise<unknown> } } }
    ).chrome.runtime.sendMessage({ action: 'link.report', body: {} }),
  );
  expect(windows()).toEqual([]);
  expect(await jobsOf(own)).toEqual([]);
  await expectNothingSigned();
}

async function expectNothingSigned(): Promise<void> {
  expect(await fault.logins()).toEqual([]);
  expect(hostile.uploads).toEqual([]);
  expect(desk.sandbox.axis.dump().packages).toEqual([]);
  const { stdout } = await desk.sandbox.sender.command('outbox', '--json');
  expect(JSON.parse(stdout).letters).toEqual([]);
}

test('clicking the button by script: no window opens', async () => {
  const page = await visit();
  const reached = await page.evaluate(() => {
    const host = document.querySelector<HTMLElement>('kygui-button');
    if (!host) return 'no button';
    const box = host.getBoundingClientRect();
    const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
    const targets = [host, document.elementFromPoint(at.clientX, at.clientY) ?? host];
    for (const target of targets) {
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
        const options = { ...at, bubbles: true, composed: true, cancelable: true, view: window };
        target.dispatchEvent(new MouseEvent(type, options));
      }
      (target as HTMLElement).click();
      target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
    }
    return host.shadowRoot === null ? 'closed' : 'open';
  });
  expect(reached).toBe('closed');
  await expectNothingHappened();
});

test('replacing what the button is made of before the extension makes it: its press still needs a person', async () => {
  const { page } = desk;
  await page.addInitScript((prefix) => {
    if (!location.href.startsWith(prefix)) return;
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      const root = attach.call(this, { ...init, mode: 'open' });
      (globalThis as unknown as { stolen: ShadowRoot }).stolen = root;
      return root;
    };
    Object.defineProperty(Event.prototype, 'isTrusted', { get: () => true });
  }, hostile.url);
  await visit();
  await page.evaluate(() => {
    const { stolen } = globalThis as unknown as { stolen?: ShadowRoot };
    stolen?.querySelector('button')?.click();
    document.querySelector<HTMLElement>('kygui-button')?.click();
  });
  await expectNothingHappened();
});

test('forged messages and events from the page: the extension does not hear them', async () => {
  const page = await visit();
  const heard = await page.evaluate(
    async ([id, address]) => {
      const key = crypto.randomUUID();
      const forged = [
        {
          action: 'sign',
          body: { profileId: 'sandbox-qlvb', pageId: 'outgoing-document', role: 'issue', send: true },
        },
        { action: 'job.approve', body: { jobKey: key, approvalDigest: '0'.repeat(64), pin: '24681357' } },
        { action: 'page.taken', body: { jobKey: key } },
        { order: 'give', jobKey: key },
      ];
      for (const message of forged) {
        window.postMessage(message, '*');
        document.dispatchEvent(new CustomEvent('kygui', { detail: message }));
        window.dispatchEvent(new MessageEvent('message', { data: message }));
      }
      const runtime = (
        globalThis as unknown as { chrome?: { runtime?: { sendMessage?: (...args: unknown[]) => void } } }
      ).chrome?.runtime;
      for (const message of forged) {
        try {
          runtime?.sendMessage?.(id, message);
        } catch {
          // Refused, as it should be.
        }
      }
      const read = await fetch(address).then(
        () => 'read',
        () => 'refused',
      );
      return { canSend: typeof runtime?.sendMessage, read };
    },
    [EXTENSION_ID, extensionPage('consent')] as const,
  );
  expect(heard).toEqual({ canSend: 'undefined', read: 'refused' });
  await expectNothingHappened();
});

test("the extension's window inside of the page: the browser does not show it", async () => {
  const page = await visit();
  await page.evaluate(
    (address) => {
      const frame = document.createElement('iframe');
      frame.src = address;
      document.body.append(frame);
      return new Promise((resolve) => {
        frame.onload = resolve;
      });
    },
    `${extensionPage('consent')}?job=${crypto.randomUUID()}`,
  );
  expect(page.frames().map((frame) => frame.url())).not.toContainEqual(expect.stringContaining(EXTENSION_ID));
  await expectNothingHappened();
});

test('opening the channel to the bridge from the page: refused on every path', async () => {
  const page = await visit();
  const port = desk.sandbox.sender.port();
  const outcome = await page.evaluate(
    ({ port: at, paths }) =>
      Promise.all(
        paths.flatMap((path) =>
          ['127.0.0.1', 'localhost', '[::1]'].map(
            (host) =>
              new Promise<string>((resolve) => {
                const socket = new WebSocket(`ws://${host}:${at}${path}`);
                socket.onopen = () => resolve(`open ${path}`);
                socket.onmessage = () => resolve(`message ${path}`);
                socket.onclose = () => resolve('refused');
              }),
          ),
        ),
      ),
    { port, paths: ['/', CHANNEL_PATH, `${CHANNEL_PATH}/pair`, '/control'] },
  );
  expect(new Set(outcome)).toEqual(new Set(['refused']));
  await expectNothingHappened();
});

test('fetching from the bridge: nothing can be read, nothing is done', async () => {
  const page = await visit();
  const port = desk.sandbox.sender.port();
  const outcome = await page.evaluate(async (at) => {
    const tries: RequestInit[] = [
      {},
      { method: 'POST', body: '{"command":"sign.approve"}' },
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' },
      { mode: 'no-cors' },
    ];
    return Promise.all(
      tries.map((options) =>
        fetch(`http://127.0.0.1:${at}/`, options).then(
          async (answer) => `${answer.type} ${answer.status} ${(await answer.text()).length}`,
          () => 'refused',
        ),
      ),
    );
  }, port);
  expect(outcome).toEqual(['refused', 'refused', 'refused', 'opaque 0 0']);
  await expectNothingHappened();
});

test('an overlay over the button that lets the click through: only the window opens, it names the page, nothing is signed', async () => {
  const page = await visit();
  await page.evaluate(() => {
    const cover = document.createElement('div');
    cover.textContent = 'Nhận thưởng';
    cover.style.cssText =
      'position:fixed;inset:0;z-index:2147483647;background:#fff;pointer-events:none;font-size:40px';
    document.body.append(cover);
  });
  const consent = await pressForConsent(desk.browser.context, page);
  await readyToApprove(consent, false);
  expect(await consent.getByText(hostile.url, { exact: true }).isVisible()).toBe(true);
  await look(consent, '1-opened-through-an-overlay');
  await expectNothingSigned();
  await consent.close();
  await expect.poll(async () => (await jobsOf(own)).map(({ step }) => step)).toEqual(['cancelled']);
});

test('an overlay that takes the click: no window opens', async () => {
  const page = await visit();
  await page.evaluate(() => {
    const cover = document.createElement('div');
    cover.style.cssText = 'position:fixed;inset:0;z-index:2147483647';
    document.body.append(cover);
    cover.addEventListener('click', (event) => {
      document.querySelector('kygui-button')?.dispatchEvent(new MouseEvent('click', event));
    });
  });
  const box = await button(page).boundingBox();
  await page.mouse.click((box?.x ?? 0) + 10, (box?.y ?? 0) + 10);
  await own.evaluate(() => new Promise((resolve) => setTimeout(resolve, 0)));
  expect(windows()).toEqual([]);
  await expectNothingSigned();
});

test('the document system in a frame of a hostile page: the window names both', async () => {
  const { page } = desk;
  const { url } = desk.sandbox.qlvb;
  await logIn(page, url, 'lanhdao');
  await page.goto(`${hostile.url}/?khung=${encodeURIComponent(`${url}/VanBanDi/ChiTiet/4101`)}`);
  const inner = page.frameLocator('iframe').locator('kygui-button').first();
  await inner.waitFor({ state: 'visible' });
  const box = await inner.boundingBox();
  if (!box) throw new Error('no button');
  const opening = desk.browser.context.waitForEvent('page');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const consent = await opening;
  await readyToApprove(consent, false);
  const header = (await consent.locator('header').first().textContent()) ?? '';
  expect(header).toContain(url);
  expect(header).toContain(hostile.url);
  await look(consent, '2-framed');
  await expectNothingSigned();
});

test('swapping the file after the window opened: what was shown is signed, the other file is never fetched, and nothing is handed to a page that names another file', async () => {
  const page = await visit();
  const before = hostile.fetched();
  hostile.files.splice(0, hostile.files.length, ...Array.from({ length: before }, () => new Uint8Array()));
  const shown = await pdfSaying('shown');
  const swapped = await pdfSaying('swapped');
  hostile.files.push(shown, swapped);
  const consent = await pressForConsent(desk.browser.context, page);
  await readyToApprove(consent, false);
  await page.evaluate(() => {
    document.querySelector('a.tep')?.setAttribute('href', '/tep?khac=1');
  });
  await goToPin(consent, false);
  await typePin(consent, desk.sandbox.token.pin, false);
  await expectNote(consent, 'SITE_OTHER_LETTER');
  expect(hostile.uploads).toEqual([]);
  await page.evaluate(() => {
    document.querySelector('a.tep')?.setAttribute('href', '/tep');
  });
  await consent.getByRole('button', { name: label('giveAgain'), exact: true }).click();
  await untilReturned(consent);
  expect(hostile.fetched()).toBe(before + 1);
  expect((await jobOf(consent))?.step).toBe('done');
  expect(hostile.uploads).toHaveLength(1);
  const [signed] = hostile.uploads;
  expect(Buffer.from(signed?.subarray(0, shown.length) ?? []).equals(Buffer.from(shown))).toBe(true);
  expect(await fault.logins()).toHaveLength(1);
  expect(desk.sandbox.axis.dump().packages).toEqual([]);
});
