import { KyguiError } from '../../shared/errors.ts';
import type { MessageItem } from '../../shared/protocol/commands/messages.ts';
import type { CommandAnswer } from '../../shared/protocol/commands.ts';

export type MessageOutcome = CommandAnswer<'message.approve'>;

/** Messages as a window showed them; nothing of them changes any more. */
export interface MessageJob {
  jobKey: string;
  origin: string;
  certificate: string;
  items: readonly MessageItem[];
  leave: { until: string; count: number } | null;
  approvalDigest: string;
  refused: boolean;
  at: number;
  /** Set with the approval: asking again answers the same work, without another PIN. */
  work?: Promise<MessageOutcome>;
}

/** How long a window may stand before its approval, and an outcome be asked for again after it. */
const LIFE_MS = 60 * 60_000;
const MOST_JOBS = 20;

/** Messages between being shown and being answered, in memory: a page whose answer is lost asks anew. */
export class MessageJobs {
  readonly #jobs = new Map<string, MessageJob>();

  /** @throws SENDING_JOB_ORDER when the job was approved already */
  keep(job: MessageJob): void {
    if (this.#jobs.get(job.jobKey)?.work) throw new KyguiError('SENDING_JOB_ORDER', { state: 'signing' });
    this.#jobs.delete(job.jobKey);
    this.#jobs.set(job.jobKey, job);
    for (const [key, { at, work }] of this.#jobs) {
      const isOld = at < Date.now() - LIFE_MS;
      if (isOld || (this.#jobs.size > MOST_JOBS && !work)) this.#jobs.delete(key);
    }
  }

  /** @throws JOB_UNKNOWN */
  find(jobKey: string): MessageJob {
    const job = this.#jobs.get(jobKey);
    if (!job) throw new KyguiError('JOB_UNKNOWN');
    return job;
  }
}
