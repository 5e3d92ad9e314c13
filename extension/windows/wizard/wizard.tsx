import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { SitePermission, useSitePermission } from '../parts/site-permission.tsx';
import { t } from '../parts/text.ts';
import { ChooseTab, isWebTab, type WebTab } from './choose-tab.tsx';
import { hostPattern } from './page-link.ts';
import { Teach } from './teach.tsx';

function Permitted({ tab }: { tab: WebTab }) {
  const origins = [hostPattern(tab.url)];
  const granted = useSitePermission(origins);
  if (granted === undefined) return null;
  return granted ? <Teach tab={tab} /> : <SitePermission origins={origins} host={new URL(tab.url).host} />;
}

/** The clerk teaches the extension her own document system: it looks, she points at what it missed, it tries, she keeps it. */
export function Wizard() {
  const [tab, setTab] = useState<WebTab | null>(null);
  useEffect(() => {
    // Opened from the page itself: the person need not choose it.
    const named = Number(new URLSearchParams(location.search).get('tab') ?? Number.NaN);
    if (!Number.isInteger(named)) return;
    browser.tabs.get(named).then(
      (found) => isWebTab(found) && setTab(found),
      () => undefined,
    );
  }, []);
  return (
    <main class="page">
      <h1>{t('wizardTitle')}</h1>
      <p class="soft">{t('wizardWhy')}</p>
      {tab ? <Permitted key={tab.id} tab={tab} /> : <ChooseTab onChoose={setTab} />}
    </main>
  );
}
