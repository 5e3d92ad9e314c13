import { useEffect, useState } from 'preact/hooks';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Failure } from '../../messages/reply.ts';
import { type Choice, choicesOf } from '../consent/certificates.ts';
import { useChanges } from './use-changes.ts';
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
  const plugged = useChanges('token.changed');
  useEffect(() => {
    if (!ready) return;
    let left = false;
    setLoading(true);
    bridge('token.list', { refresh: round + plugged > 0 })
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
  }, [ready, round, plugged]);
  return { found, choices: choicesOf(found?.tokens ?? []), loading, failure, refresh };
}
