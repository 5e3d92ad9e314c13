import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { type LetterDraft, letterDraftSchema } from '../../shared/document/letter.ts';
import { type Organisation, organisationSchema } from '../../shared/edxml/model.ts';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import { type Finding, findingSchema } from '../../shared/protocol/commands/fields.ts';
import { appendAudit } from '../audit/chain.ts';
import { digestOf, type FileDigest } from '../store/durable-file.ts';
import type { Store, Transaction } from '../store/store.ts';
import {
  addJobStep,
  expectState,
  failLetter,
  finishWhenComplete,
  type Job,
  type JobItem,
  readJob,
  supersede,
} from './job-rows.ts';
import { type KeptElsewhere, keptElsewhere } from './kept-elsewhere.ts';
import { documentIdOf, errorColumns, insertLetter } from './ledger.ts';
import { type KeptFile, textOf, textOrNull } from './model.ts';
import type { Outbox } from './outbox.ts';
import { giveBack, giveBackAbandoned } from './register.ts';

export type { Job, JobItem, JobState } from './job-rows.ts';

/**
 * Signing jobs as rows: what was shown, what was approved, what came out. A PIN is never among them, so a job
 * that was approved but not finished when the process ended is not taken up again: it is shown as not signed.
 */

export interface NewJob {
  jobKey: string;
  origin: string;
  /** SHA-256 thumbprint of the chosen certificate. */
  certificate: string;
  items: readonly Omit<JobItem, 'signed' | 'stale'>[];
  /** Present when the signed documents are to be sent. */
  letter?: {
    draft: LetterDraft;
    from: Organisation;
    /** Files of attachments that are not signed in this job, by `draft.attachments[].documentId`. */
    files: Readonly<Record<string, { path: string; sha256?: string }>>;
    /** What the rules before sending found, as it was shown. */
    checks?: readonly Finding[];
  };
}

export interface Jobs {
  /** Commits what was shown; shown again with changes, it replaces what was shown before, until the approval. @throws SENDING_FILE_MISSING, SENDING_JOB_ORDER, STORE_… */
  prepare(job: NewJob): Promise<Job>;
  /**
   * Commits the clerk's approval, before the token is asked for anything. From here on a letter that belongs to
   * the job is in the list of outgoing letters. `also` is committed with it, or keeps it from being committed.
   * @throws SENDING_JOB_ORDER, SENDING_UNKNOWN_JOB
   */
  consent(jobKey: string, approvalDigest: string, also?: (sql: Transaction) => Promise<void>): Promise<Job>;
  /**
   * Commits one signed file, which lies at its `outputPath`. With the last one the job is signed, and its letter
   * goes to the outbox in the same transaction. @throws SENDING_FILE_CHANGED, SENDING_JOB_ORDER
   */
  signed(jobKey: string, documentId: string): Promise<Job>;
  fail(jobKey: string, error: KyguiError): Promise<Job>;
  /** The page said that it has what was signed; said again, the first time counts. @throws SENDING_JOB_ORDER, SENDING_UNKNOWN_JOB */
  taken(jobKey: string): Promise<void>;
  /** Gives a prepared job up. @throws SENDING_JOB_ORDER when it was approved already */
  cancel(jobKey: string): Promise<Job>;
  /** @throws SENDING_UNKNOWN_JOB */
  find(jobKey: string): Promise<Job>;
  /** Documents of this bridge's jobs that were approved and have not come to their end. */
  documentsBeingSigned(): Promise<ReadonlySet<string>>;
  /** Signed documents that nothing waits for since so many days, and that lie elsewhere as well: with their letter, or in the page's system. */
  documentsKeptElsewhere(days: number): Promise<KeptElsewhere[]>;
  /**
   * After a start: jobs of this bridge that were under way are finished when every signed file is there, and
   * failed with SENDING_NOT_SIGNED otherwise. Nothing is signed here. Answers the jobs it settled.
   */
  recover(): Promise<Job[]>;
}

const storedLetterSchema = z.object({
  draft: letterDraftSchema,
  from: organisationSchema,
  files: z.array(z.object({ name: z.string(), sha256: z.string(), size: z.number() }).nullable()),
  recipients: z.array(z.object({ code: z.string(), name: z.string() })),
  checks: z.array(findingSchema).optional(),
});

export interface JobsOptions {
  store: Store;
  outbox: Pick<Outbox, 'shelf' | 'recipientsOf' | 'wake'>;
  /** This bridge; a job is taken up again only where its files are. */
  owner: string;
  onChange?: (job: Job) => void;
  /** The judge's word on a signed file that a killed process left behind: sound, and signed by this certificate. */
  accept?: (path: string, certificate: string) => Promise<boolean>;
  /** What else hangs on a job that is signed: the acceptance of a received letter. */
  follow?: {
    /** Before the commit that names the signed file. */
    keep(jobKey: string, path: string): Promise<void>;
    /** In the commit that makes the job signed. */
    finish(sql: Transaction, jobKey: string, signed: FileDigest): Promise<void>;
    told(jobKey: string): Promise<void>;
  };
  /** A named point between two durable steps, for tests that end the process there. */
  checkpoint?: (
    point: 'job:consented' | 'job:item-written' | 'job:item-signed' | 'job:signed',
  ) => void | Promise<void>;
}

export function createJobs(options: JobsOptions): Jobs {
  const { store, outbox, owner } = options;
  const { shelf } = outbox;
  const accept = options.accept ?? (async () => true);

  const load = (jobKey: string): Promise<Job> => store.read((sql) => readJob(sql, jobKey));
  const told = async (jobKey: string): Promise<Job> => {
    const job = await load(jobKey);
    options.onChange?.(job);
    return job;
  };

  const signed = async (jobKey: string, documentId: string): Promise<Job> => {
    const job = await load(jobKey);
    const position = job.items.findIndex((item) => item.documentId === documentId);
    const item = job.items[position];
    if (!item) throw new KyguiError('SENDING_UNKNOWN_JOB');
    if (item.signed) return job;
    if (!(await continues(item))) throw new KyguiError('SENDING_FILE_CHANGED', { name: item.name });
    const output = await digestOf(item.outputPath);
    const sends = job.letterId !== null;
    if (sends) await shelf.keep(item.outputPath, item.name, output.sha256);
    await options.follow?.keep(jobKey, item.outputPath);
    await options.checkpoint?.('job:item-written');
    await store.transaction(async (sql) => {
      await expectState(sql, jobKey, ['signing']);
      await sql.run(
        `UPDATE job_item SET state = 'signed', signed_sha256 = ?, signed_size = ? WHERE job_key = ? AND position = ?`,
        [output.sha256, output.size, jobKey, position],
      );
      await addJobStep(sql, jobKey, 'item-signed', `${position} ${output.sha256}`);
      await appendAudit(sql, shelf.id, {
        kind: 'signed',
        jobKey,
        certificate: job.certificate,
        role: item.role,
        document: item.input.sha256,
        signed: output.sha256,
      });
      const isSigned = await finishWhenComplete(sql, jobKey);
      if (isSigned) await options.follow?.finish(sql, jobKey, output);
    });
    await options.checkpoint?.('job:item-signed');
    const now = await told(jobKey);
    if (now.state === 'signed') {
      await options.checkpoint?.('job:signed');
      outbox.wake();
      await options.follow?.told(jobKey);
    }
    return now;
  };

  const fail = async (jobKey: string, error: KyguiError): Promise<Job> => {
    await store.transaction(async (sql) => {
      const state = await expectState(sql, jobKey, ['prepared', 'signing', 'failed']);
      if (state === 'failed') return;
      const [code, details] = errorColumns(error);
      await sql.run(
        `UPDATE job SET state = 'failed', error_code = ?, error_details = ?, updated_at = ? WHERE job_key = ?`,
        [code, details, await sql.now(), jobKey],
      );
      await addJobStep(sql, jobKey, 'failed', error.code);
      await appendAudit(sql, shelf.id, { kind: 'job-failed', jobKey, error: error.code });
      await failLetter(sql, jobKey, error);
      await giveBack(sql, jobKey);
    });
    return told(jobKey);
  };

  return {
    find: load,
    signed,
    fail,

    async documentsBeingSigned() {
      const rows = await store.read((sql) =>
        sql.all(
          `SELECT job_item.document_id FROM job_item JOIN job ON job.job_key = job_item.job_key
            WHERE job.owner = ? AND job.state = 'signing'`,
          [owner],
        ),
      );
      return new Set(rows.map((row) => textOf(row, 'document_id')));
    },

    documentsKeptElsewhere: (days) => keptElsewhere({ store, shelf, owner }, days),

    async prepare(job) {
      const stale = await Promise.all(
        job.items.map((item) =>
          digestOf(item.outputPath).then(
            ({ sha256 }) => sha256,
            () => null,
          ),
        ),
      );
      const letter = job.letter ? await storedLetter(job, job.letter) : null;
      await store.transaction(async (sql) => {
        const now = await sql.now();
        await sql.run(
          `INSERT INTO job (job_key, owner, state, origin, certificate, letter, created_at, updated_at)
            VALUES (?, ?, 'prepared', ?, ?, ?, ?, ?) ON CONFLICT (job_key) DO NOTHING`,
          [job.jobKey, owner, job.origin, job.certificate, letter, now, now],
        );
        await expectState(sql, job.jobKey, ['prepared']);
        await sql.run(
          `UPDATE job SET origin = ?, certificate = ?, letter = ?, updated_at = ? WHERE job_key = ?`,
          [job.origin, job.certificate, letter, now, job.jobKey],
        );
        await sql.run(`DELETE FROM job_item WHERE job_key = ?`, [job.jobKey]);
        for (const [position, item] of job.items.entries()) {
          await sql.run(
            `INSERT INTO job_item (job_key, position, document_id, name, role, input_sha256, input_size,
              output_path, stale_sha256, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'prepared')`,
            [
              job.jobKey,
              position,
              item.documentId,
              item.name,
              item.role,
              item.input.sha256,
              item.input.size,
              item.outputPath,
              stale[position] ?? null,
            ],
          );
        }
        await addJobStep(sql, job.jobKey, 'prepared', '');
      });
      return told(job.jobKey);
    },

    async consent(jobKey, approvalDigest, also) {
      await store.transaction(async (sql) => {
        await expectState(sql, jobKey, ['prepared']);
        await also?.(sql);
        const now = await sql.now();
        const row = await sql.get(`SELECT letter, created_at FROM job WHERE job_key = ?`, [jobKey]);
        const text = row ? textOrNull(row, 'letter') : null;
        const letterId = text === null ? null : randomUUID();
        if (text !== null && letterId !== null) {
          const { recipients, ...content } = storedLetterSchema.parse(JSON.parse(text));
          await insertLetter(sql, {
            letterId,
            jobKey,
            shelf: shelf.id,
            content,
            recipients,
            steps: [
              { step: 'accepted', at: textOf(row ?? {}, 'created_at') },
              { step: 'consented', at: now },
            ],
            ready: false,
          });
          await supersede(sql, letterId);
        }
        await sql.run(
          `UPDATE job SET state = 'signing', approval_digest = ?, letter_id = ?, updated_at = ? WHERE job_key = ?`,
          [approvalDigest, letterId, now, jobKey],
        );
        await addJobStep(sql, jobKey, 'consented', approvalDigest);
        const { origin, certificate, items } = await readJob(sql, jobKey);
        await appendAudit(sql, shelf.id, {
          kind: 'approved',
          jobKey,
          origin,
          certificate,
          approvalDigest,
          documents: items.map((item) => item.input.sha256),
          letterId,
        });
      });
      await options.checkpoint?.('job:consented');
      return told(jobKey);
    },

    async taken(jobKey) {
      await store.transaction(async (sql) => {
        await expectState(sql, jobKey, ['signed']);
        const first = await sql.run(`UPDATE job SET taken_at = ? WHERE job_key = ? AND taken_at IS NULL`, [
          await sql.now(),
          jobKey,
        ]);
        if (first > 0) await addJobStep(sql, jobKey, 'page-taken', '');
      });
    },

    async cancel(jobKey) {
      await store.transaction(async (sql) => {
        const state = await expectState(sql, jobKey, ['prepared', 'cancelled']);
        if (state === 'cancelled') return;
        await sql.run(`UPDATE job SET state = 'cancelled', updated_at = ? WHERE job_key = ?`, [
          await sql.now(),
          jobKey,
        ]);
        await addJobStep(sql, jobKey, 'cancelled', '');
      });
      return told(jobKey);
    },

    async recover() {
      const rows = await store.read((sql) =>
        sql.all(`SELECT job_key FROM job WHERE owner = ? AND state = 'signing' ORDER BY created_at`, [owner]),
      );
      const settled: Job[] = [];
      for (const row of rows) {
        const jobKey = textOf(row, 'job_key');
        try {
          let job = await load(jobKey);
          for (const item of job.items) {
            if (item.signed || !(await continues(item))) continue;
            if (await accept(item.outputPath, job.certificate)) job = await signed(jobKey, item.documentId);
          }
          settled.push(
            job.state === 'signed' ? job : await fail(jobKey, new KyguiError('SENDING_NOT_SIGNED')),
          );
        } catch (thrown) {
          settled.push(await fail(jobKey, toKyguiError(thrown)));
        }
      }
      await store.transaction((sql) => giveBackAbandoned(sql, owner));
      return settled;
    },
  };

  /** Files that are not signed here are kept now; places of those that are stay empty until they are. */
  async function storedLetter(job: NewJob, letter: NonNullable<NewJob['letter']>): Promise<string> {
    const { draft, from, files, checks } = letter;
    documentIdOf({ draft, from, files: [] });
    const kept: (KeptFile | null)[] = [];
    for (const { documentId, name } of draft.attachments) {
      if (job.items.some((item) => item.documentId === documentId)) {
        kept.push(null);
        continue;
      }
      const file = files[documentId];
      if (!file) throw new KyguiError('SENDING_FILE_MISSING', { name });
      kept.push({ name, ...(await shelf.keep(file.path, name, file.sha256)) });
    }
    return JSON.stringify({ draft, from, files: kept, recipients: await outbox.recipientsOf(draft), checks });
  }
}

/** The approved bytes are a prefix of the output, and something was added: a true incremental update of them. */
async function continues(item: JobItem): Promise<boolean> {
  const found = await stat(item.outputPath).catch(() => null);
  if (!found || found.size <= item.input.size) return false;
  const hash = createHash('sha256');
  if (item.input.size > 0) {
    for await (const piece of createReadStream(item.outputPath, { end: item.input.size - 1 }))
      hash.update(piece);
  }
  if (hash.digest('hex') !== item.input.sha256) return false;
  return item.stale === null || (await digestOf(item.outputPath)).sha256 !== item.stale;
}
