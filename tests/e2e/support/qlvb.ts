import type { BrowserContext, Page } from 'playwright-core';

/** Logs into the sample document system. */
export async function logIn(page: Page, url: string, account: 'lanhdao' | 'vanthu'): Promise<void> {
  await page.goto(`${url}/DangNhap`);
  await page.fill('[name=taiKhoan]', account);
  await page.fill('[name=matKhau]', 'mau-2026');
  await page.click('button[type=submit]');
  await page.waitForURL(/VanBanDi/u);
}

/** Opens a document by its place in the list, through the frame as a person would. */
export async function openDocument(page: Page, url: string, code: string): Promise<void> {
  await page.goto(`${url}/VanBanDi`);
  const row = page.frameLocator('iframe[name=luoi]').locator('tr.dong', { hasText: code });
  await row.locator('a').click();
  await page.waitForURL(/ChiTiet/u);
}

/**
 * Presses the extension's button by a real mouse press at its place: it lies in a closed shadow root, which
 * neither a page nor a test can reach into.
 */
export async function pressButton(page: Page): Promise<void> {
  const host = page.locator('kygui-button').first();
  await host.waitFor({ state: 'visible' });
  const box = await host.boundingBox();
  if (!box) throw new Error('The button has no place on the page');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

/** Presses the button and gives the consent window that opens. */
export async function pressForConsent(context: BrowserContext, page: Page, timeout = 15_000): Promise<Page> {
  const opening = context.waitForEvent('page', { timeout });
  opening.catch(() => undefined);
  await pressButton(page);
  const consent = await opening;
  await consent.waitForLoadState('domcontentloaded');
  return consent;
}
