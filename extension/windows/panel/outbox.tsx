import { useEffect, useState } from 'preact/hooks';
import type { LetterSummary, ListPlace, OutboxFilter } from '../../../shared/protocol/commands/letters.ts';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Findings, type NoteKind } from '../parts/notes.tsx';
import { type MessageKey, showDay, showInstant, t } from '../parts/text.ts';
import { useChanges } from '../parts/use-changes.ts';
import { asFailure, bridge } from '../parts/worker.ts';
import { Filters } from './filters.tsx';
import { LetterDecision } from './letter-decision.tsx';
import { Links } from './links.tsx';
import { List } from './list.tsx';
import { RecallLetter } from './recall-letter.tsx';
import {
  letterStateName,
  letterStateTone,
  stateName,
  stateTitle,
  stateTone,
  statusName,
  urgencyName,
  worstFirst,
} from './state-words.ts';
import { StrandedAnswers } from './stranded-answers.tsx';
import { PAGE_SIZE, useList } from './use-list.ts';

type Detail = CommandAnswer<'outbox.item'>;

/** What each recipient has answered so far, oldest first. */
function Timelines({ letterId, turn }: { letterId: string; turn: number }) {
  const [detail, setDetail] = useState<Detail | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    bridge('outbox.item', { letterId }).then(setDetail, (thrown) => setFailure(asFailure(thrown)));
  }, [letterId, turn]);
  // What was read before stays, with what is being typed in it; the list tells that it may be old.
  if (!detail) return failure ? <ErrorNote failure={failure} /> : <Busy text={t('loading')} />;
  return (
    <div class="stack">
      {detail.timelines.map((line) => (
        <section key={line.code} class="timeline" aria-label={line.name}>
          <h2>
            {line.name} <span class="soft">{line.code}</span>
          </h2>
          <ol>
            {line.entries.map((entry, index) => (
              <li key={`${entry.at}-${index}`} class={stateTone(entry.state)}>
                <time dateTime={entry.at}>{showInstant(entry.at)}</time>
                <strong>{entry.statusCode ? statusName(entry.statusCode) : stateTitle(entry.state)}</strong>
                {entry.statusCode && <span class="soft"> ({entry.statusCode})</span>}
                {entry.description && <p>{entry.description}</p>}
              </li>
            ))}
            {line.entries.length === 0 && <li class="soft">{t('noAnswerYet')}</li>}
          </ol>
        </section>
      ))}
      <Links links={detail.links} />
      {detail.checks.length > 0 && (
        <details class="soft">
          <summary>{t('checksBeforeSending')}</summary>
          <Findings findings={detail.checks} />
        </details>
      )}
      <p class="soft">
        {t('documentIdLabel')}: {detail.documentId}
      </p>
    </div>
  );
}

/** An earlier try whose letter has a newer line: nothing to look after. */
const isSuperseded = (letter: LetterSummary) => letter.error?.code === 'SENDING_SUPERSEDED';

/** Nothing goes on by itself. */
const needsClerk = ({ state }: LetterSummary) => state === 'failed' || state === 'outcome-unknown';

const severityOf = (letter: LetterSummary): NoteKind =>
  isSuperseded(letter) ? 'notice' : needsClerk(letter) ? 'refuse' : 'warning';

const KINDS = {
  recall: 'kindRecall',
  update: 'kindUpdate',
  replace: 'kindReplace',
} as const satisfies Record<string, MessageKey>;

/** Recipients named in a closed row; the timelines of an open one name them all. */
const MOST_SHOWN = 4;

function Row(props: { letter: LetterSummary; open: boolean; turn: number; onToggle(): void }) {
  const { letter } = props;
  const urgency = urgencyName(letter.priority);
  const recipients = worstFirst(letter.recipients);
  const isBad =
    !isSuperseded(letter) &&
    (needsClerk(letter) || recipients.some(({ state }) => stateTone(state) === 'bad'));
  return (
    <article class={`item ${isBad ? 'bad' : ''}`}>
      <button type="button" class="item-head" aria-expanded={props.open} onClick={props.onToggle}>
        <span class="item-line">
          <strong>{letter.code}</strong>
          <span class="soft">{showDay(letter.date)}</span>
          {letter.kind !== 'new' && <span class="pill warn">{t(KINDS[letter.kind])}</span>}
          {urgency && <span class="pill bad">{urgency}</span>}
          <span class={`pill ${letterStateTone(letter.state)}`}>{letterStateName(letter.state)}</span>
        </span>
        <span class="item-subject">{letter.subject}</span>
        {!props.open && (
          <span class="item-line">
            {recipients.slice(0, MOST_SHOWN).map((one) => (
              <span key={one.code} class={`pill ${stateTone(one.state)}`}>
                {one.name || one.code}: {stateName(one.state)}
              </span>
            ))}
            {recipients.length > MOST_SHOWN && <span class="soft">+{recipients.length - MOST_SHOWN}</span>}
          </span>
        )}
      </button>
      {props.open && (
        <div class="item-body">
          {letter.error && <ErrorNote failure={letter.error} severity={severityOf(letter)} />}
          <LetterDecision letter={letter} />
          {letter.kind !== 'recall' && <RecallLetter letter={letter} />}
          <Timelines letterId={letter.letterId} turn={props.turn} />
        </div>
      )}
    </article>
  );
}

/** Outgoing letters with the state of each recipient. */
const FILTERS = [
  ['all', 'filterAll'],
  ['attention', 'filterAttention'],
  ['open', 'filterOpen'],
  ['closed', 'filterClosed'],
] as const;

export function Outbox({ search }: { search: string }) {
  const [filter, setFilter] = useState<OutboxFilter | 'all'>('all');
  const changes = useChanges('outbox.changed');
  const answered = useChanges('inbox.changed');
  const [open, setOpen] = useState<string | null>(null);
  const { list, failure, more, again } = useList<LetterSummary, ListPlace>(
    async (before) => {
      const { letters, total } = await bridge('outbox.list', {
        limit: PAGE_SIZE,
        ...(before !== undefined && { before }),
        ...(search !== '' && { search }),
        ...(filter !== 'all' && { filter }),
      });
      return { items: letters, total };
    },
    (letter) => ({ at: letter.createdAt, id: letter.letterId }),
    `${filter}/${search}`,
    changes,
  );
  return (
    <>
      <div class="list-head">
        <Filters choices={FILTERS} chosen={filter} onChoose={(name) => setFilter(name)} />
      </div>
      {search === '' && (filter === 'all' || filter === 'attention') && (
        <StrandedAnswers turn={changes + answered} />
      )}
      <List
        items={list?.items ?? null}
        failure={failure}
        empty={
          search === '' && filter === 'all' ? [t('outboxEmpty'), t('outboxEmptyNext')] : [t('noLetterFound')]
        }
        onEnd={more}
        onAgain={again}
        keyOf={(letter) => letter.letterId}
        row={(letter) => (
          <Row
            letter={letter}
            open={open === letter.letterId}
            turn={changes}
            onToggle={() => setOpen(open === letter.letterId ? null : letter.letterId)}
          />
        )}
      />
    </>
  );
}
