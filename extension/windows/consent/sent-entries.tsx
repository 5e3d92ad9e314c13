import { DOCUMENT_KINDS } from '../../../shared/document/kinds.ts';
import type { Job } from '../../messages/job.ts';
import { PRIORITIES } from '../parts/priorities.ts';
import { t } from '../parts/text.ts';
import { RecipientField } from '../recipients/recipient-field.tsx';
import { Entry, Labelled, Source } from './entry.tsx';
import type { Decision } from './use-decision.ts';

/** Kinds that go over the axis as administrative documents (NĐ 30/2020, Điều 7). */
const KINDS = DOCUMENT_KINDS.filter(({ type, current }) => type === 2 && current).map(
  ({ typeName }) => typeName,
);

interface Props {
  job: Job;
  decision: Decision;
}

function Kind({ job, decision, value }: Props & { value: string }) {
  return (
    <Labelled job={job} decision={decision} name="kind" label="fieldKind">
      {(id) => (
        <select
          id={id}
          value={value}
          onChange={(event) => decision.edit({ kind: event.currentTarget.value })}
        >
          {/* In the page's own words, where the list has none of them. */}
          {!KINDS.includes(value) && <option value={value}>{value}</option>}
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {kind}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

function Priority({ job, decision, value }: Props & { value: number }) {
  return (
    <Labelled job={job} decision={decision} name="priority" label="fieldPriority">
      {(id) => (
        <select
          id={id}
          value={value}
          onChange={(event) => decision.edit({ priority: Number(event.currentTarget.value) })}
        >
          {PRIORITIES.map((key, index) => (
            <option key={key} value={index}>
              {t(key)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

/** Recipients that the letter prints and the axis does not reach: one in each line. */
function ToPlaces({ job, decision, value }: Props & { value: readonly string[] }) {
  return (
    <Labelled job={job} decision={decision} name="toPlaces" label="fieldToPlaces">
      {(id) => (
        <textarea
          id={id}
          value={value.join('\n')}
          onInput={(event) => decision.edit({ toPlaces: event.currentTarget.value.split('\n') })}
        />
      )}
    </Labelled>
  );
}

/** Everything that the package will say beside number and day. */
export function SentEntries(props: Props & { onSameRecipients: (() => void) | undefined }) {
  const { job, decision } = props;
  const { entries } = decision;
  if (!entries) return null;
  const own = { job, decision };
  return (
    <>
      <Entry {...own} name="subject" label="fieldSubject" long />
      <RecipientField
        recipients={entries.recipients}
        known={decision.known}
        onChange={(recipients) => decision.edit({ recipients })}
        source={<Source {...own} name="recipients" />}
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
        <Entry {...own} name="signerName" label="fieldSigner" />
        <Entry {...own} name="signerPosition" label="fieldPosition" />
      </div>
      <div class="two">
        <Kind {...own} value={entries.kind} />
        <Priority {...own} value={entries.priority} />
      </div>
      <Entry {...own} name="dueDate" label="fieldDueDate" type="date" />
      <ToPlaces {...own} value={entries.toPlaces} />
    </>
  );
}
