import type { Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import type { MessageKey } from '../parts/text.ts';

/** What the list says of one letter. */
export type LetterState =
  | 'waiting'
  | 'checking'
  | 'ready'
  | 'mend'
  | 'signing'
  | 'signed'
  | 'queued'
  | 'returning'
  | 'astray'
  | 'failed'
  | 'cancelled';

export const STATE_WORDS: Record<LetterState, MessageKey> = {
  waiting: 'batchWaiting',
  checking: 'batchChecking',
  ready: 'batchReady',
  mend: 'batchMend',
  signing: 'batchSigning',
  signed: 'batchSigned',
  queued: 'batchQueued',
  returning: 'batchReturning',
  astray: 'batchAstray',
  failed: 'batchFailed',
  cancelled: 'batchCancelled',
};

export const STATE_MARKS: Record<LetterState, string> = {
  waiting: '○',
  checking: '…',
  ready: '●',
  mend: '!',
  signing: '…',
  signed: '✓',
  queued: '✓',
  returning: '…',
  astray: '!',
  failed: '✕',
  cancelled: '–',
};

/** One letter as the whole window needs to know it; what approves it is there only while it is ready. */
export interface LetterReport {
  jobKey: string;
  state: LetterState;
  name: string;
  /** `15/UBND-VP`, as far as it is known. */
  code: string;
  /** Was on the screen, with everything that will be drawn. */
  viewed: boolean;
  approval: { jobKey: string; approvalDigest: string } | null;
  /** Somebody else has its number of the register meanwhile. */
  numberTaken: boolean;
  /** Why it is not ready, in a sentence. */
  why: string | null;
  failure: Failure | null;
  /** Nothing more will be found out without the clerk. */
  settled: boolean;
  /** No number of the register will be asked for it any more unless the clerk does. */
  numbered: boolean;
  /** Handed over for sending. */
  sent: boolean;
  /** The token has begun with it: its PIN was taken. */
  begun: boolean;
}

/** @param turn it is being looked at; one that was approved needs none, also in a window that is opened again */
export function stateOf(job: Job | null, ready: boolean, settled: boolean, turn: boolean): LetterState {
  if (!job) return 'waiting';
  switch (job.step) {
    case 'opened':
    case 'fetched':
      // A file that could not be fetched waits for no turn: what is wrong with it is known.
      if (job.error) return 'mend';
      return turn ? 'checking' : 'waiting';
    case 'stored':
      if (!turn) return job.error ? 'mend' : 'waiting';
      if (ready) return 'ready';
      return settled ? 'mend' : 'checking';
    case 'approving':
      return job.progress?.step === 'done' ? 'signed' : 'signing';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    default:
      if (job.outcome?.state !== 'signed') return 'failed';
      if (job.step !== 'done') return job.error ? 'astray' : 'returning';
      return job.outcome.letterId ? 'queued' : 'signed';
  }
}
