import { useState } from 'preact/hooks';
import type { Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { ErrorNote, Note } from '../parts/notes.tsx';
import { openPanel } from '../parts/panel.ts';
import { Signatures } from '../parts/signatures.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask, heldFile, saveFile } from '../parts/worker.ts';
import { Progress } from './waiting.tsx';

/** Only what is known is said: that the system has the file, that its page was given it, or that nobody was. */
function Returned({ job: { back, vgca } }: { job: Job }) {
  if (back === 'kept') return <Note kind="notice" says={t('resultKept')} next={t('resultKeptNext')} />;
  if (back === 'unchecked' && vgca) {
    return <Note kind="warning" says={t('resultUploadUnsure')} next={t('resultUploadUnsureNext')} />;
  }
  if (back === 'unchecked') {
    return <Note kind="notice" says={t('resultUnchecked')} next={t('resultUncheckedNext')} />;
  }
  return <Note kind="pass" says={t('resultReturned')} />;
}

/** What became of one letter: signed, back in the page, handed over for sending. */
export function Result({ job }: { job: Job }) {
  const signed = job.outcome?.state === 'signed';
  const verdict = job.outcome?.items[0]?.verdict;
  const moving = job.error === null && ['signed', 'giving', 'given'].includes(job.step);
  const [unsaved, setUnsaved] = useState<Failure | null>(null);
  const save = () => {
    setUnsaved(null);
    heldFile(job.key, 'signed.pdf').then(
      (file) => saveFile(file, job.outcome?.items[0]?.name ?? job.file.name),
      (thrown) => setUnsaved(asFailure(thrown)),
    );
  };
  const again = () => void ask('job.retry', { jobKey: job.key }).catch(() => undefined);
  return (
    <div class="side-scroll stack" aria-live="polite">
      {signed && <Note kind="pass" says={t('resultSigned')} />}
      {verdict && <Signatures verdict={verdict} />}
      {job.step === 'done' && signed && !job.error && (job.profileId !== '' || job.vgca) && (
        <Returned job={job} />
      )}
      {job.vgca?.uploaded?.message && (
        <Note kind="warning" says={t('uploadSaid', job.vgca.uploaded.message)} />
      )}
      {signed && job.outcome?.letterId && (
        <Note kind="pass" says={t('resultQueued')} next={t('resultQueuedNext')} />
      )}
      {signed && job.received && (
        <Note kind="pass" says={t('resultAccepted')} next={t('resultAcceptedNext')} />
      )}
      {moving && <Progress job={job} />}
      {job.error && (
        <ErrorNote failure={job.error} severity={signed ? 'warning' : undefined}>
          {signed && (
            <button type="button" class="button small primary" onClick={again}>
              {t('giveAgain')}
            </button>
          )}
        </ErrorNote>
      )}
      {job.step === 'cancelled' && <Note kind="notice" says={t('resultCancelled')} />}
      {unsaved && <ErrorNote failure={unsaved} />}
      {signed && job.step !== 'signed' && (
        <div class="row">
          <button type="button" class="button small" onClick={save}>
            {t('saveSigned')}
          </button>
        </div>
      )}
    </div>
  );
}

/**
 * What broke off is looked at anew and signed with another PIN. A page was told that its call failed, and a receive
 * stamp belongs to its item under the first key: those begin where they began.
 */
const mayStandAgain = ({ step, vgca, received }: Job): boolean => step === 'failed' && !vgca && !received;

/** What became of the job, and the next step. */
export function ResultStep({ job, onSignAgain }: { job: Job; onSignAgain: () => Promise<void> }) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const signAgain = () => {
    setBusy(true);
    setFailure(null);
    onSignAgain().catch((thrown) => {
      setFailure(asFailure(thrown));
      setBusy(false);
    });
  };
  // Signed, but not where it belongs: handing it back is the one press that is meant.
  const astray = job.error !== null && job.outcome?.state === 'signed';
  const again = mayStandAgain(job);
  return (
    <>
      <Result job={job} />
      <footer class="side-foot">
        {failure && <ErrorNote failure={failure} />}
        <div class="row end">
          {job.outcome?.letterId && (
            <button type="button" class="button" onClick={() => void openPanel(job.source.tabId)}>
              {t('followLetter')}
            </button>
          )}
          <button
            type="button"
            class={astray || again ? 'button' : 'button primary'}
            onClick={() => window.close()}
          >
            {t('close')}
          </button>
          {again && (
            <button type="button" class="button primary" disabled={busy} onClick={signAgain}>
              {t('signAgain')}
            </button>
          )}
        </div>
      </footer>
    </>
  );
}
