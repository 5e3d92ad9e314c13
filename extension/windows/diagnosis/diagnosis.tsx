import { useState } from 'preact/hooks';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { OpenWindow } from '../parts/open-window.tsx';
import { language, t } from '../parts/text.ts';
import { checkName } from './check-names.ts';
import { helpLine } from './own-checks.ts';
import { useChecks } from './use-checks.ts';

const KIND = { pass: 'pass', warn: 'warning', fail: 'refuse' } as const;
const WORST_FIRST = ['fail', 'warn'] as const;

/** Named checks of both sides, worst first, each with a way out; and one line to read to the help desk. */
export function Diagnosis() {
  const { checks, report, failure, busy, progress, stopped, run, stop } = useChecks();
  const [copied, setCopied] = useState(false);

  // Half of the checks are no result: the line stands once all are made, and says when they were not.
  const unmade: Failure | null = stopped ? { code: 'CANCELLED', details: {} } : failure;
  const line = busy ? '…' : helpLine(report, checks, unmade);
  const bad = WORST_FIRST.flatMap((result) => checks.filter((check) => check.result === result));
  const good = checks.filter((check) => check.result === 'pass');
  return (
    <main class="page">
      <h1>{t('diagnosisTitle')}</h1>
      <div class="card">
        <p class="soft">{t('helpLineWhy')}</p>
        <div class="row">
          <output class="help-line">{line}</output>
          <button
            type="button"
            class="button small"
            disabled={busy}
            onClick={() => void navigator.clipboard.writeText(line).then(() => setCopied(true))}
          >
            {t(copied ? 'copied' : 'copy')}
          </button>
        </div>
      </div>
      {busy && progress && (
        <Busy
          text={t('diagnosisBusyAt', checkName(progress.id), progress.done + 1, progress.total)}
          done={progress.done}
          total={progress.total}
          onStop={stop}
        />
      )}
      {busy && !progress && <Busy text={t('diagnosisBusy')} onStop={stop} />}
      {stopped && <Note kind="notice" says={t('diagnosisStopped')} next={t('diagnosisStoppedNext')} />}
      {failure && <ErrorNote failure={failure} />}
      <div class="stack" aria-live="polite">
        {!busy && !stopped && bad.length === 0 && good.length > 0 && !failure && (
          <Note kind="pass" says={t('diagnosisAllGood', good.length)} />
        )}
        {!busy && bad.length > 0 && (
          <p>
            <strong>{t('diagnosisToMend', bad.length, good.length)}</strong>
          </p>
        )}
        {bad.map((check) => (
          <Note
            key={check.id}
            kind={KIND[check.result]}
            about={checkName(check.id)}
            says={check.says[language()]}
            next={check.next?.[language()]}
            code={check.id}
          />
        ))}
        {good.length > 0 && (
          <section class="card" aria-labelledby="passed-title">
            <h2 id="passed-title">{t('diagnosisPassed')}</h2>
            <dl class="passed">
              {good.map((check) => (
                <div key={check.id}>
                  <dt>{checkName(check.id)}</dt>
                  <dd>
                    <span aria-hidden="true">✓</span> {check.says[language()]}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </div>
      <div class="row">
        <button type="button" class="button" disabled={busy} onClick={run}>
          {t('checkAgain')}
        </button>
        {report !== null && report.state !== 'ready' && (
          <OpenWindow page="pairing" class="primary">
            {t('pairNow')}
          </OpenWindow>
        )}
      </div>
    </main>
  );
}
