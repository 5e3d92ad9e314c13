import type { PageProfile } from '../messages/page.ts';
import { loadTexts, t } from '../texts/messages.ts';

/** Words on the buttons in the page, in the clerk's language. */
export async function pageWords(): Promise<PageProfile['words']> {
  await loadTexts();
  return {
    approve: t('buttonApprove'),
    initial: t('buttonInitial'),
    issue: t('buttonIssue'),
    appendix: t('buttonAppendix'),
    copy: t('buttonCopy'),
    receive: t('buttonReceive'),
    comment: t('buttonComment'),
    plain: t('buttonPlain'),
    signAndSend: t('buttonSignAndSend'),
    busy: t('buttonBusy'),
    opened: t('buttonOpened'),
    failed: t('buttonFailed'),
  };
}
