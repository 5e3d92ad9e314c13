import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { FieldName } from '../../../shared/profile/schema.ts';
import type { Job } from '../../messages/job.ts';
import { DayWords } from '../parts/day-words.tsx';
import { type MessageKey, t } from '../parts/text.ts';
import type { LetterEntries } from './letter-draft.ts';
import type { Decision } from './use-decision.ts';

type TextEntry =
  | 'number'
  | 'notation'
  | 'date'
  | 'subject'
  | 'signerName'
  | 'signerPosition'
  | 'dueDate'
  | 'text';

/** What a letter may well be without. */
const OPTIONAL: ReadonlySet<keyof LetterEntries> = new Set(['dueDate', 'toPlaces']);
const isEmpty = (value: LetterEntries[keyof LetterEntries] | undefined) =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Where a value came from: read on the page or in the file, given by the register, typed here, or our own. */
export function Source(props: { job: Job; decision: Decision; name: keyof LetterEntries & FieldName }) {
  const read = props.job.fields[props.name];
  const value = props.decision.entries?.[props.name];
  if (props.job.received) return null;
  if (props.name === 'number' && props.decision.registerRestored && value === '')
    return <small class="source missing">{t('registerRestored')}</small>;
  if (props.decision.fromRegister.has(props.name)) return <small class="source">{t('fromRegister')}</small>;
  if (props.decision.edited.has(props.name)) return <small class="source">{t('fromHand')}</small>;
  if (props.decision.fromFile.has(props.name)) return <small class="source">{t('fromFile')}</small>;
  if (!read && !isEmpty(value)) return <small class="source">{t('fromDefault')}</small>;
  if (!read)
    return OPTIONAL.has(props.name) ? null : <small class="source missing">{t('fromNowhere')}</small>;
  return (
    <small class={read.expected ? 'source' : 'source missing'}>
      {t(read.expected ? 'fromPage' : 'fromPageOdd')}
    </small>
  );
}

/** Lines as they are pasted out of a letter become one: packages and lists have one line for each entry. */
const oneLine = (text: string) => text.replace(/\s*[\r\n]+\s*/gu, ' ');

interface LabelledProps {
  job: Job;
  decision: Decision;
  name: keyof LetterEntries & FieldName;
  label: MessageKey;
  /** The control, under the id that its name points at. */
  children: (id: string) => ComponentChildren;
}

/** A control with its name above it, and where its value comes from. */
export function Labelled({ job, decision, name, label, children }: LabelledProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        {t(label)} <Source job={job} decision={decision} name={name} />
      </label>
      {children(id)}
    </div>
  );
}

/** One line, text or day that the clerk sees and may change. */
export function Entry(props: {
  job: Job;
  decision: Decision;
  name: TextEntry;
  label: MessageKey;
  type?: 'date';
  long?: boolean;
}) {
  const { decision, name, type, long } = props;
  const value = decision.entries?.[name] ?? '';
  const isOneLine = name !== 'text';
  const change = (event: { currentTarget: { value: string } }) => {
    const { value: typed } = event.currentTarget;
    decision.edit({ [name]: isOneLine ? oneLine(typed) : typed });
  };
  return (
    <Labelled job={props.job} decision={decision} name={name} label={props.label}>
      {(id) => (
        <>
          {long && (
            <textarea
              id={id}
              value={value}
              onInput={change}
              onKeyDown={(event) => {
                if (isOneLine && event.key === 'Enter' && !event.isComposing) event.preventDefault();
              }}
            />
          )}
          {!long && type === 'date' && (
            <>
              <input id={id} type="date" value={value} onInput={change} />
              <DayWords day={value} />
            </>
          )}
          {!long && !type && <input id={id} value={value} onInput={change} />}
        </>
      )}
    </Labelled>
  );
}
