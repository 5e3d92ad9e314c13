import { useState } from 'preact/hooks';
import { LEFT_STATES, type LetterSummary } from '../../../shared/protocol/commands/letters.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { asFailure, bridge } from '../parts/worker.ts';
import { ReasonForm } from './reason-form.tsx';

/** A letter that left can only be asked back; its recipients answer whether they give it. */
export function RecallLetter({ letter }: { letter: LetterSummary }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  // One key for one wish: pressing again after a broken connection recalls once.
  const [jobKey] = useState(() => crypto.randomUUID());
  if (!LEFT_STATES.includes(letter.state)) return null;
  if (done) return <Note kind="pass" says={t('recallSent')} next={t('recallSentNext')} />;
  const send = (reason: string) => {
    setBusy(true);
    setFailure(null);
    bridge('outbox.recall', { jobKey, letterId: letter.letterId, reason })
      .then(
        () => setDone(true),
        (thrown) => setFailure(asFailure(thrown)),
      )
      .finally(() => setBusy(false));
  };
  if (!asking) {
    return (
      <div class="row">
        <button type="button" class="button small danger" onClick={() => setAsking(true)}>
          {t('recallLetter')}…
        </button>
      </div>
    );
  }
  return (
    <div class="stack">
      {failure && <ErrorNote failure={failure} />}
      <ReasonForm
        label={t('recallReason')}
        go={t('recallLetter')}
        busy={busy}
        onBack={() => setAsking(false)}
        onGo={send}
      />
      {busy && <Busy text={t('sendingAnswer')} />}
    </div>
  );
}
