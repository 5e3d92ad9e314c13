import { useEffect, useState } from 'preact/hooks';
import type { StrandedAnswer } from '../../../shared/protocol/commands/letters.ts';
import { ErrorNote } from '../parts/notes.tsx';
import { showInstant, t } from '../parts/text.ts';
import { bridge } from '../parts/worker.ts';
import { LetterDecision } from './letter-decision.tsx';
import { letterStateName, letterStateTone, statusName } from './state-words.ts';

/** More than a clerk can look after at once; the next come when these are done. */
const MOST = 50;

/** Answers that did not get through, each with its reason and a button; nothing while there is none. */
export function StrandedAnswers({ turn }: { turn: number }) {
  const [answers, setAnswers] = useState<readonly StrandedAnswer[]>([]);
  useEffect(() => {
    bridge('outbox.answers', { limit: MOST }).then(
      (found) => setAnswers(found.answers),
      // The list below tells what is wrong with the bridge.
      () => setAnswers([]),
    );
  }, [turn]);
  if (answers.length === 0) return null;
  return (
    <section class="stack above-list" aria-label={t('answersInTrouble')}>
      <h2>{t('answersInTrouble')}</h2>
      {answers.map((answer) => (
        <article key={answer.outboxId} class="item bad item-body">
          <span class="item-line">
            <strong>{statusName(answer.statusCode)}</strong>
            <span class={`pill ${letterStateTone(answer.state)}`}>{letterStateName(answer.state)}</span>
            <time class="soft" dateTime={answer.updatedAt}>
              {showInstant(answer.updatedAt)}
            </time>
          </span>
          <span>{t('answerOn', answer.code, answer.toName)}</span>
          {answer.error && <ErrorNote failure={answer.error} />}
          <LetterDecision letter={{ letterId: answer.outboxId, state: answer.state }} isAnswer />
        </article>
      ))}
    </section>
  );
}
