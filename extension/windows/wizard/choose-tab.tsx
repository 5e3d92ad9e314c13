import { useEffect, useState } from 'preact/hooks';
import browser, { type Tabs } from 'webextension-polyfill';
import { Note } from '../parts/notes.tsx';
import { type MessageKey, t } from '../parts/text.ts';

export type WebTab = Tabs.Tab & { id: number; url: string };

export const isWebTab = (tab: Tabs.Tab): tab is WebTab =>
  tab.id !== undefined && /^https?:/u.test(tab.url ?? '');

/** The pages that are open now; the person says which one shows what is to be learned. */
export function ChooseTab(props: { title: MessageKey; onChoose(tab: WebTab): void }) {
  const [tabs, setTabs] = useState<WebTab[]>([]);
  useEffect(() => {
    const look = () => void browser.tabs.query({}).then((all) => setTabs(all.filter(isWebTab)));
    look();
    browser.tabs.onUpdated.addListener(look);
    browser.tabs.onRemoved.addListener(look);
    return () => {
      browser.tabs.onUpdated.removeListener(look);
      browser.tabs.onRemoved.removeListener(look);
    };
  }, []);
  return (
    <section class="card">
      <h2>{t(props.title)}</h2>
      {tabs.length === 0 && <Note kind="notice" says={t('wizardNoTabs')} />}
      {tabs.length > 0 && (
        <ul class="sites">
          {tabs.map((tab) => (
            <li key={tab.id}>
              <button type="button" class="button" onClick={() => props.onChoose(tab)}>
                {(tab.title ?? '').slice(0, 80)} — {new URL(tab.url).host}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
