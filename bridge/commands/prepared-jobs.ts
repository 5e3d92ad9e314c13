import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Role } from '../../shared/document/role.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { PreparedSignature } from '../pdf/prepare.ts';
import type { Reservation } from '../sending/register.ts';
import type { AttachedFile } from './letter-attachments.ts';

/** One file of a job as it was shown: nothing of it changes any more. */
export interface PreparedDocument {
  documentId: string;
  name: string;
  role: Role;
  prepared: PreparedSignature;
  findings: readonly Finding[];
}

/** What a window showed and waits for the clerk's word on. */
export interface PreparedJob {
  jobKey: string;
  origin: string;
  certificate: string;
  documents: readonly PreparedDocument[];
  /** Files that go with the letter as they are. */
  attached: readonly AttachedFile[];
  letter: LetterDraft | undefined;
  letterFindings: readonly Finding[];
  /** Number and day of entry that the stamp on a received letter shows, and that its status 03 will name. */
  entry?: { number: string; date: string } | undefined;
  /** The number that the approval reserves in the register. */
  reservation: Omit<Reservation, 'owner'> | undefined;
  approvalDigest: string;
  preparedAt: number;
}

/** A window left open for so long no longer shows the present; the clerk opens the document again. */
const LIFE_MS = 60 * 60_000;
/** A whole batch stands in one window (BATCH_LIMIT of the protocol), and others beside it. */
const MOST_JOBS = 300;

/**
 * Jobs between being shown and being approved. They live in memory on purpose: a job that nobody approved must
 * not survive the bridge that showed it.
 */
export class PreparedJobs {
  readonly #jobs = new Map<string, PreparedJob>();
  readonly #approved = new Set<string>();

  /** Replaces an earlier preparation of the same job: the clerk moved a stamp or changed a value. */
  keep(job: PreparedJob): void {
    this.#forgetOld();
    this.#jobs.delete(job.jobKey);
    this.#jobs.set(job.jobKey, job);
  }

  find(jobKey: string): PreparedJob | undefined {
    this.#forgetOld();
    return this.#jobs.get(jobKey);
  }

  forget(jobKey: string): void {
    this.#jobs.delete(jobKey);
  }

  /** Notes that an approved job is being carried out, from the first question to the token on. */
  carryOut(jobKey: string, isRunning: boolean): void {
    if (isRunning) this.#approved.add(jobKey);
    else this.#approved.delete(jobKey);
  }

  isCarriedOut(jobKey: string): boolean {
    return this.#approved.has(jobKey);
  }

  /** The one-page PDF of a drawing, from the newest job that shows the document. @throws DOCUMENT_UNKNOWN */
  drawing(documentId: string, index: number): Uint8Array {
    const shown = [...this.#jobs.values()].reverse().flatMap((job) => job.documents);
    const pdf = shown.find((document) => document.documentId === documentId)?.prepared.drawings[index]?.pdf;
    if (!pdf) throw new KyguiError('DOCUMENT_UNKNOWN');
    return pdf;
  }

  #forgetOld(): void {
    const oldest = Date.now() - LIFE_MS;
    for (const [key, job] of this.#jobs) {
      if (job.preparedAt < oldest || this.#jobs.size > MOST_JOBS) this.#jobs.delete(key);
    }
  }
}
