import type { ComponentChild } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { PairNow } from '../parts/pair-now.tsx';
import { t } from '../parts/text.ts';
import { listWindow, rowOffsets } from './list-window.ts';

/** Height of a row before it was drawn once, and the space below it. */
const ESTIMATE = 92;
const GAP = 8;
/** Rows drawn above and below what is seen, so that scrolling and Tab meet them. */
const SPARE = 6;
/** The list is looked at anew once it was scrolled by so much; the spare rows cover what lies between. */
const STEP = 240;

/** What of the list is seen; the panel's main part scrolls. */
function useSeen(host: { current: HTMLElement | null }, present: boolean) {
  const [seen, setSeen] = useState({ top: 0, height: 900 });
  useEffect(() => {
    const scroller = host.current?.closest<HTMLElement>('.panel-main');
    if (!scroller || !present) return;
    let asked = 0;
    const look = () => {
      asked = 0;
      const list = host.current;
      if (!list) return;
      const away = scroller.getBoundingClientRect().top - list.getBoundingClientRect().top;
      const top = Math.floor(away / STEP) * STEP;
      const height = scroller.clientHeight + STEP;
      setSeen((last) => (last.top === top && last.height === height ? last : { top, height }));
    };
    const soon = () => {
      if (asked === 0) asked = requestAnimationFrame(look);
    };
    look();
    scroller.addEventListener('scroll', soon, { passive: true });
    const resized = new ResizeObserver(soon);
    resized.observe(scroller);
    return () => {
      cancelAnimationFrame(asked);
      scroller.removeEventListener('scroll', soon);
      resized.disconnect();
    };
  }, [present]);
  return seen;
}

/** A long list: only rows near the visible part exist; more are loaded near the end. */
export function List<Item>(props: {
  items: readonly Item[] | null;
  failure: Failure | null;
  /** What an empty list says, and what to do about it. */
  empty: readonly [string, string?];
  keyOf(item: Item): string;
  row(item: Item): ComponentChild;
  onEnd(): void;
  onAgain(): void;
}) {
  const host = useRef<HTMLUListElement>(null);
  const measured = useRef(new Map<string, number>());
  const [measuredAt, setMeasuredAt] = useState(0);
  const [focused, setFocused] = useState<string | null>(null);
  const seen = useSeen(host, (props.items?.length ?? 0) > 0);
  const keys = useMemo(() => (props.items ?? []).map(props.keyOf), [props.items]);
  const offsets = useMemo(() => rowOffsets(keys, measured.current, ESTIMATE, GAP), [keys, measuredAt]);
  const shown = listWindow(offsets, seen.top, seen.height, SPARE);
  const isNearEnd = shown.to + SPARE >= keys.length;
  useEffect(() => {
    if (isNearEnd && keys.length > 0) props.onEnd();
  }, [isNearEnd, keys]);
  const sizes = useMemo(
    () =>
      new ResizeObserver((entries) => {
        let isOther = false;
        for (const { target } of entries) {
          const height = target.getBoundingClientRect().height;
          const key = (target as HTMLElement).dataset.key;
          if (key === undefined || height === 0 || measured.current.get(key) === height) continue;
          measured.current.set(key, height);
          isOther = true;
        }
        if (isOther) setMeasuredAt((last) => last + 1);
      }),
    [],
  );
  useEffect(() => () => sizes.disconnect(), []);
  // What a row shows changes with the list, not with scrolling: the same element is not compared again.
  const cells = useMemo(() => new Map<string, ComponentChild>(), [props.items, props.row]);
  const cellOf = (key: string, item: Item) => {
    const cell = cells.get(key) ?? props.row(item);
    cells.set(key, cell);
    return cell;
  };
  const trouble = props.failure && (
    <ErrorNote failure={props.failure}>
      <button type="button" class="button small" onClick={props.onAgain}>
        {t('tryAgain')}
      </button>
      <PairNow failure={props.failure} />
    </ErrorNote>
  );
  // What was loaded before stays, with what is being typed in it.
  if (trouble && !props.items?.length) return <div class="list">{trouble}</div>;
  if (!props.items) {
    return (
      <div class="list">
        <Busy text={t('loading')} />
      </div>
    );
  }
  if (props.items.length === 0) {
    const [says, next] = props.empty;
    return (
      <div class="list empty" role="status">
        <svg aria-hidden="true" viewBox="0 0 48 48" width="48" height="48">
          <path
            d="M8 12h32a2 2 0 0 1 2 2v20a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V14a2 2 0 0 1 2-2zm0 2 16 12 16-12"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
          />
        </svg>
        <p>{says}</p>
        {next && <p class="soft">{next}</p>}
      </div>
    );
  }
  // A row that has the focus stays, wherever it was scrolled to: the keyboard must not lose its place.
  const kept = focused === null ? -1 : keys.indexOf(focused);
  const indices = Array.from({ length: shown.to - shown.from }, (_, index) => shown.from + index);
  if (kept >= 0 && !indices.includes(kept)) indices.push(kept);
  const drawn = new Set(indices.map((index) => keys[index]));
  for (const key of cells.keys()) if (!drawn.has(key)) cells.delete(key);
  return (
    <div class="list">
      {trouble}
      <ul class="rows" ref={host} style={{ height: `${offsets[keys.length] ?? 0}px` }}>
        {indices.map((index) => {
          const item = props.items?.[index];
          const key = keys[index];
          if (item === undefined || key === undefined) return null;
          return (
            <Row
              key={key}
              id={key}
              top={offsets[index] ?? 0}
              at={index + 1}
              of={keys.length}
              sizes={sizes}
              onFocus={() => setFocused(key)}
            >
              {cellOf(key, item)}
            </Row>
          );
        })}
      </ul>
    </div>
  );
}

function Row(props: {
  id: string;
  top: number;
  at: number;
  of: number;
  sizes: ResizeObserver;
  onFocus(): void;
  children: ComponentChild;
}) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const own = row.current;
    if (!own) return;
    props.sizes.observe(own);
    return () => props.sizes.unobserve(own);
  }, []);
  return (
    <li
      ref={row}
      data-key={props.id}
      class="list-row"
      style={{ transform: `translateY(${props.top}px)` }}
      aria-posinset={props.at}
      aria-setsize={props.of}
      onFocusCapture={props.onFocus}
    >
      {props.children}
    </li>
  );
}
