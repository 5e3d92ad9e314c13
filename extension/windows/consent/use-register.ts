import { useEffect, useState } from 'preact/hooks';
import type { CommandRequest } from '../../../shared/protocol/commands.ts';
import type { Job } from '../../messages/job.ts';
import { asFailure, bridge } from '../parts/worker.ts';
import type { LetterEntries } from './letter-draft.ts';

interface Numbered {
  job: Job;
  entries: LetterEntries;
  /** Entries changed by hand. */
  edited: ReadonlySet<keyof LetterEntries>;
}

type Proposed = Partial<Pick<LetterEntries, 'number' | 'date'>>;

const AGAIN_MS = 2000;

/**
 * The register of outgoing numbers, where the office numbers in Ký Gửi: its next number is proposed when neither page
 * nor file gives one, and the day as well. What is stamped is reserved with the approval, wherever it came from.
 * @param numbered null as long as page and file may still give a number
 * @param turn false as long as letters before this one have not been numbered
 */
export function useRegister(
  numbered: Numbered | null,
  turn: boolean,
  onProposed: (proposed: Proposed, pressed: boolean) => void,
) {
  const [enabled, setEnabled] = useState<boolean | null>(null);
  const [restored, setRestored] = useState(false);
  const [own, setOwn] = useState<Proposed>({});
  const [round, setRound] = useState(0);
  const [missed, setMissed] = useState(0);
  const [hadTurn, setHadTurn] = useState(turn);
  if (turn && !hadTurn) setHadTurn(true);
  const job = numbered?.job;
  const entries = numbered?.entries;
  useEffect(() => {
    if (!job || !entries || !hadTurn) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The first look asks whether there is a register at all; later ones are the clerk's own press.
    const wants = round > 0 || entries.number === '';
    bridge('register.propose', {
      jobKey: job.key,
      kind: entries.kind,
      ...(entries.date !== '' && { date: entries.date }),
    }).then(
      (answer) => {
        setEnabled(answer.enabled);
        setRestored(Boolean(answer.restoredAt));
        if (!answer.enabled || answer.number === null || !wants) return;
        const proposed = { number: answer.number, ...(entries.date === '' && { date: answer.date }) };
        setOwn(proposed);
        onProposed(proposed, round > 0);
      },
      (thrown) => {
        // A bridge that is away for a moment is asked again: without the register a number would be given out twice.
        if (asFailure(thrown).code.startsWith('CHANNEL_'))
          timer = setTimeout(() => setMissed(missed + 1), AGAIN_MS);
        else setEnabled((last) => last ?? false);
      },
    );
    return () => clearTimeout(timer);
  }, [numbered === null, hadTurn, round, missed]);

  const isOwn = entries !== undefined && own.number !== undefined && entries.number === own.number;
  const given = new Set<keyof LetterEntries>();
  if (isOwn) given.add('number');
  if (entries && own.date !== undefined && entries.date === own.date) given.add('date');
  const source = isOwn ? 'register' : numbered?.edited.has('number') ? 'hand' : 'page';
  const request: CommandRequest<'sign.prepare'>['register'] =
    enabled && entries && entries.number !== '' ? { kind: entries.kind, source } : undefined;
  return {
    /** Nothing more is filled in by itself. */
    asked: !numbered || enabled !== null,
    given,
    /** The register came out of a backup: the next number is the clerk's to say. */
    restored,
    request,
    take: enabled ? () => setRound((last) => last + 1) : undefined,
  };
}
