import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { dayInVietnam } from '../../../shared/document/vietnam-time.ts';
import type { VgcaSite } from '../../../shared/profile/vgca.ts';
import { type Policy, readPolicy } from '../../background/policy.ts';
import { Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { changeVgcaSites, keptVgcaSites, VGCA_SITES, withVgcaSite } from '../parts/vgca-site.ts';
import { Locked } from './locked.tsx';

const WORDS = {
  ours: 'vgcaOurs',
  'ours-when-theirs-is-away': 'vgcaOursWhenAway',
  theirs: 'vgcaTheirs',
  off: 'vgcaOff',
} as const;
/** What a clerk may choose for a site; a site that is not hers to answer she leaves out. */
const WAYS = ['ours', 'ours-when-theirs-is-away'] as const;

/** Match pattern for everything below an address a person typed; undefined when it is none. */
function patternOf(text: string): string | undefined {
  const typed = text.trim();
  if (!URL.canParse(typed)) return undefined;
  const { protocol, origin } = new URL(typed);
  return protocol === 'https:' || protocol === 'http:' ? `${origin}/*` : undefined;
}

/** A leave of a month for as many signatures as an office needs in it, to begin with. */
const LEAVE_DAYS = 30;
const LEAVE_COUNT = 500;
const dayAfter = (days: number) => dayInVietnam(Date.now() + days * 86_400_000);

/** Whether the site may have digests signed whose content nobody can see, until when and how many. */
function DigestLeave(props: {
  site: VgcaSite;
  locked: boolean;
  onChange(leave: VgcaSite['bareDigests']): void;
}) {
  const { site, locked, onChange } = props;
  const bareDigests = locked ? undefined : site.bareDigests;
  const name = site.addresses.join();
  return (
    <div class="stack">
      <label class="row">
        <input
          type="checkbox"
          checked={bareDigests !== undefined}
          disabled={locked}
          onChange={(event) =>
            onChange(
              event.currentTarget.checked ? { until: dayAfter(LEAVE_DAYS), count: LEAVE_COUNT } : undefined,
            )
          }
        />
        <span>{t('vgcaDigests')}</span>
        {locked && <Locked />}
      </label>
      {bareDigests && (
        <div class="row">
          <span class="soft">{t('vgcaDigestsUntil')}</span>
          <input
            type="date"
            aria-label={`${t('vgcaDigestsUntil')} ${name}`}
            value={bareDigests.until}
            min={dayAfter(0)}
            onChange={(event) => {
              const until = event.currentTarget.value;
              if (until !== '') onChange({ ...bareDigests, until });
            }}
          />
          <span class="soft">{t('vgcaDigestsCount')}</span>
          <input
            type="number"
            aria-label={`${t('vgcaDigestsCount')} ${name}`}
            min={1}
            max={100_000}
            value={bareDigests.count}
            onChange={(event) => {
              const count = event.currentTarget.valueAsNumber;
              if (Number.isInteger(count) && count >= 1 && count <= 100_000)
                onChange({ ...bareDigests, count });
            }}
          />
        </div>
      )}
    </div>
  );
}

/** What IT has set: for all sites at once, and site by site. */
function SetByIt({ vgcaAnswers, vgcaSites = [] }: Policy['set']) {
  return (
    <>
      {vgcaAnswers && (
        <p id="vgca-for-all">
          {t('vgcaForAll')} <strong>{t(WORDS[vgcaAnswers])}</strong> <Locked />
        </p>
      )}
      {vgcaSites.length > 0 && (
        <ul class="sites">
          {vgcaSites.map(({ addresses, answers }) => (
            <li key={addresses.join()} class="row">
              <span class="grow">{addresses.join('  ')}</span>
              {!vgcaAnswers && <span class="pill">{t(WORDS[answers])}</span>}
              <Locked />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Sites without a profile whose calls to the VGCA Sign Service are answered, as the clerk has switched them on. */
export function VgcaSites() {
  const [sites, setSites] = useState<readonly VgcaSite[]>([]);
  const [address, setAddress] = useState('');
  const [bad, setBad] = useState(false);
  const [ofIt, setOfIt] = useState<Policy['set']>({});
  useEffect(() => {
    void readPolicy().then(({ set }) => setOfIt(set));
    const read = () => void keptVgcaSites().then(setSites);
    read();
    // The wizard adds one in a window of its own.
    const changed = (changes: Record<string, unknown>) => {
      if (VGCA_SITES in changes) read();
    };
    browser.storage.local.onChanged.addListener(changed);
    return () => browser.storage.local.onChanged.removeListener(changed);
  }, []);
  const keep = (change: (kept: readonly VgcaSite[]) => readonly VgcaSite[]) => {
    setSites(change);
    void changeVgcaSites(change);
  };
  const replace = (site: VgcaSite, by: readonly VgcaSite[]) =>
    keep((kept) => kept.flatMap((one) => (one.addresses.join() === site.addresses.join() ? by : [one])));
  const add = (event: Event) => {
    event.preventDefault();
    const pattern = patternOf(address);
    setBad(pattern === undefined);
    if (pattern === undefined) return;
    keep((kept) => withVgcaSite(kept, pattern));
    setAddress('');
  };
  return (
    <>
      <p class="soft">{t('vgcaSitesWhy')}</p>
      <SetByIt {...ofIt} />
      <ul class="sites">
        {sites.map((site) => (
          <li key={site.addresses.join()} class="stack">
            <div class="row">
              <span class="grow">{site.addresses.join('  ')}</span>
              <select
                aria-label={site.addresses.join()}
                value={site.answers}
                disabled={ofIt.vgcaAnswers !== undefined}
                aria-describedby={ofIt.vgcaAnswers && 'vgca-for-all'}
                onChange={(event) => {
                  const answers = event.currentTarget.value as VgcaSite['answers'];
                  replace(site, [{ ...site, answers }]);
                }}
              >
                {WAYS.map((way) => (
                  <option key={way} value={way}>
                    {t(WORDS[way])}
                  </option>
                ))}
              </select>
              <button type="button" class="button small" onClick={() => replace(site, [])}>
                {t('vgcaSiteRemove', site.addresses.join())}
              </button>
            </div>
            <DigestLeave
              site={site}
              locked={ofIt.vgcaBareDigests === false}
              onChange={(bareDigests) => {
                const { bareDigests: _, ...rest } = site;
                replace(site, [{ ...rest, ...(bareDigests && { bareDigests }) }]);
              }}
            />
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
    </>
  );
}
