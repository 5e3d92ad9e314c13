import { useEffect, useRef, useState } from 'preact/hooks';
import type { LetterDraft } from '../../../shared/document/letter.ts';
import type { Placement } from '../../../shared/document/placement.ts';
import type { StampFields } from '../../../shared/document/stamp-fields.ts';
import type { CommandAnswer, CommandRequest } from '../../../shared/protocol/commands.ts';
import type { Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { asFailure, ask } from '../parts/worker.ts';

export type Prepared = CommandAnswer<'sign.prepare'>;

export interface Wish {
  certificate: string;
  fields: StampFields;
  /** Null: as the bridge proposes. */
  placements: Placement[] | null;
  letter: LetterDraft | undefined;
  /** Where the number came from, for the office's register. */
  register: CommandRequest<'sign.prepare'>['register'];
}

const QUIET_MS = 300;

/**
 * Keeps what the bridge has prepared in step with what the clerk wishes: after the last change, never two at once,
 * and an answer to an older wish is dropped. `prepared` is null as long as it does not fit the wish.
 */
export function usePreparation(job: Job | null, wish: Wish | null) {
  const [prepared, setPrepared] = useState<Prepared | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const wanted = useRef(0);
  const chain = useRef(Promise.resolve());
  /** The wish that `prepared` answers; empty while another one is asked for. */
  const fits = useRef('');
  const text = wish === null ? '' : JSON.stringify(wish);
  const documentId = job?.documentId ?? null;
  const ready = job?.step === 'stored' && documentId !== null && wish !== null;

  useEffect(() => {
    if (!ready || !job || !wish || documentId === null) return;
    wanted.current += 1;
    const turn = wanted.current;
    // A refused PIN leaves the preparation as it was; asking anew would cross the next approval on its way.
    if (fits.current === text) {
      setBusy(false);
      return;
    }
    setBusy(true);
    const run = async () => {
      if (turn !== wanted.current) return;
      fits.current = '';
      try {
        const answer = await ask<Prepared>('job.prepare', {
          jobKey: job.key,
          origin: job.source.origin,
          certificate: wish.certificate,
          documents: [
            {
              documentId,
              role: job.role,
              fields: wish.fields,
              ...(job.visible && { visible: true }),
              ...(wish.placements !== null && { placements: wish.placements }),
            },
          ],
          ...(wish.letter !== undefined && { letter: wish.letter }),
          ...(wish.register !== undefined && { register: wish.register }),
        });
        if (turn !== wanted.current) return;
        fits.current = text;
        setPrepared(answer);
        setFailure(null);
      } catch (thrown) {
        if (turn !== wanted.current) return;
        setPrepared(null);
        setFailure(asFailure(thrown));
      }
      setBusy(false);
    };
    const timer = setTimeout(
      () => {
        chain.current = chain.current.then(run);
      },
      prepared === null ? 0 : QUIET_MS,
    );
    return () => clearTimeout(timer);
  }, [text, ready, round]);

  const again = () => {
    wanted.current += 1;
    fits.current = '';
    setFailure(null);
    setPrepared(null);
    setRound((last) => last + 1);
  };
  // From the very moment the wish changes, not only once it has been asked for.
  const isBehind = ready && prepared !== null && fits.current !== text;
  return { prepared, failure, busy: busy || isBehind, again };
}
