import { useState } from 'preact/hooks';
import type { LetterSummary } from '../../../shared/protocol/commands/letters.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { asFailure, bridge } from '../parts/worker.ts';

type Decision = 'arrived' | 'resend' | 'stop';

const LABELS: Record<Decision, MessageKey> = {
  arrived: 'letterArrived',
  resend: 'letterResend',
  stop: 'letterStop',
};

/** States in which nothing has left this computer yet. */
const NOT_LEFT: readonly LetterSummary['state'][] = ['accepted', 'signed', 'packaged'];

/** What the clerk can decide now; nothing while the outbox is at work by itself. */
export function decisionsFor(letter: Pick<LetterSummary, 'state'>): Decision[] {
  if (letter.state === 'outcome-unknown') return ['arrived', 'resend'];
  if (letter.state === 'exported') return ['arrived'];
  if (letter.state === 'failed') return ['resend'];
  return NOT_LEFT.includes(letter.state) ? ['stop'] : [];
}

type Decided = Pick<LetterSummary, 'letterId' | 'state'>;

/** What is asked before it is carried out; of answers in words of their own. */
export function questionFor(
  letter: Pick<Decided, 'state'>,
  decision: Decision,
  isAnswer: boolean,
): MessageKey {
  if (decision === 'arrived') return isAnswer ? 'answerArrivedAsk' : 'letterArrivedAsk';
  if (decision === 'stop') return 'letterStopAsk';
  if (letter.state === 'outcome-unknown') return isAnswer ? 'answerResendAsk' : 'letterResendAsk';
  return isAnswer ? 'answerRetryAsk' : 'letterRetryAsk';
}

/** The clerk's decision on a letter or an answer that the outbox may not decide alone; asked twice, because it cannot be undone. */
export function LetterDecision({ letter, isAnswer = false }: { letter: Decided; isAnswer?: boolean }) {
  const [chosen, setChosen] = useState<Decision | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const decisions = decisionsFor(letter);
  if (decisions.length === 0) return null;
  const carryOut = (decision: Decision) => {
    setBusy(true);
    setFailure(null);
    const jobKey = crypto.randomUUID();
    const { letterId } = letter;
    const done: Promise<unknown> =
      decision === 'stop'
        ? bridge('outbox.cancel', { jobKey, letterId })
        : bridge('outbox.retry', { jobKey, letterId, decision });
    done
      .then(
        () => setChosen(null),
        (thrown) => setFailure(asFailure(thrown)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <div class="stack">
      {failure && <ErrorNote failure={failure} />}
      {chosen ? (
        <>
          <p>{t(questionFor(letter, chosen, isAnswer))}</p>
          <div class="row">
            <button type="button" class="button small" disabled={busy} onClick={() => setChosen(null)}>
              {t('back')}
            </button>
            <button
              type="button"
              class={`button small ${chosen === 'stop' ? 'danger' : 'primary'}`}
              disabled={busy}
              onClick={() => carryOut(chosen)}
            >
              {t(LABELS[chosen])}
            </button>
          </div>
        </>
      ) : (
        <div class="row">
          {decisions.map((decision) => (
            <button
              key={decision}
              type="button"
              class={`button small ${decision === 'stop' ? 'danger' : ''}`}
              onClick={() => setChosen(decision)}
            >
              {t(LABELS[decision])}…
            </button>
          ))}
        </div>
      )}
      {busy && <Busy text={t('sendingAnswer')} />}
    </div>
  );
}
