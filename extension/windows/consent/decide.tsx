import type { Role } from '../../../shared/document/role.ts';
import { describeError } from '../../../shared/errors.ts';
import type { Finding } from '../../../shared/protocol/commands/fields.ts';
import type { Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Findings } from '../parts/notes.tsx';
import { OpenWindow } from '../parts/open-window.tsx';
import { PairNow } from '../parts/pair-now.tsx';
import { Signatures } from '../parts/signatures.tsx';
import { SiteRefused } from '../parts/site-permission.tsx';
import { language, t } from '../parts/text.ts';
import { asError, ask } from '../parts/worker.ts';
import { AttachmentList } from './attachment-list.tsx';
import { CertificateChoice, lacksCertificate, maySignWith } from './certificate-choice.tsx';
import { withoutCode } from './letter-draft.ts';
import { LetterForm } from './letter-form.tsx';
import { partName, reasonText } from './place-words.ts';
import { mayBeSized } from './stamp-geometry.ts';
import type { Decision } from './use-decision.ts';
import { Progress } from './waiting.tsx';

/** Findings that only repeat the verdict on the signatures, which stands in its own place. */
const TOLD_BY_SIGNATURES = new Set(['signatures.sound', 'signatures.trusted']);
const isRepeat = (finding: Finding) => finding.result !== 'refuse' && TOLD_BY_SIGNATURES.has(finding.id);

/** Verdict on the signatures that are already in the file, with what to do about it. */
function EarlierSignatures(props: { job: Job; decision: Decision; failure: Failure | null }) {
  const { job, decision } = props;
  const verdict = decision.inspection?.verdict;
  if (job.documentId === null && job.step === 'fetched' && job.error === null) return <Progress job={job} />;
  if (job.documentId === null) return <p class="soft">{t('waitingForLetter')}</p>;
  if (!verdict && props.failure) return <p class="soft">{t('signaturesUnchecked')}</p>;
  if (!verdict) return <Busy text={t('checkingSignatures')} />;
  const advice = decision.inspection?.findings.find((finding) => isRepeat(finding) && finding.next);
  return (
    <>
      <Signatures verdict={verdict} />
      {advice?.next && <p class="soft">{advice.next[language()]}</p>}
    </>
  );
}

/** Where each part goes and why; a moved stamp can be put back, or set for every letter of a batch. */
function Places({ decision, onSamePlace }: { decision: Decision; onSamePlace: (() => void) | undefined }) {
  const placements = decision.prepared?.items[0]?.placements ?? [];
  const back = decision.moved && (
    <button type="button" class="button small" onClick={() => decision.move(null)}>
      {t('placeBack')}
    </button>
  );
  // A place that cannot be used must not be the last word.
  if (!decision.prepared)
    return (
      <>
        <p class="soft">{t('placesLater')}</p>
        {back}
      </>
    );
  if (placements.length === 0) return <p class="soft">{t('nothingDrawn')}</p>;
  return (
    <>
      <ul class="places">
        {placements.map((placement, index) => (
          <li key={`${placement.part}-${index}`}>
            <strong>{partName(placement.part)}</strong>
            <span>
              {t('onPage', placement.page)} · {reasonText(placement.reason)}
            </span>
          </li>
        ))}
      </ul>
      <p class="soft">
        {t(placements.some(({ part }) => mayBeSized(part)) ? 'moveAndSizeHint' : 'moveHint')}
      </p>
      <div class="row">
        {back}
        {onSamePlace && (
          <button type="button" class="button small" onClick={onSamePlace}>
            {t('samePlace')}
          </button>
        )}
      </div>
    </>
  );
}

/** Failures before the approval, with the way out that fits each. */
function Failed({ failure, job, decision }: { failure: Failure; job: Job; decision: Decision }) {
  const again = () => {
    if (job.error) void ask('job.retry', { jobKey: job.key }).catch(() => undefined);
    decision.retry();
  };
  return (
    <ErrorNote failure={failure}>
      <PairNow failure={failure} />
      <button type="button" class="button small" onClick={again}>
        {t('tryAgain')}
      </button>
      <OpenWindow page="diagnosis" class="small quiet">
        {t('openDiagnosis')}
      </OpenWindow>
    </ErrorNote>
  );
}

/** Roles whose stamp bears what the clerk can see and change. */
const STAMPED: ReadonlySet<Role> = new Set(['initial', 'issue', 'appendix', 'copy', 'receive', 'comment']);

/** Whether a letter may be signed now; if not, why in a sentence, as far as the clerk can do something about it. */
export function readiness(props: {
  job: Job;
  decision: Decision;
  failure: Failure | null;
  allDrawn: boolean;
}) {
  const { job, decision } = props;
  const failure = props.failure ?? decision.failure;
  const item = decision.prepared?.items[0];
  const findings = [...(item?.findings ?? decision.inspection?.findings ?? [])];
  const letterFindings = decision.prepared?.letterFindings ?? [];
  const refusal = [...findings, ...letterFindings].find((finding) => finding.result === 'refuse');
  const unreachable = job.send && decision.entries !== null && withoutCode(decision.entries).length > 0;
  const { missing } = decision.attachments;
  const ready =
    job.step === 'stored' &&
    !failure &&
    !decision.preparing &&
    // What the file prints may still fill in entries: nothing changes any more under the clerk's hand.
    decision.inspection !== null &&
    item !== undefined &&
    props.allDrawn &&
    refusal === undefined &&
    maySignWith(decision.choice) &&
    !unreachable &&
    missing === undefined &&
    decision.sameBytes === true;
  const says = failure && describeError(asError(failure).code, failure.details, language()).says;
  const why =
    says ??
    refusal?.says[language()] ??
    (unreachable ? t('recipientWithoutCodeShort') : null) ??
    (missing?.error ? t('attachmentLost', missing.name) : null) ??
    (lacksCertificate(decision) ? t('certificateLacking') : null);
  return { ready, failure, why, findings, letterFindings };
}

/** Checks, certificate, entries and places of one letter. */
export function Checks(props: {
  job: Job;
  decision: Decision;
  failure: Failure | null;
  approvalFailure: Failure | null;
  findings: readonly Finding[];
  letterFindings: readonly Finding[];
  onSamePlace?: () => void;
  onSameRecipients?: () => void;
  onNumberOn?: () => void;
}) {
  const { job, decision, failure } = props;
  return (
    <div class="side-scroll stack">
      <SiteRefused origin={job.source.origin} />
      {failure && <Failed failure={failure} job={job} decision={decision} />}
      {!failure && props.approvalFailure && <ErrorNote failure={props.approvalFailure} />}
      {decision.sameBytes === false && (
        <ErrorNote failure={{ code: 'PDF_CHANGED_SINCE_CONSENT', details: {} }} />
      )}
      <Findings findings={props.findings.filter((finding) => !isRepeat(finding))} />
      <section class="card">
        <h2>{t('earlierSignatures')}</h2>
        <EarlierSignatures job={job} decision={decision} failure={failure} />
      </section>
      {(job.send || STAMPED.has(job.role)) && decision.entries && (
        <LetterForm
          job={job}
          decision={decision}
          findings={props.letterFindings}
          onSameRecipients={props.onSameRecipients}
          onNumberOn={props.onNumberOn}
        />
      )}
      <AttachmentList job={job} />
      <CertificateChoice decision={decision} told={failure?.code ?? props.approvalFailure?.code} />
      {(decision.prepared || job.step !== 'approving') && (
        <section class="card">
          <h2>{t('whatIsDrawn')}</h2>
          <Places decision={decision} onSamePlace={props.onSamePlace} />
        </section>
      )}
    </div>
  );
}

/** The right side before the approval: checks, certificate, entries, places, and the one press that goes on. */
export function Decide(props: {
  job: Job;
  decision: Decision;
  failure: Failure | null;
  /** Why the last approval came to nothing, when the window of the PIN has gone; it may be given again. */
  approvalFailure: Failure | null;
  /** Every picture stands on the page. */
  allDrawn: boolean;
  /** Approved, and the connection broke before the answer: until that has come, nothing may be approved again. */
  asksOutcome: boolean;
  onCancel(): void;
  onSign(): void;
}) {
  const { job, decision } = props;
  const { ready, failure, why, findings, letterFindings } = readiness(props);
  const isAsking = props.asksOutcome && !failure;
  return (
    <>
      <Checks
        job={job}
        decision={decision}
        failure={failure}
        approvalFailure={props.approvalFailure}
        findings={findings}
        letterFindings={letterFindings}
      />
      <footer class="side-foot">
        {!failure && why !== null && !isAsking && <p class="missing">{t('mendFirst', why)}</p>}
        {isAsking && <Busy text={t('askingOutcome')} />}
        {decision.preparing && !isAsking && !failure && <Busy text={t('preparing')} />}
        {!decision.preparing && decision.attachments.missing?.error === null && (
          <Busy text={t('attachmentsComing')} />
        )}
        <div class="row end">
          <button type="button" class="button" onClick={props.onCancel}>
            {t(isAsking ? 'close' : 'cancel')}
          </button>
          <button type="button" class="button primary" disabled={!ready} onClick={props.onSign}>
            {t(job.send ? 'goSignAndSend' : 'goSign')}
          </button>
        </div>
      </footer>
    </>
  );
}
