import { useEffect, useState } from 'preact/hooks';
import type { LinkReport } from '../../background/link.ts';
import type { Failure } from '../../messages/reply.ts';
import { ErrorNote, Note } from '../parts/notes.tsx';
import { OpenWindow } from '../parts/open-window.tsx';
import { SitePermission } from '../parts/site-permission.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';
import { PairForm } from './pair-form.tsx';

/** First run: join this browser with the program on the computer, by a code typed once. */
export function Pairing() {
  const [report, setReport] = useState<LinkReport | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    ask<LinkReport>('link.report', {}).then(setReport, (thrown) => setFailure(asFailure(thrown)));
  }, []);
  if (report?.state === 'ready') {
    return (
      <main class="page">
        <h1>{t('pairedTitle')}</h1>
        <Note
          kind="pass"
          says={t('pairedSays', report.session?.agency?.name ?? t('noAgency'))}
          next={t('pairedNext')}
        />
        <SitePermission />
        {report.session?.personalPhrase && (
          <Note kind="notice" says={t('pairedPhrase', report.session.personalPhrase)} next={t('phraseWhy')} />
        )}
        <div class="row">
          <button type="button" class="button primary" onClick={() => window.close()}>
            {t('close')}
          </button>
          <OpenWindow page="diagnosis" class="">
            {t('openDiagnosis')}
          </OpenWindow>
        </div>
      </main>
    );
  }
  return (
    <main class="page">
      <h1>{t('pairingTitle')}</h1>
      <p>{t('pairingWhy')}</p>
      {failure && <ErrorNote failure={failure} />}
      {report?.error && <ErrorNote failure={report.error} />}
      <PairForm onPaired={setReport} />
    </main>
  );
}
