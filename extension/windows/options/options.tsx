import { useEffect, useId, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { LinkReport } from '../../background/link.ts';
import type { ProfileList } from '../../background/profiles.ts';
import type { Failure } from '../../messages/reply.ts';
import { LANGUAGE_SETTING } from '../../texts/messages.ts';
import { ErrorNote, Note } from '../parts/notes.tsx';
import { SitePermission } from '../parts/site-permission.tsx';
import { language, t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';
import { openWizard } from '../wizard/open-wizard.ts';
import { VgcaSites } from './vgca-sites.tsx';

const SOURCES = { build: 'siteFromBuild', policy: 'siteFromPolicy', own: 'siteFromOwn' } as const;

function Connection(props: { report: LinkReport; onChange(report: LinkReport): void }) {
  const { report } = props;
  const unpair = () => {
    if (window.confirm(t('unpairConfirm'))) void ask<LinkReport>('unpair', {}).then(props.onChange);
  };
  return (
    <section class="card">
      <h2>{t('connection')}</h2>
      {report.state === 'ready' && (
        <Note
          kind="pass"
          says={t('connectedTo', report.session?.bridgeVersion ?? '?')}
          next={
            report.session?.agency
              ? `${report.session.agency.name} (${report.session.agency.code})`
              : t('noAgency')
          }
        />
      )}
      {report.state !== 'ready' && (
        <ErrorNote failure={report.error ?? { code: 'CHANNEL_NOT_PAIRED', details: {} }} />
      )}
      <div class="row">
        <button
          type="button"
          class="button small"
          onClick={() => void ask('window.open', { page: 'pairing' })}
        >
          {t('pairNow')}
        </button>
        {report.state !== 'unpaired' && (
          <button type="button" class="button small danger" onClick={unpair}>
            {t('unpair')}
          </button>
        )}
        <button
          type="button"
          class="button small quiet"
          onClick={() => void ask('window.open', { page: 'diagnosis' })}
        >
          {t('openDiagnosis')}
        </button>
      </div>
    </section>
  );
}

function Sites(props: { list: ProfileList; off: string[]; onSwitch(id: string, on: boolean): void }) {
  return (
    <section class="card">
      <h2>{t('sites')}</h2>
      <p class="soft">{t('sitesWhy')}</p>
      <ul class="sites">
        {props.list.profiles.map(({ profile, source }) => (
          <li key={profile.id}>
            <label class="row">
              <input
                type="checkbox"
                checked
                disabled={source === 'policy'}
                onChange={() => props.onSwitch(profile.id, false)}
              />
              <span>
                <strong>{profile.name[language()]}</strong> <span class="soft">{t(SOURCES[source])}</span>
                <br />
                <span class="soft">{profile.addresses.join('  ')}</span>
              </span>
            </label>
          </li>
        ))}
        {props.off.map((id) => (
          <li key={id}>
            <label class="row">
              <input type="checkbox" checked={false} onChange={() => props.onSwitch(id, true)} />
              <span>{t('siteOff', id)}</span>
            </label>
          </li>
        ))}
      </ul>
      <button type="button" class="button small" onClick={() => void openWizard()}>
        {t('wizardOpen')}
      </button>
      {props.list.faulty.map((one) => (
        <ErrorNote
          key={one.name + one.field}
          failure={{ code: 'SITE_PROFILE_INVALID', details: { profile: one.name, field: one.field } }}
        />
      ))}
    </section>
  );
}

const LANGUAGES = [
  ['', 'languageBrowser'],
  ['vi', 'languageVietnamese'],
  ['en', 'languageEnglish'],
] as const;

function LanguageChoice() {
  const [chosen, setChosen] = useState('');
  const id = useId();
  useEffect(() => {
    void browser.storage.local
      .get({ [LANGUAGE_SETTING]: '' })
      .then((held) => setChosen(String(held[LANGUAGE_SETTING])));
  }, []);
  return (
    <section class="card">
      <label class="field" for={id}>
        {t('languageLabel')}
      </label>
      <select
        id={id}
        value={chosen}
        onChange={(event) =>
          void browser.storage.local.set({ [LANGUAGE_SETTING]: event.currentTarget.value })
        }
      >
        {LANGUAGES.map(([value, label]) => (
          <option key={value} value={value}>
            {t(label)}
          </option>
        ))}
      </select>
    </section>
  );
}

/** Connection, language and sites; what IT has set is shown locked. */
export function Options() {
  const [report, setReport] = useState<LinkReport | null>(null);
  const [list, setList] = useState<ProfileList | null>(null);
  const [off, setOff] = useState<string[]>([]);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    const fail = (thrown: unknown) => setFailure(asFailure(thrown));
    ask<LinkReport>('link.report', {}).then(setReport, fail);
    ask<ProfileList>('sites.list', {}).then(setList, fail);
    browser.storage.local
      .get({ switchedOffProfiles: [] })
      .then((held) => setOff(held.switchedOffProfiles as string[]), fail);
  }, []);
  const change = async (id: string, on: boolean) => {
    const next = on ? off.filter((one) => one !== id) : [...off, id];
    await browser.storage.local.set({ switchedOffProfiles: next });
    setOff(next);
    setList(await ask<ProfileList>('sites.changed', {}));
  };
  return (
    <main class="page">
      <h1>{t('optionsTitle')}</h1>
      {failure && <ErrorNote failure={failure} />}
      <SitePermission />
      {report && <Connection report={report} onChange={setReport} />}
      <LanguageChoice />
      {list && <Sites list={list} off={off} onSwitch={(id, on) => void change(id, on)} />}
      <VgcaSites />
    </main>
  );
}
