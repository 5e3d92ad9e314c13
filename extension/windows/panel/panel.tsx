import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { UNREAD } from '../../messages/unread.ts';
import { OpenWindow } from '../parts/open-window.tsx';
import { SitePermission } from '../parts/site-permission.tsx';
import { t } from '../parts/text.ts';
import { Inbox } from './inbox.tsx';
import { Outbox } from './outbox.tsx';
import { ThisPage } from './this-page.tsx';

type Tab = 'outbox' | 'inbox';
const TABS = [
  ['outbox', 'tabOutbox'],
  ['inbox', 'tabInbox'],
] as const;

/** A notice leads to incoming letters, and to the one that it is about. */
const WANTED = new URLSearchParams(location.search);
const WANTED_ITEM = WANTED.get('item');

/** Letters on their way and letters that came. */
export function Panel() {
  const [tab, setTab] = useState<Tab>(WANTED.get('tab') === 'inbox' ? 'inbox' : 'outbox');
  const [search, setSearch] = useState('');
  const [text, setText] = useState('');

  useEffect(() => {
    const timer = setTimeout(() => setSearch(text.trim()), 200);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (tab !== 'inbox') return;
    // Looked at: the mark on the toolbar has done its work, for what comes in meanwhile too.
    const seen = () => {
      if (document.visibilityState !== 'visible') return;
      void browser.storage.local.set({ [UNREAD]: [] });
    };
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      const { newValue } = changes[UNREAD] ?? {};
      if (Array.isArray(newValue) && newValue.length > 0) seen();
    };
    seen();
    browser.storage.local.onChanged.addListener(changed);
    document.addEventListener('visibilitychange', seen);
    return () => {
      browser.storage.local.onChanged.removeListener(changed);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [tab]);
  const arrows = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const next = tab === 'outbox' ? 'inbox' : 'outbox';
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="panel">
      <header class="panel-head">
        <div class="row panel-name">
          <img src="/icons/icon-32.png" alt="" width="24" height="24" />
          <h1>{t('panelTitle')}</h1>
          <span class="spread" />
          <OpenWindow page="diagnosis" class="quiet small">
            {t('openDiagnosis')}
          </OpenWindow>
          <button
            type="button"
            class="button quiet small"
            onClick={() => void browser.runtime.openOptionsPage()}
          >
            {t('openSettings')}
          </button>
        </div>
        <div role="tablist" aria-label={t('panelTitle')} class="tabs">
          {TABS.map(([name, label]) => (
            <button
              key={name}
              id={`tab-${name}`}
              type="button"
              role="tab"
              aria-selected={tab === name}
              aria-controls="panel-content"
              tabIndex={tab === name ? 0 : -1}
              onClick={() => setTab(name)}
              onKeyDown={arrows}
            >
              {t(label)}
            </button>
          ))}
        </div>
        <input
          type="search"
          placeholder={t('searchLetters')}
          aria-label={t('searchLetters')}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </header>
      <main class="panel-main">
        <SitePermission />
        <ThisPage />
        <div id="panel-content" role="tabpanel" aria-labelledby={`tab-${tab}`}>
          {tab === 'outbox' ? <Outbox search={search} /> : <Inbox search={search} wanted={WANTED_ITEM} />}
        </div>
      </main>
    </div>
  );
}
