import { useEffect, useMemo, useState } from 'preact/hooks';
import type {
  AxisAway,
  InboxFilter,
  InboxGap,
  InboxSummary,
  ListPlace,
} from '../../../shared/protocol/commands/letters.ts';
import type { Failure } from '../../messages/reply.ts';
import { ErrorNote } from '../parts/notes.tsx';
import { type MessageKey, showDay, showInstant, t } from '../parts/text.ts';
import { useChanges } from '../parts/use-changes.ts';
import { asFailure, bridge } from '../parts/worker.ts';
import { Filters } from './filters.tsx';
import { InboxGapNote } from './inbox-gap.tsx';
import { InboxItem } from './inbox-item.tsx';
import { List } from './list.tsx';
import { statusName, statusTone, urgencyName } from './state-words.ts';
import { PAGE_SIZE, useList } from './use-list.ts';

const KINDS: Record<InboxSummary['kind'], MessageKey> = {
  new: 'kindNew',
  recall: 'kindRecall',
  update: 'kindUpdate',
  replace: 'kindReplace',
  'recall-request': 'kindRecallRequest',
  unreadable: 'kindUnreadable',
};

function Row(props: { item: InboxSummary; open: boolean; turn: number; onToggle(): void }) {
  const { item } = props;
  const urgency = urgencyName(item.priority);
  return (
    <article class={`item ${item.sound === false ? 'bad' : ''}`}>
      <button type="button" class="item-head" aria-expanded={props.open} onClick={props.onToggle}>
        <span class="item-line">
          {item.code !== '' && <strong>{item.code}</strong>}
          {item.date && <span class="soft">{showDay(item.date)}</span>}
          {item.kind !== 'new' && <span class="pill warn">{t(KINDS[item.kind])}</span>}
          {urgency && <span class="pill bad">{urgency}</span>}
          {item.late && <span class="pill bad">{t(item.late === 'due' ? 'lateDue' : 'lateAnswer')}</span>}
          {item.recalled && <span class="pill bad">{t('recalled')}</span>}
          {item.lastStatus && (
            <span class={`pill ${statusTone(item.lastStatus)}`}>{statusName(item.lastStatus)}</span>
          )}
        </span>
        <span class="item-subject">{item.subject}</span>
        <span class="soft">
          {item.fromName || item.fromCode} · {t('receivedAt', showInstant(item.receivedAt))}
        </span>
      </button>
      {props.open && (
        <div class="item-body">
          <InboxItem itemId={item.itemId} turn={props.turn} />
        </div>
      )}
    </article>
  );
}

const FILTERS = [
  ['all', 'filterAll'],
  ['unanswered', 'filterUnanswered'],
  ['late', 'filterLate'],
  ['requests', 'filterRequests'],
] as const;

/** Late ones that are shown before all others. */
const LATE_FIRST = 100;

/** The letter that a notice leads to, as it is at each turn; null where there is none. */
function useWanted(itemId: string | null, turn: number) {
  const [wanted, setWanted] = useState<InboxSummary | null>(null);
  const [gone, setGone] = useState<Failure | null>(null);
  useEffect(() => {
    if (itemId === null) return;
    bridge('inbox.item', { itemId }).then(
      (found) => {
        setWanted(found);
        setGone(null);
      },
      (thrown) => {
        const failure = asFailure(thrown);
        // What else is wrong, the list below tells.
        setGone(failure.code === 'RECEIVING_UNKNOWN_ITEM' ? failure : null);
      },
    );
  }, [itemId, turn]);
  return { wanted, gone };
}

/** Letters and requests that came in: the one that a notice led to, then what is late, then the newest. */
export function Inbox({ search, wanted: wantedId }: { search: string; wanted: string | null }) {
  const changes = useChanges('inbox.changed');
  const line = useChanges('axis.changed');
  const [open, setOpen] = useState<string | null>(wantedId);
  const { wanted, gone } = useWanted(wantedId, changes);
  const [filter, setFilter] = useState<InboxFilter | 'all'>('all');
  const [late, setLate] = useState<readonly InboxSummary[]>([]);
  const isPlain = filter === 'all' && search === '';
  const [gap, setGap] = useState<InboxGap | null>(null);
  const [away, setAway] = useState<AxisAway | null>(null);
  const { list, failure, more, again } = useList<InboxSummary, ListPlace>(
    async (before) => {
      const found = await bridge('inbox.list', {
        limit: PAGE_SIZE,
        ...(before !== undefined && { before }),
        ...(search !== '' && { search }),
        ...(filter !== 'all' && { filter }),
      });
      setGap(found.gap);
      setAway(found.away);
      return found;
    },
    (item) => ({ at: item.receivedAt, id: item.itemId }),
    `${filter}/${search}`,
    changes + line,
  );
  useEffect(() => {
    if (!isPlain) return;
    bridge('inbox.list', { limit: LATE_FIRST, filter: 'late' }).then(
      ({ items }) => setLate(items),
      () => setLate([]),
    );
  }, [isPlain, changes]);
  const items = useMemo(() => {
    if (!list || !isPlain) return list?.items ?? null;
    const all = [...(wanted ? [wanted] : []), ...late, ...list.items];
    return [...new Map(all.map((item) => [item.itemId, item])).values()];
  }, [list, late, isPlain, wanted]);
  return (
    <>
      <div class="list-head">
        <Filters choices={FILTERS} chosen={filter} onChoose={(name) => setFilter(name)} />
      </div>
      {gone && (
        <div class="above-list">
          <ErrorNote failure={gone} severity="notice" />
        </div>
      )}
      {away && (
        <div class="above-list">
          <ErrorNote failure={away} severity="warning">
            {away.lastGood !== null && <span class="soft">{t('axisLast', showInstant(away.lastGood))}</span>}
          </ErrorNote>
        </div>
      )}
      <InboxGapNote gap={gap} />
      <List
        items={items}
        failure={failure}
        empty={isPlain ? [t('inboxEmpty'), t('inboxEmptyNext')] : [t('noLetterFound')]}
        onEnd={more}
        onAgain={again}
        keyOf={(item) => item.itemId}
        row={(item) => (
          <Row
            item={item}
            open={open === item.itemId}
            turn={changes}
            onToggle={() => setOpen(open === item.itemId ? null : item.itemId)}
          />
        )}
      />
    </>
  );
}
