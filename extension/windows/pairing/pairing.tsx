import { useEffect, useState } from 'preact/hooks';
import type { LinkReport } from '../../background/link.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { SitePermission } from '../parts/site-permission.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';

/** First run: join this browser with the program on the computer, by a code typed once. */
export function Pairing() {
  const [report, setReport] = useState<LinkReport | null>(null);
  const [code, setCode] = useState('');
  const [phrase, setPhrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    ask<LinkReport>('link.report', {}).then(setReport, (thrown) => setFailure(asFailure(thrown)));
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setFailure(null);
    const personalPhrase = phrase.trim();
    ask<LinkReport>('pair', { code, ...(personalPhrase !== '' && { personalPhrase }) })
      .then(setReport, (thrown) => setFailure(asFailure(thrown)))
      .finally(() => setBusy(false));
  };
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
          <button type="button" class="button" onClick={() => void ask('window.open', { page: 'diagnosis' })}>
            {t('openDiagnosis')}
          </button>
        </div>
      </main>
    );
  }
  return (
    <main class="page">
      <h1>{t('pairingTitle')}</h1>
      <p>{t('pairingWhy')}</p>
      {report?.error && <ErrorNote failure={report.error} />}
      <form class="card" onSubmit={submit}>
        <ol class="steps">
          <li>{t('pairingStep1')}</li>
          <li>{t('pairingStep2')}</li>
        </ol>
        <label class="field">
          <span>{t('pairingCode')}</span>
          <input
            name="code"
            class="code"
            autocomplete="off"
            spellcheck={false}
            placeholder="12345-ABCD-EFGH"
            value={code}
            aria-invalid={failure !== null}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{t('pairingPhrase')}</span>
          <input
            name="phrase"
            autocomplete="off"
            maxLength={100}
            placeholder={t('pairingPhraseExample')}
            value={phrase}
            onInput={(event) => setPhrase(event.currentTarget.value)}
          />
        </label>
        <p class="soft">{t('phraseWhy')}</p>
        {failure && <ErrorNote failure={failure} />}
        {busy && <Busy text={t('pairingBusy')} />}
        <div class="row">
          <button type="submit" class="button primary" disabled={busy || code.trim() === ''}>
            {t('pairNow')}
          </button>
        </div>
      </form>
    </main>
  );
}
