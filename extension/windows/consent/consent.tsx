import { useEffect, useState } from 'preact/hooks';
import { approvalDigest } from '../../../shared/protocol/approval.ts';
import type { Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, FailedWindow } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';
import { remember } from './certificates.ts';
import { Decide } from './decide.tsx';
import { Header } from './header.tsx';
import { Pages } from './pages.tsx';
import { PickFile } from './pick-file.tsx';
import { PinStep } from './pin-step.tsx';
import { ResultStep } from './result-step.tsx';
import { type HandEdits, useDecision } from './use-decision.ts';
import { useDocument } from './use-document.ts';
import { useJob } from './use-job.ts';
import { useTokens } from './use-tokens.ts';
import { Waiting } from './waiting.tsx';

export const isPast = (job: Job) => !['opened', 'fetched', 'stored', 'approving'].includes(job.step);

interface Shown {
  jobKey: string;
  first: Job | null;
  /** What was changed by hand before the letter had to stand again as a fresh job. */
  kept?: HandEdits;
}

/** The window in which a clerk sees what will be signed, approves it, gives the PIN and sees what became of it. */
export function Consent(props: { jobKey: string; first: Job | null }) {
  const [shown, setShown] = useState<Shown>(props);
  const signAgain = async (kept: HandEdits) => {
    const fresh = await ask<Job>('job.renew', { jobKey: shown.jobKey });
    history.replaceState(null, '', `?job=${fresh.key}`);
    setShown({ jobKey: fresh.key, first: fresh, kept });
  };
  return <Letter key={shown.jobKey} {...shown} onSignAgain={signAgain} />;
}

function Letter({
  jobKey,
  first,
  kept,
  onSignAgain,
}: Shown & { onSignAgain(kept: HandEdits): Promise<void> }) {
  const { job, failure: jobFailure, refresh } = useJob(jobKey, first);
  const part = job && isPast(job) && job.outcome?.state === 'signed' ? 'signed.pdf' : 'original.pdf';
  const present = job !== null && (part === 'signed.pdf' ? job.step !== 'signed' : job.size !== null);
  const { shown, failure: fileFailure } = useDocument(jobKey, part, present);
  const tokens = useTokens(
    job && {
      role: job.role,
      signerName: job.fields.signerName?.values[0],
      turn: `${job.key}/${job.documentId !== null}`,
    },
  );
  const decision = useDecision(job, shown, tokens, true, kept);
  const [page, setPage] = useState(1);
  const [asksPin, setAsksPin] = useState(false);
  const [pinFailure, setPinFailure] = useState<Failure | null>(null);
  const item = decision.prepared?.items[0] ?? null;
  // Nothing may be approved before it stands on the page: pictures that are drawn, by their digests.
  const [drawn, setDrawn] = useState<ReadonlySet<string>>(new Set());
  const [drawFailure, setDrawFailure] = useState<Failure | null>(null);
  const onDrawn = (sha256: string, failed: Failure | null) => {
    setDrawFailure(failed);
    if (!failed) setDrawn((last) => new Set([...last, sha256]));
  };
  const allDrawn = item?.drawings.every(({ sha256 }) => drawn.has(sha256)) ?? false;

  const mainPlace = item?.placements[0]?.page;
  useEffect(() => {
    if (mainPlace !== undefined) setPage(mainPlace);
  }, [mainPlace]);

  // What stops the job is told beside the document, not behind the PIN; while an approval is on its way the answer
  // to it comes first.
  const stopped = job?.error ?? decision.failure;
  const tokenGone = decision.choice === undefined;
  const approving = job?.step === 'approving';
  useEffect(() => {
    if (!approving && (stopped || tokenGone)) setAsksPin(false);
  }, [approving, stopped, tokenGone]);

  const cancel = () => {
    void ask('job.cancel', { jobKey })
      .catch(() => undefined)
      .then(() => window.close());
  };
  /** The worker was stopped meanwhile; the job tells whether the approval had left for the bridge. */
  const afterStop = async () => {
    const now = await ask<Job>('job.follow', { jobKey });
    if (now.step === 'stored') setPinFailure({ code: 'SITE_WORKER_STOPPED', details: {} });
  };
  const approve = async (pin: string, confirmLastTry: boolean) => {
    if (!job || !decision.choice || !decision.prepared || !shown) return;
    const digest = approvalDigest({
      certificate: decision.choice.certificate.thumbprint,
      // The digest of the file is that of the bytes drawn here, not the one the bridge told.
      items: decision.prepared.items.map((one) => ({ ...one, sha256: shown.sha256 })),
      letter: decision.letter,
    });
    setPinFailure(null);
    try {
      const after = await ask<Job>('job.approve', {
        jobKey,
        approvalDigest: digest,
        pin,
        ...(confirmLastTry && { confirmLastTry }),
        approvedAt: new Date().toISOString(),
      });
      await remember(job.role, decision.choice.certificate.thumbprint);
      if (after.step === 'stored') setPinFailure({ code: 'CANCELLED', details: {} });
      setAsksPin(false);
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.code === 'CHANNEL_LOST') await afterStop();
      else setPinFailure(failure);
      refresh();
      decision.refreshTokens();
      // Only a refusal of the token leaves what was prepared as it was; a restarted bridge has forgotten it, and
      // what it prepares anew is looked at before another PIN is typed.
      if (!failure.code.startsWith('TOKEN_')) {
        setAsksPin(false);
        decision.retry();
      }
    }
  };

  if (jobFailure) return <FailedWindow title={t('consentTitle')} failure={jobFailure} />;
  if (!job) return <Busy text={t('loading')} />;
  const asking = asksPin && decision.choice && decision.prepared && !isPast(job);
  const failure =
    fileFailure ?? drawFailure ?? (job.step === 'giving' || job.step === 'given' ? null : job.error);
  return (
    <div class="consent">
      <Header job={job} size={shown?.size ?? job.size} />
      <main class="viewer-area">
        {shown ? (
          <Pages
            pdf={shown.pdf}
            part={shown.part}
            jobKey={jobKey}
            item={shown.part === 'signed.pdf' ? null : item}
            fixed={isPast(job)}
            placed={decision.placed}
            found={decision.found}
            page={page}
            onPage={setPage}
            onMove={decision.move}
            onDrawn={onDrawn}
          />
        ) : job.vgca?.pick && job.step === 'opened' ? (
          <PickFile job={job} />
        ) : (
          <div class="desk empty">
            {failure || decision.failure ? <p class="soft">{t('pagesLater')}</p> : <Waiting job={job} />}
          </div>
        )}
      </main>
      <aside class="side" aria-label={t('consentDecision')}>
        {isPast(job) ? (
          <ResultStep job={job} onSignAgain={() => onSignAgain(decision.byHand)} />
        ) : (
          <Decide
            job={job}
            decision={decision}
            failure={failure}
            approvalFailure={asking ? null : pinFailure}
            allDrawn={allDrawn}
            asksOutcome={approving && !asking}
            onCancel={cancel}
            onSign={() => {
              setPinFailure(null);
              setAsksPin(true);
            }}
          />
        )}
      </aside>
      {asking && decision.choice && decision.prepared && (
        <PinStep
          job={job}
          choice={decision.choice}
          phrase={decision.phrase}
          prepared={decision.prepared}
          failure={pinFailure}
          onApprove={approve}
          onBack={() => setAsksPin(false)}
          onStop={() => void ask('job.stop', { jobKey }).catch(() => undefined)}
        />
      )}
    </div>
  );
}
