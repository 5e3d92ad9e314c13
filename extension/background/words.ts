import browser from 'webextension-polyfill';
import type { PageProfile } from '../messages/page.ts';

/** Words on the buttons in the page, in the browser's language. */
export function pageWords(): PageProfile['words'] {
  const word = (key: string) => browser.i18n.getMessage(key);
  return {
    approve: word('buttonApprove'),
    initial: word('buttonInitial'),
    issue: word('buttonIssue'),
    appendix: word('buttonAppendix'),
    copy: word('buttonCopy'),
    receive: word('buttonReceive'),
    comment: word('buttonComment'),
    plain: word('buttonPlain'),
    signAndSend: word('buttonSignAndSend'),
    busy: word('buttonBusy'),
    opened: word('buttonOpened'),
    failed: word('buttonFailed'),
    returned: word('buttonReturned'),
  };
}
