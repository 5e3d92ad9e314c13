import { useEffect, useState } from 'preact/hooks';
import type { Role } from '../../../shared/document/role.ts';
import type { LinkReport } from '../../background/link.ts';
import type { Failure } from '../../messages/reply.ts';
import { asFailure, ask, bridge } from '../parts/worker.ts';
import { type Choice, choicesOf, lastUsed, propose } from './certificates.ts';

/** What a token is looked for: a role, and the name of who signs when the page told it. */
export interface SoughtSigner {
  role: Role;
  signerName: string | undefined;
  /** Changes when the bridge may have become reachable. */
  turn: string;
}

/** Certificates to choose from, the one chosen, and the phrase that shows that this window is the real one. */
export interface Tokens {
  choices: Choice[];
  loading: boolean;
  failure: Failure | null;
  choice: Choice | undefined;
  choose(thumbprint: string): void;
  refresh(): void;
  /** Grows with every look. */
  round: number;
  phrase: string | null;
}

export function useTokens(sought: SoughtSigner | null): Tokens {
  const [choices, setChoices] = useState<Choice[]>([]);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [thumbprint, setThumbprint] = useState<string | null>(null);
  const [proposed, setProposed] = useState<string | undefined>(undefined);
  const [round, setRound] = useState(0);
  const [phrase, setPhrase] = useState<string | null>(null);

  useEffect(() => {
    if (!sought) return;
    let left = false;
    const load = async () => {
      setLoading(true);
      const [{ tokens }, desk] = await Promise.all([
        bridge('token.list', { refresh: round > 0 }),
        // Without it the window proposes as it always did.
        bridge('desk.read', {}).catch(() => null),
      ]);
      const found = choicesOf(tokens);
      const last = await lastUsed(sought.role);
      const { session } = await ask<LinkReport>('link.report', {});
      if (left) return;
      setChoices(found);
      setFailure(null);
      const set = desk?.certificates.find(({ role }) => role === sought.role);
      const fitting = propose(found, sought.role, sought.signerName, last, session?.agency?.name, set);
      setProposed(fitting?.certificate.thumbprint);
      // A bridge that is away for a moment must not make the window look like a forged one.
      setPhrase((known) => session?.personalPhrase ?? known);
    };
    load()
      .catch((thrown) => !left && setFailure(asFailure(thrown)))
      .finally(() => !left && setLoading(false));
    return () => {
      left = true;
    };
  }, [sought === null, sought?.role, sought?.turn, round]);

  return {
    choices,
    loading,
    failure,
    choice: choices.find(({ certificate }) => certificate.thumbprint === (thumbprint ?? proposed)),
    choose: (next) => setThumbprint(next),
    refresh: () => setRound((last) => last + 1),
    round,
    phrase,
  };
}
