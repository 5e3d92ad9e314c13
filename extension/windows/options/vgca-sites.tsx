import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { type VgcaSite, vgcaSiteSchema } from '../../../shared/profile/vgca.ts';
import { Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';

const SETTING = 'vgcaSites';
const WAYS = [
  ['ours', 'vgcaOurs'],
  ['ours-when-theirs-is-away', 'vgcaOursWhenAway'],
] as const;

/** Match pattern for everything below an address a person typed; undefined when it is none. */
function patternOf(text: string): string | undefined {
  const typed = text.trim();
  if (!URL.canParse(typed)) return undefined;
  const { protocol, origin } = new URL(typed);
  return protocol === 'https:' || protocol === 'http:' ? `${origin}/*` : undefined;
}

/** Sites without a profile whose calls to the VGCA Sign Service are answered, as the clerk has switched them on. */
export function VgcaSites() {
  const [sites, setSites] = useState<VgcaSite[]>([]);
  const [address, setAddress] = useState('');
  const [bad, setBad] = useState(false);
  useEffect(() => {
    void browser.storage.local.get({ [SETTING]: [] }).then((held) => {
      const kept = vgcaSiteSchema.array().safeParse(held[SETTING]);
      setSites(kept.success ? kept.data : []);
    });
  }, []);
  const keep = (next: VgcaSite[]) => {
    setSites(next);
    void browser.storage.local.set({ [SETTING]: next });
  };
  const add = (event: Event) => {
    event.preventDefault();
    const pattern = patternOf(address);
    setBad(pattern === undefined);
    if (pattern === undefined) return;
    const others = sites.filter((site) => !site.addresses.includes(pattern));
    keep([...others, { addresses: [pattern], answers: 'ours', messagesPerConsent: 20, filesPerConsent: 20 }]);
    setAddress('');
  };
  return (
    <section class="card">
      <h2>{t('vgcaSites')}</h2>
      <p class="soft">{t('vgcaSitesWhy')}</p>
      <ul class="sites">
        {sites.map((site, index) => (
          <li key={site.addresses.join()} class="row">
            <span class="grow">{site.addresses.join('  ')}</span>
            <select
              aria-label={site.addresses.join()}
              value={site.answers}
              onChange={(event) => {
                const answers = event.currentTarget.value as VgcaSite['answers'];
                keep(sites.map((one, at) => (at === index ? { ...one, answers } : one)));
              }}
            >
              {WAYS.map(([value, word]) => (
                <option key={value} value={value}>
                  {t(word)}
                </option>
              ))}
            </select>
            <button
              type="button"
              class="button small"
              onClick={() => keep(sites.filter((one) => one !== site))}
            >
              {t('vgcaSiteRemove', site.addresses.join())}
            </button>
          </li>
        ))}
      </ul>
      <form class="row" onSubmit={add}>
        <input
          name="vgca-site"
          aria-label={t('vgcaSiteAddress')}
          placeholder={t('vgcaSiteAddress')}
          value={address}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
        <button type="submit" class="button small">
          {t('vgcaSiteAdd')}
        </button>
      </form>
      {bad && <Note kind="refuse" says={t('vgcaSiteBad')} />}
    </section>
  );
}
