import { useState } from 'preact/hooks';
import type { HandInReport } from '../../messages/hand-in.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';

/** Puts a received letter into the entry form that is open in the page beside the panel; the clerk saves it there. */
export function HandIn({ itemId }: { itemId: string }) {
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<Omit<HandInReport, 'reason'> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const press = () => {
    setBusy(true);
    setFailure(null);
    setReport(null);
    ask<Omit<HandInReport, 'reason'>>('page.handIn', { itemId })
      .then(setReport, (thrown) => setFailure(asFailure(thrown)))
      .finally(() => setBusy(false));
  };
  return (
    <div class="stack">
      {failure && <ErrorNote failure={failure} />}
      {report && (
        <Note kind="pass" says={t('handedIn', report.filled, report.files)} next={t('handedInNext')} />
      )}
      <div class="row">
        <button type="button" class="button small" disabled={busy} onClick={press}>
          {t('handIn')}
        </button>
      </div>
      {busy && <Busy text={t('handingIn')} />}
    </div>
  );
}
