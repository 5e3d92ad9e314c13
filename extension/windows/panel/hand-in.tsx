import { useState } from 'preact/hooks';
import type { HandInName } from '../../../shared/profile/schema.ts';
import type { HandInReport, LeftValue } from '../../messages/hand-in.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { asFailure, ask } from '../parts/worker.ts';

const NAMES: Record<HandInName, MessageKey> = {
  code: 'fieldCode',
  number: 'fieldNumber',
  notation: 'fieldNotation',
  date: 'fieldDate',
  subject: 'fieldSubject',
  signerName: 'fieldSigner',
  fromCode: 'fieldFromCode',
  fromName: 'fieldFrom',
  toPlaces: 'wizardToPlaces',
  priority: 'fieldPriority',
  dueDate: 'fieldDueDate',
  receivedDate: 'fieldReceivedDate',
  entryNumber: 'entryNumber',
  entryDate: 'entryDate',
};
const WHY: Record<LeftValue['why'], MessageKey> = {
  held: 'handInHeld',
  refused: 'handInRefused',
  missing: 'handInMissing',
};

function Left({ names, text, why }: LeftValue) {
  const about = [...new Set(names)].map((name) => t(NAMES[name])).join(', ');
  return (
    <li>
      {about === '' ? text : `${about}: ${text}`} – {t(WHY[why])}
    </li>
  );
}

/** What went into the form, and what is left for the clerk to enter, each with its reason. */
function HandedIn({ report }: { report: Omit<HandInReport, 'reason'> }) {
  const { filled, files, left, filesLeft } = report;
  const isWhole = left.length === 0 && filesLeft.length === 0;
  return (
    <>
      <Note
        kind={isWhole ? 'pass' : 'warning'}
        says={t('handedIn', filled, files)}
        next={t(isWhole ? 'handedInNext' : 'handedInPartNext')}
      />
      {!isWhole && (
        <ul class="plain">
          {left.map((one) => (
            <Left key={`${one.names.join()} ${one.text}`} {...one} />
          ))}
          {filesLeft.map((name) => (
            <li key={name}>
              {name} – {t('handInNoRoom')}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

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
      {report && <HandedIn report={report} />}
      <div class="row">
        <button type="button" class="button small" disabled={busy} onClick={press}>
          {t('handIn')}
        </button>
      </div>
      {busy && <Busy text={t('handingIn')} />}
    </div>
  );
}
