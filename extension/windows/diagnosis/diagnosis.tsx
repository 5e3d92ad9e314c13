import { useEffect, useState } from 'preact/hooks';
import type { DoctorCheck } from '../../../shared/protocol/commands/session.ts';
import type { LinkReport } from '../../background/link.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { language, t } from '../parts/text.ts';
import { asFailure, ask, bridge } from '../parts/worker.ts';
import { checkName } from './check-names.ts';
import { helpLine, ownChecks } from './own-checks.ts';

const KIND = { pass: 'pass', warn: 'warning', fail: 'refuse' } as const;
const WORST_FIRST = ['fail', 'warn'] as const;

/** Named checks of both sides, worst first, each with a way out; and one line to read to the help desk. */
export function Diagnosis() {
  const [checks, setChecks] = useState<DoctorCheck[]>([]);
  const [report, setReport] = useState<LinkReport | null>(null);
  const [busy, setBusy] = useState(true);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [copied, setCopied] = useState(false);

  const run = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const own = await ownChecks();
      setReport(own.report);
      setChecks(own.checks);
      if (own.report.state === 'ready') {
        const { checks: theirs } = await bridge('doctor.run', {});
        setChecks([...own.checks, ...theirs]);
      }
    } catch (thrown) {
      setFailure(asFailure(thrown));
    }
    setBusy(false);
  };
  useEffect(() => {
    void run();
  }, []);

  // Half of the checks are no result: the line stands once all are made.
  const line = busy ? '…' : helpLine(report, checks, failure);
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
      {busy && <Busy text={t(checks.length > 0 ? 'diagnosisBusyBridge' : 'diagnosisBusy')} />}
      {failure && <ErrorNote failure={failure} />}
      <div class="stack" aria-live="polite">
        {!busy && bad.length === 0 && good.length > 0 && !failure && (
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
        <button type="button" class="button" disabled={busy} onClick={() => void run()}>
          {t('checkAgain')}
        </button>
        {report !== null && report.state !== 'ready' && (
          <button
            type="button"
            class="button primary"
            onClick={() => void ask('window.open', { page: 'pairing' })}
          >
            {t('pairNow')}
          </button>
        )}
      </div>
    </main>
  );
}
