import { useCallback, useEffect, useState } from 'preact/hooks';
import type { DirectoryEntry } from '../../../shared/protocol/commands/directory.ts';
import { bridge } from '../parts/worker.ts';
import { type Fact, type Facts, keyOf, type Recipient } from './chosen.ts';

/** As many as the bridge looks up at once. */
const MOST = 2000;

export interface Known {
  facts: Facts;
  /** What stood there at first was looked up, or could not be. */
  asked: boolean;
  /** Takes over what a list of units told anyway. */
  learn(units: readonly DirectoryEntry[]): void;
}

/**
 * What the directory says of each recipient, by code or by the name a page gave. Without a directory nothing is known
 * and nothing is held against anybody: the checks before sending say so.
 */
export function useFacts(recipients: readonly Recipient[] | null, turn = true): Known {
  const [facts, setFacts] = useState<Facts>(new Map());
  const [asked, setAsked] = useState(false);
  const missing = (recipients ?? []).filter((one) => !facts.has(keyOf(one))).slice(0, MOST);
  const wanted = JSON.stringify(missing.map(keyOf));
  const isThere = recipients !== null;
  useEffect(() => {
    if (!turn || !isThere) return;
    if (missing.length === 0) {
      setAsked(true);
      return;
    }
    let left = false;
    bridge('directory.resolve', { recipients: missing })
      .then(
        (answer) => {
          if (left || !answer.fetched) return;
          setFacts(
            (last) =>
              new Map([
                ...last,
                ...missing.map((one, index): [string, Fact] => [
                  keyOf(one),
                  answer.recipients[index] ?? { unit: null, proposals: [] },
                ]),
              ]),
          );
        },
        () => undefined,
      )
      .finally(() => {
        if (!left) setAsked(true);
      });
    return () => {
      left = true;
    };
  }, [wanted, turn, isThere]);
  const learn = useCallback(
    (units: readonly DirectoryEntry[]) =>
      setFacts(
        (last) =>
          new Map([...last, ...units.map((unit): [string, Fact] => [keyOf(unit), { unit, proposals: [] }])]),
      ),
    [],
  );
  return { facts, asked, learn };
}
