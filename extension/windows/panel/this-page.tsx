import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { PageAbout } from '../../messages/page.ts';
import type { Failure } from '../../messages/reply.ts';
import { ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';
import { openWizard } from '../wizard/open-wizard.ts';

/** What can be done with the page beside the panel, and with a file of this computer, without any profile. */
export function ThisPage() {
  const [about, setAbout] = useState<PageAbout | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let left = false;
    const look = async () => {
      const { id } = await browser.windows.getCurrent();
      const told = await ask<PageAbout | null>('page.about', id === undefined ? {} : { windowId: id });
      if (!left) setAbout(told);
    };
    const lookAgain = () => void look().catch(() => undefined);
    lookAgain();
    browser.tabs.onActivated.addListener(lookAgain);
    browser.tabs.onUpdated.addListener(lookAgain);
    return () => {
      left = true;
      browser.tabs.onActivated.removeListener(lookAgain);
      browser.tabs.onUpdated.removeListener(lookAgain);
    };
  }, []);
  const press = (work: () => Promise<unknown>) => () => {
    setFailure(null);
    work().catch((thrown) => setFailure(asFailure(thrown)));
  };
  const tabId = about?.tabId;
  return (
    <section class="this-page stack" aria-label={t('thisPage')}>
      {failure && <ErrorNote failure={failure} />}
      {about?.site === 'unknown' && (
        <Note kind="notice" says={t('siteUnknown', about.host)}>
          <button type="button" class="button small" onClick={press(() => openWizard(about.tabId))}>
            {t('siteTeach')}
          </button>
        </Note>
      )}
      {about?.site === 'off' && (
        <Note kind="notice" says={t('siteOffByIt', about.host)} next={t('siteOffByItNext')} />
      )}
      <div class="row">
        {/* Where nothing can be taken from the tab, the press says why and what to do. */}
        <button
          type="button"
          class="button small"
          onClick={press(() => ask('tab.sign', tabId === undefined ? {} : { tabId }))}
        >
          {t('signThisTab')}
        </button>
        <button
          type="button"
          class="button small"
          onClick={press(() => ask('window.open', { page: 'drop' }))}
        >
          {t('signOwnFile')}
        </button>
        <button
          type="button"
          class="button small"
          onClick={press(() => ask('window.open', { page: 'batch' }))}
        >
          {t('openBatch')}
        </button>
      </div>
    </section>
  );
}
