import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../messages/reply.ts';
import { asFailure } from '../parts/worker.ts';

/** Items fetched at a time; the next come when the end of the list is near. */
export const PAGE_SIZE = 200;

interface Loaded<Item> {
  items: Item[];
  total: number;
}
/** @param before place of the last item that is there */
type Load<Item, Place> = (before: Place | undefined) => Promise<Loaded<Item>>;

/** As many pages as are needed for `wanted` items. */
async function loadUpTo<Item, Place>(
  load: Load<Item, Place>,
  placeOf: (item: Item) => Place,
  wanted: number,
): Promise<Loaded<Item>> {
  let loaded = await load(undefined);
  for (;;) {
    const last = loaded.items.at(-1);
    if (!last || loaded.items.length >= Math.min(wanted, loaded.total)) return loaded;
    const next = await load(placeOf(last));
    if (next.items.length === 0) return loaded;
    loaded = { total: next.total, items: [...loaded.items, ...next.items] };
  }
}

/**
 * A long list, loaded page by page, newest first. A new `question` begins anew; a new `turn` (something changed) loads
 * again what is there, so that nobody is thrown back to the top.
 */
export function useList<Item, Place>(
  load: Load<Item, Place>,
  placeOf: (item: Item) => Place,
  question: string,
  turn: number,
) {
  const [list, setList] = useState<Loaded<Item> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [round, setRound] = useState(0);
  const asked = useRef('');
  /** The list whose next page is on its way. */
  const extending = useRef<Loaded<Item> | null>(null);
  useEffect(() => {
    let left = false;
    const wanted = asked.current === question ? (list?.items.length ?? 0) : 0;
    asked.current = question;
    loadUpTo(load, placeOf, wanted).then(
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
  }, [question, turn, round]);
  const more = () => {
    const last = list?.items.at(-1);
    if (!list || !last || list.items.length >= list.total || extending.current === list) return;
    extending.current = list;
    load(placeOf(last))
      .then(
        // A page behind a list that has been loaded anew, or for another question, belongs to nothing shown.
        (next) =>
          setList((now) =>
            now === list && next.items.length > 0
              ? { total: next.total, items: [...list.items, ...next.items] }
              : now,
          ),
        (thrown) => setFailure(asFailure(thrown)),
      )
      .finally(() => {
        if (extending.current === list) extending.current = null;
      });
  };
  return { list, failure, more, again: () => setRound((last) => last + 1) };
}
