import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { Failure } from '../../messages/reply.ts';
import { type Choice, choicesOf, lastUsed, propose } from '../consent/certificates.ts';
import { asFailure, ask, bridge } from '../parts/worker.ts';

/** Certificates that are plugged in, the one chosen, and the phrase by which people know our windows. */
export function useCertificates() {
  const [choices, setChoices] = useState<Choice[]>([]);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [thumbprint, setThumbprint] = useState<string | undefined>(undefined);
  const [proposed, setProposed] = useState<string | undefined>(undefined);
  const [phrase, setPhrase] = useState<string | null>(null);
  const [round, setRound] = useState(0);

  useEffect(() => {
    let left = false;
    const load = async () => {
      const { tokens } = await bridge('token.list', { refresh: round > 0 });
      const found = choicesOf(tokens);
      const last = await lastUsed('plain');
      if (left) return;
      setChoices(found);
      setFailure(null);
      setProposed(propose(found, 'plain', undefined, last)?.certificate.thumbprint);
    };
    setLoading(true);
    load()
      .catch((thrown) => setFailure(asFailure(thrown)))
      .finally(() => setLoading(false));
    ask<{ session: { personalPhrase: string | null } | null }>('link.report', {}).then(
      ({ session }) => setPhrase((known) => session?.personalPhrase ?? known),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [round]);

  const refreshTokens = () => setRound((last) => last + 1);
  // Paired in the meantime, in the window that the error led to.
  useEffect(() => {
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      if (changes.pairing?.newValue !== undefined) refreshTokens();
    };
    browser.storage.local.onChanged.addListener(changed);
    return () => browser.storage.local.onChanged.removeListener(changed);
  }, []);
  return {
    tokens: { choices, loading, failure },
    choice: choices.find(({ certificate }) => certificate.thumbprint === (thumbprint ?? proposed)),
    choose: (next: string) => setThumbprint(next),
    refreshTokens,
    phrase,
  };
}
