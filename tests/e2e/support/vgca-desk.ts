import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PDFDocument } from 'pdf-lib';
import type { Page } from 'playwright-core';
import { runProgram } from '../../sandbox/program.ts';
import { startVgcaSystem, type VgcaSystem } from '../../sandbox/vgca/server.ts';
import { goToPin, label, readyToApprove, typePin } from './clerk.ts';
import { serveSites } from './vgca.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** A paired browser with a token in the reader, and a document system written for the VGCA Sign Service. */
export interface VgcaDesk {
  desk: Workplace;
  system: VgcaSystem;
  close(): Promise<void>;
}

/** A PDF of one page. */
export async function anyPdf(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([595.28, 841.89]).drawText('Van ban', { x: 80, y: 700 });
  return document.save();
}

/** The site as a clerk switches it on, with what IT may allow it besides. */
export const served = ({ url }: VgcaSystem, more: Record<string, unknown> = {}) => ({
  addresses: [`${url}/*`],
  messagesPerConsent: 50,
  bareDigests: { until: '2099-12-31', count: 1000 },
  ...more,
});

export async function openVgcaDesk(): Promise<VgcaDesk> {
  const desk = await openWorkplace();
  const system = await startVgcaSystem();
  system.files.set('abc.pdf', await anyPdf());
  await serveSites(desk.browser, [served(system)]);
  return {
    desk,
    system,
    async close() {
      await system.stop();
      await desk.close();
    },
  };
}

/** Nothing of an earlier test is left: its windows, and what the system remembers. */
export async function freshPage({ desk, system }: VgcaDesk): Promise<Page> {
  for (const open of desk.browser.context.pages()) if (open.url().includes('/windows/')) await open.close();
  system.uploads.length = 0;
  system.fetched.length = 0;
  system.answers.length = 0;
  return desk.browser.context.newPage();
}

/** What a page of the system asks for a file. */
export const request = ({ url }: VgcaSystem, change: Record<string, unknown> = {}) =>
  JSON.stringify({
    FileUploadHandler: `${url}/upload.aspx`,
    SessionId: '',
    FileName: `${url}/files/abc.pdf`,
    ...change,
  });

/** Approves the file that a window shows, with the PIN, and waits until the window says that the system has it, or else what. */
export async function approve(
  { desk }: VgcaDesk,
  window: Page,
  end: 'resultReturned' | 'resultKept' | 'resultUploadUnsure' = 'resultReturned',
): Promise<void> {
  await readyToApprove(window, false);
  await goToPin(window, false);
  await typePin(window, desk.sandbox.token.pin, false);
  await window.getByText(label(end)).waitFor({ timeout: 60_000 });
}

export const button = (key: string) => ({ name: label(key), exact: true });
export const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** Approves what a window of messages lists, with the PIN. */
export async function approveMessages({ desk }: VgcaDesk, window: Page): Promise<void> {
  const go = window.getByRole('button', button('goSign'));
  await window.waitForFunction(
    (name) =>
      [...document.querySelectorAll('button')].some((one) => one.textContent === name && !one.disabled),
    label('goSign'),
    { timeout: 60_000 },
  );
  await go.click();
  await typePin(window, desk.sandbox.token.pin, false);
}

/** openssl's word on a detached CMS over bytes. */
export async function opensslAccepts(signature: string, content: Buffer): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kygui-cms-'));
  try {
    const [cms, data] = [path.join(folder, 'a.p7s'), path.join(folder, 'a.bin')];
    await writeFile(cms, Buffer.from(signature, 'base64'));
    await writeFile(data, content);
    const words = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', cms, '-content', data, '-noverify'];
    return (await runProgram('openssl', [...words, '-out', path.join(folder, 'out')])).status === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
