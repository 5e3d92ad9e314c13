/** Runs work under one key after the work before it, however that ended. */
export type Turns<Key> = <T>(key: Key, work: () => Promise<T>) => Promise<T>;

/** A line for each key: what one piece of work reads and writes, no other changes in between. */
export function inTurns<Key>(): Turns<Key> {
  const last = new Map<Key, Promise<unknown>>();
  return async (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}
