import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../../messages/reply.ts';
import { asFailure } from '../parts/worker.ts';

/** Items fetched at a time; the next come when the end of the list is near. */
export const PAGE_SIZE = 60;

interface Loaded<Item> {
  items: Item[];
  total: number;
}

/** A long list, loaded page by page, newest first, reloaded when `turn` changes. */
export function useList<Item>(
  load: (before: string | undefined) => Promise<Loaded<Item>>,
  instantOf: (item: Item) => string,
  turn: string,
) {
  const [list, setList] = useState<Loaded<Item> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let left = false;
    load(undefined).then(
      (first) => {
        if (left) return;
        setList(first);
        setFailure(null);
      },
      (thrown) => !left && setFailure(asFailure(thrown)),
    );
    return () => {
      left = true;
    };
  }, [turn, round]);
  const more = () => {
    const last = list?.items.at(-1);
    if (!list || !last || list.items.length >= list.total) return;
    load(instantOf(last)).then(
      (next) => setList({ total: next.total, items: [...list.items, ...next.items] }),
      (thrown) => setFailure(asFailure(thrown)),
    );
  };
  return { list, failure, more, again: () => setRound((last) => last + 1) };
}
