import { LETTER } from '../../../demo/job.ts';
import type { Sandbox } from '../../../sandbox/start.ts';
import { label } from '../clerk.ts';
import { type FirefoxBrowser, launchFirefox } from './browser.ts';
import { approve, askToSign, chooseVietnamese, pairFirefox } from './clerk.ts';
import type { FirefoxTab, Sought } from './tab.ts';

type Look = (tab: FirefoxTab, name: string) => Promise<void>;

/** The main job, step for step as in `tests/demo/job.ts`, in two Firefox browsers. */
export async function runFirefoxJob(
  sandbox: Sandbox,
  look: Look,
  browsers: FirefoxBrowser[],
): Promise<string> {
  const { qlvb, token } = sandbox;
  // One after the other: two starts at once take an old machine's breath away.
  const sender = await launchFirefox();
  browsers.push(sender);
  const receiver = await launchFirefox();
  browsers.push(receiver);
  for (const browser of browsers) await chooseVietnamese(browser);
  await pairFirefox(sender, sandbox.sender, 'hoa sen trắng', (tab) => look(tab, '01-pairing'));
  await pairFirefox(receiver, sandbox.receiver, 'cánh cò bay');

  const { tab } = sender;
  const leader = await askToSign(sender, tab, qlvb.url, 'lanhdao', LETTER.code);
  await look(tab, '02-document-system');
  await approve(leader, token.pin, false, (window, name) => look(window, `03-leader-${name}`));
  await tab.waitFor({ css: 'body *', has: 'Chờ phát hành' });

  const clerk = await askToSign(sender, tab, qlvb.url, 'vanthu', LETTER.code);
  await approve(clerk, token.pin, true, (window, name) => look(window, `04-clerk-${name}`));
  await tab.waitFor({ css: 'body *', has: 'Đã phát hành' });

  const item: Sought = { css: 'article.item', has: LETTER.code };
  const panel = await sender.open('panel');
  await panel.click({ css: 'button.item-head', within: item });
  await panel.waitFor({ css: '*', has: label('letterReceipted'), within: item });
  await panel.waitFor({ css: '*', has: '(01)', within: item });
  await look(panel, '07-outbox-arrived');

  const inbox = await receiver.open('panel');
  await inbox.click({ css: '[role=tab]', text: label('tabInbox') });
  await inbox.click({ css: 'button.item-head', within: item });
  await inbox.click({ css: 'button', text: `${label('answerAccept')}…`, within: item });
  await inbox.click({ css: 'button', text: label('answerAccept'), within: item, enabled: true });
  await inbox.waitFor({ css: '*', has: label('status03'), within: item });
  await look(inbox, '09-inbox-accepted');

  await panel.waitFor({ css: '*', has: '(03)', within: item });
  await look(panel, '10-outbox-accepted');
  return panel.textOf(item);
}
