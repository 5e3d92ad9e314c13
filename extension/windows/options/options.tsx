import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { LinkReport } from '../../background/link.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { OpenWindow } from '../parts/open-window.tsx';
import { SitePermission } from '../parts/site-permission.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { useChanges } from '../parts/use-changes.ts';
import { useTokenList } from '../parts/use-token-list.ts';
import { asFailure, ask } from '../parts/worker.ts';
import { AgencyForm } from './agency-form.tsx';
import { Connection } from './connection.tsx';
import { LanguageChoice } from './language-choice.tsx';
import { Pictures } from './pictures.tsx';
import { RoleCertificates } from './role-certificates.tsx';
import { Sites } from './sites.tsx';
import { type DeskLink, useDesk } from './use-desk.ts';
import { VgcaSites } from './vgca-sites.tsx';

const SECTIONS = [
  ['connection', 'connection'],
  ['pictures', 'pictures'],
  ['certificates', 'roleCertificates'],
  ['agency', 'agencyData'],
  ['groups', 'groupsTitle'],
  ['sites', 'sites'],
  ['vgca', 'vgcaSites'],
  ['language', 'languageLabel'],
] as const satisfies readonly (readonly [string, MessageKey])[];
type SectionId = (typeof SECTIONS)[number][0];

function Section(props: { id: SectionId; children: ComponentChildren }) {
  const title = SECTIONS.find(([id]) => id === props.id)?.[1] ?? 'optionsTitle';
  return (
    <section class="card" id={props.id} aria-labelledby={`${props.id}-title`}>
      <h2 id={`${props.id}-title`}>{t(title)}</h2>
      {props.children}
    </section>
  );
}

/** What lies with the bridge can be shown only while it answers. */
function OfBridge(props: { ready: boolean; desk: DeskLink; children: JSX.Element }) {
  if (!props.ready) return <p class="soft">{t('settingsNeedBridge')}</p>;
  if (props.desk.failure) return <ErrorNote failure={props.desk.failure} />;
  return props.desk.view ? props.children : <Busy text={t('loading')} />;
}

/** Everything that is set at this desk; what IT has set is shown locked. */
export function Options() {
  const [report, setReport] = useState<LinkReport | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const turns = useChanges('link.turned');
  // What stands here stays while the connection is away: it may hold words of the clerk that are not kept yet.
  const [ready, setReady] = useState(false);
  const desk = useDesk(ready);
  const tokens = useTokenList(ready);

  const show = (told: LinkReport) => {
    setReport(told);
    if (told.state !== 'away') setReady(told.state === 'ready');
  };
  useEffect(() => {
    const look = () => {
      ask<LinkReport>('link.report', {}).then(show, (thrown) => setFailure(asFailure(thrown)));
    };
    look();
    // Paired meanwhile, in the window that the button here leads to.
    const changed = (changes: Record<string, unknown>) => {
      if ('pairing' in changes) look();
    };
    browser.storage.local.onChanged.addListener(changed);
    return () => browser.storage.local.onChanged.removeListener(changed);
  }, [turns]);
  return (
    <div class="settings">
      <header class="settings-head">
        <h1>{t('optionsTitle')}</h1>
        <nav aria-label={t('settingsParts')}>
          <ul>
            {SECTIONS.map(([id, title]) => (
              <li key={id}>
                <a href={`#${id}`}>{t(title)}</a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main class="settings-main">
        {failure && <ErrorNote failure={failure} />}
        <SitePermission />
        <Section id="connection">
          {report ? <Connection report={report} onChange={show} /> : <Busy text={t('loading')} />}
        </Section>
        <Section id="pictures">
          <OfBridge ready={ready} desk={desk}>
            <Pictures desk={desk} tokens={tokens} />
          </OfBridge>
        </Section>
        <Section id="certificates">
          <OfBridge ready={ready} desk={desk}>
            <RoleCertificates desk={desk} tokens={tokens} />
          </OfBridge>
        </Section>
        <Section id="agency">
          <OfBridge ready={ready} desk={desk}>
            <AgencyForm desk={desk} />
          </OfBridge>
        </Section>
        <Section id="groups">
          {ready ? (
            <>
              <p class="soft">{t('groupsWhy')}</p>
              <div class="row">
                <OpenWindow page="groups" class="small">
                  {t('openGroups')}
                </OpenWindow>
              </div>
            </>
          ) : (
            <p class="soft">{t('settingsNeedBridge')}</p>
          )}
        </Section>
        <Section id="sites">
          <Sites />
        </Section>
        <Section id="vgca">
          <VgcaSites />
        </Section>
        <Section id="language">
          <LanguageChoice labelledBy="language-title" />
        </Section>
      </main>
    </div>
  );
}
