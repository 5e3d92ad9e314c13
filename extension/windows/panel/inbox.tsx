import { useEffect, useMemo, useState } from 'preact/hooks';
import type { InboxFilter, InboxGap, InboxSummary } from '../../../shared/protocol/commands/letters.ts';
import { type MessageKey, showDay, showInstant, t } from '../parts/text.ts';
import { bridge } from '../parts/worker.ts';
import { Filters } from './filters.tsx';
import { InboxGapNote } from './inbox-gap.tsx';
import { InboxItem } from './inbox-item.tsx';
import { List } from './list.tsx';
import { statusName, statusTone } from './state-words.ts';
import { useChanges } from './use-changes.ts';
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
  return (
    <article class={`item ${item.sound === false ? 'bad' : ''}`}>
      <button type="button" class="item-head" aria-expanded={props.open} onClick={props.onToggle}>
        <span class="item-line">
          {item.code !== '' && <strong>{item.code}</strong>}
          {item.date && <span class="soft">{showDay(item.date)}</span>}
          {item.kind !== 'new' && <span class="pill warn">{t(KINDS[item.kind])}</span>}
          {item.priority > 0 && <span class="pill bad">{t('urgent')}</span>}
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

/** Letters and requests that came in; what is late stands first. */
export function Inbox({ search, first }: { search: string; first: string | null }) {
  const changes = useChanges('inbox.changed');
  const [open, setOpen] = useState<string | null>(first);
  const [filter, setFilter] = useState<InboxFilter | 'all'>('all');
  const [late, setLate] = useState<readonly InboxSummary[]>([]);
  const isPlain = filter === 'all' && search === '';
  const [gap, setGap] = useState<InboxGap | null>(null);
  const { list, failure, more, again } = useList<InboxSummary>(
    async (before) => {
      const found = await bridge('inbox.list', {
        limit: PAGE_SIZE,
        ...(before !== undefined && { before }),
        ...(search !== '' && { search }),
        ...(filter !== 'all' && { filter }),
      });
      setGap(found.gap);
      return found;
    },
    (item) => item.receivedAt,
    `${filter}/${search}`,
    changes,
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
    const before = new Set(late.map(({ itemId }) => itemId));
    return [...late, ...list.items.filter(({ itemId }) => !before.has(itemId))];
  }, [list, late, isPlain]);
  return (
    <>
      <div class="list-head">
        <Filters choices={FILTERS} chosen={filter} onChoose={(name) => setFilter(name)} />
      </div>
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
