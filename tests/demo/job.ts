import type { Page } from 'playwright-core';
import { type ExtensionBrowser, launchWithExtension } from '../e2e/support/browser.ts';
import {
  askToSign,
  closeByButton,
  goToPin,
  label,
  pairBrowser,
  readyToApprove,
  typePin,
  untilReturned,
} from '../e2e/support/clerk.ts';
import type { Sandbox } from '../sandbox/start.ts';

/** Runs one named step; the caller times it and reports it. */
export type RunStep = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

export interface JobHooks {
  step: RunStep;
  /** Takes a picture of a screen. */
  look: (page: Page, name: string) => Promise<void>;
  visible: boolean;
}

export interface JobResult {
  sender: ExtensionBrowser;
  receiver: ExtensionBrowser;
  /** Pages left open for a person to go on with. */
  qlvbPage: Page;
  panel: Page;
  inbox: Page;
}

/** The letter that the demonstration signs and sends. */
export const LETTER = { number: '15', code: '15/UBND-VP' };

async function signInWindow(
  sandbox: Sandbox,
  consent: Page,
  hooks: JobHooks,
  name: string,
  sends: boolean,
): Promise<void> {
  await readyToApprove(consent, sends);
  await consent.locator('.drawing[data-drawn]').first().waitFor();
  await hooks.look(consent, `${name}-consent`);
  await goToPin(consent, sends);
  await hooks.look(consent, `${name}-pin`);
  await typePin(consent, sandbox.token.pin, sends);
  await untilReturned(consent);
  await hooks.look(consent, `${name}-result`);
  await closeByButton(consent);
}

/**
 * The product's main job, by mouse and keyboard, in two browsers: the leader signs, the clerk seals and sends, the
 * other agency's clerk accepts, and the sender sees it.
 */
export async function runMainJob(sandbox: Sandbox, hooks: JobHooks): Promise<JobResult> {
  const { step, look } = hooks;
  const { sender: office, receiver: otherOffice, qlvb } = sandbox;

  const [sender, receiver] = await step('two browsers with the extension', () =>
    Promise.all([
      launchWithExtension({ visible: hooks.visible }),
      launchWithExtension({ visible: hooks.visible }),
    ]),
  );
  await step('pair each browser with its bridge', async () => {
    await pairBrowser(sender, office, 'hoa sen trắng', (page) => look(page, '01-pairing'));
    await pairBrowser(receiver, otherOffice, 'cánh cò bay');
  });

  const qlvbPage = await sender.context.newPage();
  await step('leader opens the letter and presses the button', async () => {
    const consent = await askToSign(sender, qlvbPage, qlvb.url, 'lanhdao', LETTER.code);
    await look(qlvbPage, '02-document-system');
    await signInWindow(sandbox, consent, hooks, '03-leader', false);
  });
  await step('the signed file is back in the document system', () =>
    qlvbPage.getByText('Chờ phát hành').first().waitFor({ timeout: 30_000 }),
  );

  await step('clerk seals, numbers and sends', async () => {
    const consent = await askToSign(sender, qlvbPage, qlvb.url, 'vanthu', LETTER.code);
    await signInWindow(sandbox, consent, hooks, '04-clerk', true);
    await qlvbPage.getByText('Đã phát hành').first().waitFor({ timeout: 30_000 });
    await look(qlvbPage, '05-issued-in-document-system');
  });

  const panel = await sender.open('panel');
  const letter = panel.locator('article.item', { hasText: LETTER.code }).first();
  await step('the axis has the package and gives its receipt', async () => {
    await letter.waitFor({ timeout: 30_000 });
    await letter.locator('button.item-head').click();
    await letter.getByText(label('stateSent')).first().waitFor({ timeout: 60_000 });
    await look(panel, '06-outbox-sent');
  });
  await step('the other agency takes it in and answers 01 by itself', async () => {
    await letter.getByText('(01)').first().waitFor({ timeout: 60_000 });
    await look(panel, '07-outbox-arrived');
  });

  const inbox = await receiver.open('panel');
  await step("the other agency's clerk accepts (03)", async () => {
    await inbox.getByRole('tab', { name: label('tabInbox') }).click();
    const item = inbox.locator('article.item', { hasText: LETTER.code }).first();
    await item.waitFor({ timeout: 30_000 });
    await item.locator('button.item-head').click();
    await item.getByRole('button', { name: `${label('answerAccept')}…`, exact: true }).click();
    await item.getByLabel(label('entryNumber')).waitFor();
    await item.getByLabel(label('stampWish').replace('$1', ''), { exact: false }).check();
    await look(inbox, '08-inbox-item');
    const opened = receiver.context.waitForEvent('page', {
      predicate: (page) => page.url().includes('/consent/'),
    });
    await item.getByRole('button', { name: label('stampAndAccept'), exact: true }).click();
    const consent = await opened;
    await readyToApprove(consent, false);
    await consent.locator('.drawing[data-drawn]').first().waitFor();
    await look(consent, '08-inbox-stamp');
    await goToPin(consent, false);
    await typePin(consent, sandbox.tokenB.pin, false);
    await consent.getByText(label('resultAccepted')).waitFor({ timeout: 60_000 });
    await look(consent, '08-inbox-stamped');
    await closeByButton(consent);
    await item.getByText(label('status03')).first().waitFor({ timeout: 30_000 });
    await look(inbox, '09-inbox-accepted');
  });
  await step('the sender sees it accepted', async () => {
    await letter.getByText('(03)').first().waitFor({ timeout: 60_000 });
    await look(panel, '10-outbox-accepted');
  });
  return { sender, receiver, qlvbPage, panel, inbox };
}
