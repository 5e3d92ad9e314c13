import { COPY_KINDS, type CopyKind } from '../../../shared/document/role.ts';
import type { Finding } from '../../../shared/protocol/commands/fields.ts';
import type { Job } from '../../messages/job.ts';
import { Findings, Note } from '../parts/notes.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { Entry } from './entry.tsx';
import { withoutCode } from './letter-draft.ts';
import { SentEntries } from './sent-entries.tsx';
import { WORDED } from './stamp-fields.ts';
import type { Decision } from './use-decision.ts';

const COPY_NAMES: Record<CopyKind, MessageKey> = {
  'sao-y': 'copySaoY',
  'sao-luc': 'copySaoLuc',
  'trich-sao': 'copyTrichSao',
};

function headingOf(job: Job): MessageKey {
  if (job.send) return 'letterAndRecipients';
  if (job.received) return 'entryHeading';
  return job.role === 'issue' ? 'numberAndDate' : 'stampText';
}

/** Number and date that are stamped, and what the package will say when the letter is also sent. */
export function LetterForm(props: {
  job: Job;
  decision: Decision;
  findings: readonly Finding[];
  /** Gives this letter's recipients to every letter of its batch. */
  onSameRecipients: (() => void) | undefined;
  /** Numbers the following letters of the batch from this one on. */
  onNumberOn: (() => void) | undefined;
}) {
  const { job, decision } = props;
  const entries = decision.entries;
  if (!entries) return null;
  return (
    <section class="card">
      <h2>{t(headingOf(job))}</h2>
      {job.role === 'comment' && <Entry job={job} decision={decision} name="text" label="fieldText" long />}
      {job.role === 'initial' && <Entry job={job} decision={decision} name="text" label="fieldInitials" />}
      {job.role === 'copy' && (
        <label class="field">
          <span>{t('fieldCopyKind')}</span>
          <select
            value={entries.copyKind}
            onChange={(event) => decision.edit({ copyKind: event.currentTarget.value as CopyKind })}
          >
            {COPY_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(COPY_NAMES[kind])}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="two" hidden={WORDED.has(job.role)}>
        <Entry
          job={job}
          decision={decision}
          name="number"
          label={job.received ? 'entryNumber' : 'fieldNumber'}
        />
        {!job.received && <Entry job={job} decision={decision} name="notation" label="fieldNotation" />}
      </div>
      {!WORDED.has(job.role) && job.role !== 'appendix' && (
        <Entry
          job={job}
          decision={decision}
          name="date"
          label={job.received ? 'entryDate' : 'fieldDate'}
          type="date"
        />
      )}
      {(props.onNumberOn || decision.takeNumber) && (
        <div class="row">
          {decision.takeNumber && (
            <button type="button" class="button small" onClick={decision.takeNumber}>
              {t('takeNumber')}
            </button>
          )}
          {props.onNumberOn && (
            <button type="button" class="button small" onClick={props.onNumberOn}>
              {t('numberOn')}
            </button>
          )}
        </div>
      )}
      {job.send && <SentEntries job={job} decision={decision} onSameRecipients={props.onSameRecipients} />}
      {job.send && withoutCode(entries).length > 0 && (
        <Note
          kind="refuse"
          says={t(
            'recipientWithoutCode',
            withoutCode(entries)
              .map(({ name }) => name)
              .join(', '),
          )}
          next={t('recipientWithoutCodeNext')}
        />
      )}
      <Findings findings={props.findings} />
    </section>
  );
}
