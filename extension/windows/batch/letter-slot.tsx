import { useEffect, useState } from 'preact/hooks';
import type { Placement } from '../../../shared/document/placement.ts';
import { approvalDigest } from '../../../shared/protocol/approval.ts';
import { drawingPart } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { isPast } from '../consent/consent.tsx';
import { Checks, readiness } from '../consent/decide.tsx';
import { Header } from '../consent/header.tsx';
import type { LetterEntries } from '../consent/letter-draft.ts';
import { Pages } from '../consent/pages.tsx';
import { Result } from '../consent/result-step.tsx';
import { type HandEdits, useDecision } from '../consent/use-decision.ts';
import { type KnownDocument, useDocument } from '../consent/use-document.ts';
import { useJob } from '../consent/use-job.ts';
import type { Tokens } from '../consent/use-tokens.ts';
import { Waiting } from '../consent/waiting.tsx';
import { t } from '../parts/text.ts';
import { asFailure, heldFile, sha256Hex } from '../parts/worker.ts';
import { type LetterReport, stateOf } from './letter-state.ts';

/** The places of one letter, set for all the others. */
export interface SamePlace {
  from: string;
  placements: readonly Placement[];
  pages: number;
}

/** The recipients of one letter, set for all the others. */
export interface SameRecipients {
  from: string;
  recipients: LetterEntries['recipients'];
}

/** Numbers that go on from one letter, as the register gives them out. */
export interface NumberOn {
  fromIndex: number;
  number: number;
  notation: string;
  date: string;
}

/** The same parts in the same places; what stood on the last page stays on the last page. */
export function placedLike(own: readonly Placement[], same: SamePlace, pages: number): Placement[] {
  return own.map((placement) => {
    const like = same.placements.find(({ part }) => part === placement.part);
    if (!like) return placement;
    const page = like.page === same.pages ? pages : Math.min(like.page, pages);
    return { ...placement, page, rect: like.rect, reason: 'given' };
  });
}

interface Props {
  jobKey: string;
  tokens: Tokens;
  /** Shown now; the others work on unseen. */
  isCurrent: boolean;
  /** Its turn to be looked at by the bridge has come. */
  turn: boolean;
  /** The letters before it are numbered: the register gives numbers in the order of the list. */
  mayNumber: boolean;
  same: SamePlace | null;
  onSamePlace(same: SamePlace): void;
  sameRecipients: SameRecipients | null;
  onSameRecipients(same: SameRecipients): void;
  index: number;
  numberOn: NumberOn | null;
  onNumberOn(numbers: NumberOn): void;
  /** Grows when numbers of the register may have gone to somebody else: each letter is looked at again. */
  lookAgain: number;
  /** Grows with the press that takes new numbers for letters whose own is gone. */
  renumber: number;
  onReport(report: LetterReport): void;
  /** What was changed by hand before the letter had to stand again as a fresh job. */
  kept: HandEdits | undefined;
  onByHand(edits: HandEdits): void;
}

/**
 * One letter of a batch: the same checks, places and entries as in a window of its own. Its bytes are opened once to
 * take their digest, and kept open only while it is shown.
 */
export function LetterSlot(props: Props) {
  const { jobKey, tokens, isCurrent, turn } = props;
  const { job } = useJob(jobKey);
  const [known, setKnown] = useState<KnownDocument | null>(null);
  const past = job !== null && isPast(job);
  const part = past && job.outcome?.state === 'signed' ? 'signed.pdf' : 'original.pdf';
  const here = job !== null && (part === 'signed.pdf' ? job.step !== 'signed' : job.size !== null);
  const wanted = isCurrent || (turn && known === null && !past);
  const { shown, failure: fileFailure } = useDocument(jobKey, part, here, wanted);
  useEffect(() => {
    if (shown?.part === 'original.pdf')
      setKnown({ sha256: shown.sha256, size: shown.size, pages: shown.pages });
  }, [shown]);
  const decision = useDecision(job, known, tokens, turn, props.kept, props.mayNumber);
  useEffect(() => props.onByHand(decision.byHand), [JSON.stringify(decision.byHand)]);
  const item = decision.prepared?.items[0] ?? null;

  const [page, setPage] = useState(1);
  const mainPlace = item?.placements[0]?.page;
  useEffect(() => {
    if (mainPlace !== undefined) setPage(mainPlace);
  }, [mainPlace]);

  // Unseen letters: the pictures are here and are the ones that will be approved. The shown one draws them.
  const [proven, setProven] = useState<ReadonlySet<string>>(new Set());
  const [drawn, setDrawn] = useState<ReadonlySet<string>>(new Set());
  const [drawFailure, setDrawFailure] = useState<Failure | null>(null);
  const digests = item?.drawings.map(({ sha256 }) => sha256) ?? [];
  useEffect(() => {
    let left = false;
    const prove = async () => {
      for (const sha256 of digests) {
        const bytes = await (await heldFile(jobKey, drawingPart(sha256))).arrayBuffer();
        if (!left && (await sha256Hex(bytes)) === sha256) setProven((last) => new Set([...last, sha256]));
      }
    };
    prove().catch((thrown) => !left && setDrawFailure(asFailure(thrown)));
    return () => {
      left = true;
    };
  }, [digests.join()]);
  const onDrawn = (sha256: string, failed: Failure | null) => {
    setDrawFailure(failed);
    if (!failed) setDrawn((last) => new Set([...last, sha256]));
  };
  const [viewed, setViewed] = useState(false);
  const onScreen = isCurrent && shown !== null && item !== null && digests.every((one) => drawn.has(one));
  useEffect(() => {
    if (onScreen) setViewed(true);
  }, [onScreen]);

  const { same } = props;
  useEffect(() => {
    if (!same || same.from === jobKey || !item || !known) return;
    decision.move(placedLike(item.placements, same, known.pages));
  }, [same, item === null, known === null]);

  const { sameRecipients } = props;
  const hasEntries = decision.entries !== null;
  useEffect(() => {
    if (!sameRecipients || sameRecipients.from === jobKey || !hasEntries) return;
    decision.edit({ recipients: [...sameRecipients.recipients] });
  }, [sameRecipients, hasEntries]);

  const { numberOn, index } = props;
  useEffect(() => {
    if (!numberOn || index <= numberOn.fromIndex || !hasEntries || past) return;
    const { number, notation, date, fromIndex } = numberOn;
    decision.edit({ number: String(number + index - fromIndex), notation, date });
  }, [numberOn, hasEntries]);

  const numberTaken =
    !past && (decision.prepared?.letterFindings.some(({ id }) => id === 'register.taken') ?? false);
  const { lookAgain, renumber } = props;
  useEffect(() => {
    if (lookAgain > 0 && !past) decision.prepareAgain();
  }, [lookAgain]);
  useEffect(() => {
    if (renumber === 0 || !numberTaken) return;
    decision.takeNumber?.();
    // What was looked at bore the other number.
    setViewed(false);
  }, [renumber]);

  const failure = fileFailure ?? drawFailure ?? job?.error ?? null;
  const allDrawn = digests.every((one) => (isCurrent ? drawn.has(one) : proven.has(one)));
  const told = job ? readiness({ job, decision, failure, allDrawn }) : null;
  const ready = told?.ready ?? false;
  const why = told?.why ?? null;
  const approval =
    ready && item && known && decision.choice
      ? {
          jobKey,
          approvalDigest: approvalDigest({
            certificate: decision.choice.certificate.thumbprint,
            // The digest of the file is that of the bytes opened here, not the one the bridge told.
            items: [{ ...item, sha256: known.sha256 }],
            letter: decision.letter,
          }),
        }
      : null;
  // Before its turn nothing was looked at: what it lacks then is no answer yet.
  const settled = past || (job !== null && job.error !== null) || (turn && (ready || why !== null));
  const entries = decision.entries;
  const report: LetterReport = {
    jobKey,
    state: stateOf(job, ready, settled, turn),
    name: job?.file.name ?? '',
    code: entries && entries.number !== '' ? `${entries.number}/${entries.notation}` : '',
    viewed,
    approval,
    numberTaken,
    why: past ? null : why,
    failure: past ? (job?.error ?? null) : failure,
    settled,
    numbered: past || (told !== null && told.failure !== null) || decision.numbered,
    sent: typeof job?.outcome?.letterId === 'string',
    begun: past || (job?.step === 'approving' && job.progress !== null && job.progress.step !== 'token'),
  };
  const text = JSON.stringify(report);
  useEffect(() => props.onReport(report), [text]);

  if (!isCurrent || !job) return null;
  const numberFromHere = () => {
    if (!entries) return;
    const { number, notation, date } = entries;
    props.onNumberOn({ fromIndex: index, number: Number(number), notation, date });
  };
  const samePlace = () => {
    if (item && known) props.onSamePlace({ from: jobKey, placements: item.placements, pages: known.pages });
  };
  return (
    <>
      <Header job={job} size={shown?.size ?? job.size} />
      <main class="viewer-area">
        {shown ? (
          <Pages
            pdf={shown.pdf}
            part={shown.part}
            jobKey={jobKey}
            item={shown.part === 'signed.pdf' ? null : item}
            fixed={past}
            placed={decision.placed}
            found={decision.found}
            page={page}
            onPage={setPage}
            onMove={decision.move}
            onDrawn={onDrawn}
          />
        ) : (
          <div class="desk empty">
            {failure ? <p class="soft">{t('pagesLater')}</p> : <Waiting job={job} />}
          </div>
        )}
      </main>
      <aside class="side" aria-label={t('consentDecision')}>
        {past || !told ? (
          <Result job={job} />
        ) : (
          <Checks
            job={job}
            decision={decision}
            failure={failure}
            approvalFailure={null}
            findings={told.findings}
            letterFindings={told.letterFindings}
            onSamePlace={samePlace}
            onSameRecipients={() =>
              props.onSameRecipients({ from: jobKey, recipients: decision.entries?.recipients ?? [] })
            }
            {...(entries && /^\d{1,6}$/u.test(entries.number) && { onNumberOn: numberFromHere })}
          />
        )}
      </aside>
    </>
  );
}
