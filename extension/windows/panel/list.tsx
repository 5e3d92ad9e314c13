import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { ask } from '../parts/worker.ts';

/** A long list: rows out of sight are skipped by the browser (content-visibility), more are loaded near the end. */
export function List<Item>(props: {
  items: readonly Item[] | null;
  failure: Failure | null;
  empty: string;
  keyOf(item: Item): string;
  row(item: Item): ComponentChild;
  onEnd(): void;
  onAgain(): void;
}) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some((entry) => entry.isIntersecting)) props.onEnd();
      },
      { rootMargin: '800px' },
    );
    if (end.current) observer.observe(end.current);
    return () => observer.disconnect();
  }, [props.items?.length]);
  if (props.failure) {
    return (
      <div class="list">
        <ErrorNote failure={props.failure}>
          <button type="button" class="button small" onClick={props.onAgain}>
            {t('tryAgain')}
          </button>
          {props.failure.code === 'CHANNEL_NOT_PAIRED' && (
            <button
              type="button"
              class="button small primary"
              onClick={() => void ask('window.open', { page: 'pairing' })}
            >
              {t('pairNow')}
            </button>
          )}
        </ErrorNote>
      </div>
    );
  }
  if (!props.items) {
    return (
      <div class="list">
        <Busy text={t('loading')} />
      </div>
    );
  }
  if (props.items.length === 0) return <p class="list empty soft">{props.empty}</p>;
  return (
    <div class="list">
      {props.items.map((item) => (
        <div key={props.keyOf(item)} class="list-row">
          {props.row(item)}
        </div>
      ))}
      <div ref={end} aria-hidden="true" />
    </div>
  );
}
