// @needs chromium softhsm2-util pkcs11-tool openssl
import { degrees, PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COPY_KINDS, type CopyKind, ROLES, type Role } from '../../shared/document/role.ts';
import { extensionPage } from './support/browser.ts';
import { goToPin, label, readyToApprove, typePin } from './support/clerk.ts';
import { fileOf } from './support/outcome.ts';
import { keepPicture } from './support/screens.ts';
import { openWorkplace, type Workplace } from './support/workplace.ts';

/**
 * What the window shows before the approval and what the signed file shows afterwards, compared as pictures in the
 * clerk's own browser. tests/vectors/preview-equals-signed.test.ts holds the drawings themselves against poppler.
 */

const PATIENCE = { timeout: 90_000 };
/** Every role that draws something. */
const SHOWN: readonly Role[] = ROLES.filter((role) => role !== 'plain');
let desk: Workplace;
let letter: Uint8Array;
/** The same with the leader's signature: what the agency seals and copies. */
let signed: Uint8Array;

beforeAll(async () => {
  desk = await openWorkplace();
  const [sample] = desk.sandbox.qlvb.dump();
  letter = (sample && desk.sandbox.qlvb.file(sample.id)) ?? new Uint8Array();
  signed = fileOf(desk, await desk.letter({ number: '77', waitsFor: 'clerk' }));
});
afterAll(() => desk?.close());

/** The letter as a scanner that lay across gives it: turned by the page's /Rotate. */
async function onItsSide(rotation: number): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(letter);
  for (const page of pdf.getPages()) page.setRotation(degrees(rotation));
  return pdf.save({ useObjectStreams: false });
}

/** The consent window for a file of the computer, in any role. */
async function consentFor(role: Role, bytes: Uint8Array): Promise<Page> {
  const page = await desk.browser.context.newPage();
  // The whole page in sight: what is scrolled away is in no picture.
  await page.setViewportSize({ width: 1366, height: 1600 });
  await page.goto(extensionPage('drop'));
  const jobKey = await page.evaluate(
    async ({ base64, role }) => {
      const key = crypto.randomUUID();
      const file = await (await fetch(`data:application/pdf;base64,${base64}`)).blob();
      const cache = await caches.open('kygui-held');
      await cache.put(`https://held.invalid/${key}/original.pdf`, new Response(file));
      const { chrome } = globalThis as unknown as {
        chrome: { runtime: { sendMessage(message: object): Promise<{ ok: boolean }> } };
      };
      const body = { jobKey: key, name: 'cong-van.pdf', role, windowId: 0 };
      const reply = await chrome.runtime.sendMessage({ action: 'file.sign', body });
      if (!reply.ok) throw new Error(JSON.stringify(reply));
      return key;
    },
    { base64: Buffer.from(bytes).toString('base64'), role },
  );
  await page.goto(`${extensionPage('consent')}?job=${jobKey}`);
  await page.locator('canvas[data-drawn]').first().waitFor(PATIENCE);
  return page;
}

/** Roles that come before the leader's signature, or need none. */
const UNSIGNED: readonly Role[] = ['approve', 'initial', 'plain', 'receive', 'comment'];
const isStamped = (role: Role) => ['issue', 'appendix', 'copy', 'receive'].includes(role);

async function fill(page: Page, role: Role, copyKind: CopyKind | undefined): Promise<void> {
  if (copyKind) await page.getByLabel(label('fieldCopyKind')).selectOption(copyKind);
  if (role === 'initial') await page.getByLabel(label('fieldInitials')).fill('NVM');
  if (role === 'comment') await page.getByLabel(label('fieldText')).fill('Chuyển phòng Mẫu tham mưu');
  if (!isStamped(role)) return;
  await page.getByLabel(new RegExp(`^${label('fieldNumber')} `, 'u')).fill('15');
  await page.getByLabel(new RegExp(`^${label('fieldNotation')} `, 'u')).fill('UBND-VP');
  if (role !== 'appendix') await page.locator('.side input[type=date]').fill('2026-01-05');
}

/** The page as it stands in the window, without the frames for moving. */
async function sheet(page: Page, hidden: string): Promise<Buffer> {
  const style = await page.addStyleTag({ content: `.handle, ${hidden} { visibility: hidden }` });
  const main = page.locator('.sheet[data-page="1"]');
  await main.locator('canvas[data-drawn]').waitFor(PATIENCE);
  const picture = await main.screenshot({ animations: 'disabled' });
  await style.evaluate((element: Element) => element.remove());
  return picture;
}

/** Pixels that differ by more than what the smoothing of edges does; both pictures are softened a little first. */
function apart(page: Page, one: Buffer, two: Buffer): Promise<number> {
  return page.evaluate(
    async (pictures) => {
      const [a, b] = await Promise.all(
        pictures.map(async (base64) => {
          const bitmap = await createImageBitmap(
            await (await fetch(`data:image/png;base64,${base64}`)).blob(),
          );
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext('2d');
          if (!context) throw new Error('no canvas');
          context.filter = 'blur(1.2px)';
          context.drawImage(bitmap, 0, 0);
          return context.getImageData(0, 0, bitmap.width, bitmap.height);
        }),
      );
      if (!a || !b || a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY;
      let count = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        const differs = [0, 1, 2].some((channel) => {
          return Math.abs((a.data[at + channel] ?? 0) - (b.data[at + channel] ?? 0)) > 40;
        });
        if (differs) count += 1;
      }
      return count;
    },
    [one, two].map((picture) => picture.toString('base64')),
  );
}

async function compare(role: Role, bytes: Uint8Array, name: string, copyKind?: CopyKind): Promise<void> {
  const page = await consentFor(role, bytes);
  await fill(page, role, copyKind);
  await readyToApprove(page, false).catch(async (failure: unknown) => {
    const side = await page.locator('.side').textContent();
    throw new Error(`${failure}\nShown beside the letter: ${side}`, { cause: failure });
  });
  await page.locator('.drawing[data-drawn]').first().waitFor(PATIENCE);
  await keepPicture(page, `preview-${name}`);
  const bare = await sheet(page, '.drawing');
  const shown = await sheet(page, '.none');
  await goToPin(page, false);
  await typePin(page, desk.sandbox.token.pin, false);
  await page.getByText(label('resultSigned')).waitFor(PATIENCE);
  // The signed file has taken the letter's place.
  await page
    .locator('.viewer[data-part="signed.pdf"] .sheet[data-page="1"] canvas[data-drawn]')
    .waitFor(PATIENCE);
  const result = await sheet(page, '.none');
  await keepPicture(page, `preview-${name}-signed`);
  const [inked, wrong] = [await apart(page, bare, result), await apart(page, shown, result)];
  console.log(`${name}: ${inked} pixels drawn, ${wrong} of them other than shown`);
  expect(inked, name).toBeGreaterThan(100);
  expect(wrong / inked, name).toBeLessThan(0.1);
  await page.close();
}

test.each(SHOWN)('role %s: the window showed what the signed page shows', (role) =>
  compare(role, UNSIGNED.includes(role) ? letter : signed, role),
);

test.each(COPY_KINDS)('a copy of the kind %s: the window showed what the signed page shows', (kind) =>
  compare('copy', signed, `copy-${kind}`, kind),
);

test('a page that lies on its side: the window showed what the signed page shows', async () => {
  await compare('approve', await onItsSide(90), 'side-90');
});
