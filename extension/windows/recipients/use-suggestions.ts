import { useEffect, useRef, useState } from 'preact/hooks';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Failure } from '../../messages/reply.ts';
import { asFailure, bridge } from '../parts/worker.ts';

type Answer = CommandAnswer<'directory.suggest'>;
export type SuggestedUnit = Answer['units'][number];
export type SuggestedGroup = Answer['groups'][number];

export interface Suggestions extends Answer {
  /** The text that this answers. */
  text: string;
}

const OFFERED = 12;

/**
 * What the bridge offers for a text, asked at every key: one question at a time, and after it the newest one, so that
 * fast typing never waits behind answers that nobody needs any more.
 */
export function useSuggestions(typed: string, open: boolean) {
  const text = typed.trim();
  const [found, setFound] = useState<Suggestions | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const wanted = useRef<string | null>(null);
  const asking = useRef(false);
  useEffect(() => {
    if (!open) {
      setFound(null);
      setFailure(null);
      return;
    }
    wanted.current = text;
    if (asking.current) return;
    const run = async () => {
      asking.current = true;
      while (wanted.current !== null) {
        const asked = wanted.current;
        wanted.current = null;
        try {
          const answer = await bridge('directory.suggest', { text: asked.slice(0, 200), limit: OFFERED });
          setFound({ ...answer, text: asked });
          setFailure(null);
        } catch (thrown) {
          setFound(null);
          setFailure(asFailure(thrown));
        }
      }
      asking.current = false;
    };
    void run();
  }, [text, open]);
  return { found: open ? found : null, failure: open ? failure : null };
}
