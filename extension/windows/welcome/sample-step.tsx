import { useState } from 'preact/hooks';
import type { Failure } from '../../messages/reply.ts';
import { isPast } from '../consent/consent.tsx';
import { useJob } from '../consent/use-job.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { Signatures } from '../parts/signatures.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';

/** What became of a trial signature; nothing when its job is forgotten. */
function Outcome({ jobKey }: { jobKey: string }) {
  const { job } = useJob(jobKey);
  if (!job) return null;
  const verdict = job.outcome?.items[0]?.verdict;
  if (job.outcome?.state === 'signed' && verdict) {
    return (
      <div class="stack" aria-live="polite">
        <Note kind="pass" says={t('sampleSigned')} next={t('sampleSignedNext')} />
        <Signatures verdict={verdict} />
      </div>
    );
  }
  if (job.error) return <ErrorNote failure={job.error} />;
  if (job.step === 'cancelled') return <Note kind="notice" says={t('sampleCancelled')} />;
  if (!isPast(job)) return <Busy text={t('sampleOpen')} />;
  return null;
}

/** Signs a page of our own in the real window: the person meets what she will see every day. */
export function SampleStep(props: { jobKey: string | null; onBegun(jobKey: string): void }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const sign = () => {
    setBusy(true);
    setFailure(null);
    ask<{ jobKey: string }>('sample.sign', { title: t('sampleName') })
      .then(
        ({ jobKey }) => props.onBegun(jobKey),
        (thrown) => setFailure(asFailure(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <p>{t('sampleWhy')}</p>
      <div class="row">
        <button
          type="button"
          class={`button ${props.jobKey ? '' : 'primary'}`}
          disabled={busy}
          onClick={sign}
        >
          {t(props.jobKey ? 'sampleAgain' : 'sampleSign')}
        </button>
      </div>
      {busy && <Busy text={t('samplePreparing')} />}
      {failure && <ErrorNote failure={failure} />}
      {props.jobKey && <Outcome key={props.jobKey} jobKey={props.jobKey} />}
    </>
  );
}
