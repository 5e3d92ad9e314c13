import { useState } from 'preact/hooks';
import type { InboxGap } from '../../../shared/protocol/commands/letters.ts';
import type { Failure } from '../../messages/reply.ts';
import { ErrorNote } from '../parts/notes.tsx';
import { showInstant, t } from '../parts/text.ts';
import { asFailure, bridge } from '../parts/worker.ts';

/** Letters that may be missing after a restore; shown until the clerk has compared them with the book. */
export function InboxGapNote({ gap }: { gap: InboxGap | null }) {
  const [compared, setCompared] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [jobKey] = useState(() => crypto.randomUUID());
  if (!gap || compared === gap.to) return null;
  const details = {
    from: gap.from === null ? '?' : showInstant(gap.from),
    to: showInstant(gap.to),
    fetched: gap.fetched,
  };
  const close = () =>
    bridge('inbox.closeGap', { jobKey }).then(
      () => setCompared(gap.to),
      (thrown) => setFailure(asFailure(thrown)),
    );
  return (
    <div class="stack above-list">
      {failure && <ErrorNote failure={failure} />}
      <ErrorNote failure={{ code: 'RECEIVING_RESTORED', details }} severity="warning">
        <button type="button" class="button small" onClick={() => void close()}>
          {t('inboxCompared')}
        </button>
      </ErrorNote>
    </div>
  );
}
