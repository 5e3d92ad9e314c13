import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { KnownProfile, ProfileList } from '../../background/profiles.ts';
import type { Failure } from '../../messages/reply.ts';
import { ErrorNote } from '../parts/notes.tsx';
import { language, t } from '../parts/text.ts';
import { asFailure, ask, saveFile } from '../parts/worker.ts';
import { openWizard } from '../wizard/open-wizard.ts';
import { Locked } from './locked.tsx';

const SOURCES = { build: 'siteFromBuild', policy: 'siteFromPolicy', own: 'siteFromOwn' } as const;

type Row = KnownProfile & { on: boolean; locked: boolean };

function SiteRow(props: { row: Row; onSwitch(on: boolean): void; onRemove(): void }) {
  const { profile, source, on, locked } = props.row;
  const name = profile.name[language()];
  const id = `site-${source}-${profile.id}`;
  const exported = () =>
    saveFile(
      new Blob([`${JSON.stringify(profile, null, 2)}\n`], { type: 'application/json' }),
      `${profile.id}.json`,
    );
  return (
    <li class="site-row">
      <label class="row">
        <input
          type="checkbox"
          checked={on}
          disabled={locked}
          aria-describedby={locked ? id : undefined}
          onChange={() => props.onSwitch(!on)}
        />
        <span class="grow">
          <strong>{name}</strong> <span class="pill">{t(SOURCES[source])}</span>{' '}
          {!on && <span class="pill">{t('siteIsOff')}</span>}
          <br />
          <span class="soft">{profile.addresses.join('  ')}</span>
        </span>
      </label>
      {locked && <Locked id={id} />}
      {source === 'own' && (
        <div class="row">
          <button type="button" class="button small" onClick={exported}>
            {t('siteExport')}
            <span class="visually-hidden"> {name}</span>
          </button>
          <button type="button" class="button small danger" onClick={props.onRemove}>
            {t('siteRemove')}
            <span class="visually-hidden"> {name}</span>
          </button>
        </div>
      )}
    </li>
  );
}

/** Sites on which the sign button stands, where each comes from, and which are switched off and by whom. */
export function Sites() {
  const [list, setList] = useState<ProfileList | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const fail = (thrown: unknown) => setFailure(asFailure(thrown));
  useEffect(() => {
    ask<ProfileList>('sites.list', {}).then(setList, fail);
    // The wizard keeps a profile in a window of its own.
    const changed = (changes: Record<string, unknown>) => {
      if ('profiles' in changes) ask<ProfileList>('sites.list', {}).then(setList, fail);
    };
    browser.storage.local.onChanged.addListener(changed);
    return () => browser.storage.local.onChanged.removeListener(changed);
  }, []);
  const change = (id: string, on: boolean) =>
    ask<ProfileList>('sites.switch', { id, on }).then(setList, fail);
  const remove = (name: string, id: string) => {
    if (window.confirm(t('siteRemoveConfirm', name)))
      ask<ProfileList>('profile.remove', { id }).then(setList, fail);
  };
  const rows: Row[] = [
    ...(list?.profiles ?? []).map((one) => ({ ...one, on: true, locked: one.source === 'policy' })),
    ...(list?.off ?? []).map((one) => ({ ...one, on: false, locked: one.by === 'policy' })),
  ];
  return (
    <>
      <p class="soft">{t('sitesWhy')}</p>
      {failure && <ErrorNote failure={failure} />}
      {list && rows.length === 0 && <p>{t('sitesNone')}</p>}
      {rows.length > 0 && (
        <ul class="sites">
          {rows.map((row) => (
            <SiteRow
              key={`${row.source}/${row.profile.id}`}
              row={row}
              onSwitch={(on) => void change(row.profile.id, on)}
              onRemove={() => remove(row.profile.name[language()], row.profile.id)}
            />
          ))}
        </ul>
      )}
      {(list?.blocked.length ?? 0) > 0 && (
        <p>
          {t('sitesBlocked', list?.blocked.join('  ') ?? '')} <Locked />
        </p>
      )}
      {list?.faulty.map((one) => (
        <ErrorNote
          key={one.name + one.field}
          failure={{ code: one.code, details: { profile: one.name, field: one.field } }}
        />
      ))}
      <div class="row">
        <button type="button" class="button small" onClick={() => void openWizard()}>
          {t('wizardOpen')}
        </button>
      </div>
    </>
  );
}
