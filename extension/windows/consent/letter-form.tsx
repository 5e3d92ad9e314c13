import { useId } from 'preact/hooks';
import { COPY_KINDS, type CopyKind } from '../../../shared/document/role.ts';
import type { FieldName } from '../../../shared/profile/schema.ts';
import type { Finding } from '../../../shared/protocol/commands/fields.ts';
import type { Job } from '../../messages/job.ts';
import { DayWords } from '../parts/day-words.tsx';
import { Findings, Note } from '../parts/notes.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import { RecipientField } from '../recipients/recipient-field.tsx';
import { type LetterEntries, withoutCode } from './letter-draft.ts';
import { WORDED } from './stamp-fields.ts';
import type { Decision } from './use-decision.ts';

type TextEntry = 'number' | 'notation' | 'date' | 'subject' | 'signerName' | 'signerPosition' | 'text';

/** Where a value came from: read on the page, or typed here. */
function Source(props: { job: Job; decision: Decision; name: keyof LetterEntries & FieldName }) {
  const read = props.job.fields[props.name];
  if (props.job.received) return null;
  if (props.name === 'number' && props.decision.registerRestored && props.decision.entries?.number === '')
    return <small class="source missing">{t('registerRestored')}</small>;
  if (props.decision.fromRegister.has(props.name)) return <small class="source">{t('fromRegister')}</small>;
  if (props.decision.edited.has(props.name)) return <small class="source">{t('fromHand')}</small>;
  if (props.decision.fromFile.has(props.name)) return <small class="source">{t('fromFile')}</small>;
  if (!read) return <small class="source missing">{t('fromNowhere')}</small>;
  return (
    <small class={read.expected ? 'source' : 'source missing'}>
      {t(read.expected ? 'fromPage' : 'fromPageOdd')}
    </small>
  );
}

/** Lines as they are pasted out of a letter become one: packages and lists have one line for each entry. */
const oneLine = (text: string) => text.replace(/\s*[\r\n]+\s*/gu, ' ');

function Entry(props: {
  job: Job;
  decision: Decision;
  name: TextEntry;
  label: MessageKey;
  type?: 'date';
  long?: boolean;
}) {
  const id = useId();
  const value = props.decision.entries?.[props.name] ?? '';
  const isOneLine = props.name !== 'text';
  const change = (event: { currentTarget: { value: string } }) => {
    const { value: typed } = event.currentTarget;
    props.decision.edit({ [props.name]: isOneLine ? oneLine(typed) : typed });
  };
  return (
    <div class="field">
      <label for={id}>
        {t(props.label)} <Source job={props.job} decision={props.decision} name={props.name} />
      </label>
      {props.long && (
        <textarea
          id={id}
          value={value}
          onInput={change}
          onKeyDown={(event) => {
            if (isOneLine && event.key === 'Enter' && !event.isComposing) event.preventDefault();
          }}
        />
      )}
      {!props.long && props.type === 'date' && (
        <>
          <input id={id} type="date" value={value} onInput={change} />
          <DayWords day={value} />
        </>
      )}
      {!props.long && !props.type && <input id={id} value={value} onInput={change} />}
    </div>
  );
}

const COPY_NAMES: Record<CopyKind, MessageKey> = {
  'sao-y': 'copySaoY',
  'sao-luc': 'copySaoLuc',
  'trich-sao': 'copyTrichSao',
};

const PRIORITIES = ['priority0', 'priority1', 'priority2', 'priority3', 'priority4'] as const;

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
      {job.send && (
        <>
          <Entry job={job} decision={decision} name="subject" label="fieldSubject" long />
          <RecipientField
            recipients={entries.recipients}
            known={decision.known}
            onChange={(recipients) => decision.edit({ recipients })}
            source={<Source job={job} decision={decision} name="recipients" />}
            byName={decision.foundByName}
            makesGroups
          />
          {props.onSameRecipients && entries.recipients.length > 0 && (
            <div class="row">
              <button type="button" class="button small" onClick={props.onSameRecipients}>
                {t('sameRecipients')}
              </button>
            </div>
          )}
          <div class="two">
            <Entry job={job} decision={decision} name="signerName" label="fieldSigner" />
            <Entry job={job} decision={decision} name="signerPosition" label="fieldPosition" />
          </div>
          <label class="field">
            <span>{t('fieldPriority')}</span>
            <select
              value={entries.priority}
              onChange={(event) => decision.edit({ priority: Number(event.currentTarget.value) })}
            >
              {PRIORITIES.map((key, value) => (
                <option key={key} value={value}>
                  {t(key)}
                </option>
              ))}
            </select>
          </label>
        </>
      )}
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
