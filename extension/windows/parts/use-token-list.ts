import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Failure } from '../../messages/reply.ts';
import { type Choice, choicesOf } from '../consent/certificates.ts';
import { asFailure, bridge } from './worker.ts';

export interface TokenList {
  /** Null until the bridge has answered. */
  found: CommandAnswer<'token.list'> | null;
  choices: Choice[];
  loading: boolean;
  failure: Failure | null;
  refresh(): void;
}

/** Tokens and drivers of this computer; looked for anew when one is plugged in or pulled out. */
export function useTokenList(ready: boolean): TokenList {
  const [found, setFound] = useState<CommandAnswer<'token.list'> | null>(null);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [round, setRound] = useState(0);
  const refresh = () => setRound((last) => last + 1);
  useEffect(() => {
    if (!ready) return;
    let left = false;
    setLoading(true);
    bridge('token.list', { refresh: round > 0 })
      .then(
        (told) => {
          if (left) return;
          setFound(told);
          setFailure(null);
        },
        (thrown) => !left && setFailure(asFailure(thrown)),
      )
      .finally(() => !left && setLoading(false));
    return () => {
      left = true;
    };
  }, [ready, round]);
  useEffect(() => {
    let last: number | undefined;
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      const all = changes.changes?.newValue as Record<string, number> | undefined;
      const count = all?.['token.changed'];
      if (count !== undefined && count !== last) refresh();
      last = count;
    };
    browser.storage.session.onChanged.addListener(changed);
    return () => browser.storage.session.onChanged.removeListener(changed);
  }, []);
  return { found, choices: choicesOf(found?.tokens ?? []), loading, failure, refresh };
}
