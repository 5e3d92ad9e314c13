import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { SitePermission, useSitePermission } from '../parts/site-permission.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { ChooseTab, isWebTab, type WebTab } from './choose-tab.tsx';
import type { Purpose } from './open-wizard.ts';
import { hostPattern } from './page-link.ts';
import { Teach } from './teach.tsx';
import { TeachEntry } from './teach-entry.tsx';

const PURPOSES: readonly { purpose: Purpose; word: MessageKey; why: MessageKey; choose: MessageKey }[] = [
  { purpose: 'letters', word: 'wizardForLetters', why: 'wizardWhy', choose: 'wizardChoose' },
  { purpose: 'entry', word: 'wizardForEntry', why: 'wizardEntryWhy', choose: 'wizardEntryChoose' },
];
const named = () => new URLSearchParams(location.search);

function Permitted({ tab, purpose }: { tab: WebTab; purpose: Purpose }) {
  const origins = [hostPattern(tab.url)];
  const granted = useSitePermission(origins);
  if (granted === undefined) return null;
  if (!granted) return <SitePermission origins={origins} host={new URL(tab.url).host} />;
  return purpose === 'entry' ? <TeachEntry tab={tab} /> : <Teach tab={tab} />;
}

/** The clerk teaches the extension her own document system: it looks, she points at what it missed, it tries, she keeps it. */
export function Wizard() {
  const [tab, setTab] = useState<WebTab | null>(null);
  const [purpose, setPurpose] = useState<Purpose>(named().get('for') === 'entry' ? 'entry' : 'letters');
  useEffect(() => {
    // Opened from the page itself: the person need not choose it.
    const tabId = Number(named().get('tab') ?? Number.NaN);
    if (!Number.isInteger(tabId)) return;
    browser.tabs.get(tabId).then(
      (found) => isWebTab(found) && setTab(found),
      () => undefined,
    );
  }, []);
  const chosen = PURPOSES.find((one) => one.purpose === purpose);
  return (
    <main class="page">
      <h1>{t('wizardTitle')}</h1>
      <fieldset class="field plain">
        <legend>{t('wizardPurpose')}</legend>
        <div class="purpose">
          {PURPOSES.map((one) => (
            <label key={one.purpose}>
              <input
                type="radio"
                name="purpose"
                value={one.purpose}
                checked={purpose === one.purpose}
                onChange={() => setPurpose(one.purpose)}
              />
              <span>{t(one.word)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {chosen && <p class="soft">{t(chosen.why)}</p>}
      {tab ? (
        <Permitted key={`${tab.id} ${purpose}`} tab={tab} purpose={purpose} />
      ) : (
        <ChooseTab title={chosen?.choose ?? 'wizardChoose'} onChoose={setTab} />
      )}
    </main>
  );
}
