import { useState } from 'preact/hooks';
import type { LetterSummary } from '../../../shared/protocol/commands/letters.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { asFailure, bridge } from '../parts/worker.ts';

/** A letter that left can only be asked back; its recipients answer whether they give it. */
export function RecallLetter({ letter }: { letter: LetterSummary }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  // One key for one wish: pressing again after a broken connection recalls once.
  const [jobKey] = useState(() => crypto.randomUUID());
  if (letter.state !== 'receipted' && letter.state !== 'closed') return null;
  if (done) return <Note kind="pass" says={t('recallSent')} next={t('recallSentNext')} />;
  const send = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    bridge('outbox.recall', { jobKey, letterId: letter.letterId, reason: reason.trim() })
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
    <form class="stack" onSubmit={send}>
      {failure && <ErrorNote failure={failure} />}
      <label class="field">
        <span>{t('recallReason')}</span>
        <textarea
          required
          maxLength={500}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <div class="row">
        <button type="button" class="button small" disabled={busy} onClick={() => setAsking(false)}>
          {t('back')}
        </button>
        <button type="submit" class="button small primary" disabled={busy || reason.trim() === ''}>
          {t('recallLetter')}
        </button>
      </div>
      {busy && <Busy text={t('sendingAnswer')} />}
    </form>
  );
}
