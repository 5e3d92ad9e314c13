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
    tick: t('listTick', '$1'),
    tickAll: t('listTickAll', '$1'),
    tickNone: t('listTickNone'),
    ticked: t('listTicked', '$1', '$2'),
    tickedElsewhere: t('listTickedElsewhere', '$1'),
    signTicked: t('listSign', '$1', '$2'),
    reading: t('listReading', '$1', '$2'),
    stopReading: t('listStop'),
    unread: t('listUnread', '$1', '$2'),
    tooMany: t('listTooMany', '$1'),
  };
}
