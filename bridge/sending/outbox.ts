import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { LetterDraft } from '../../shared/document/letter.ts';
import type { Organisation, StatusPackage } from '../../shared/edxml/model.ts';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { LetterDetail, LetterSummary, StrandedAnswer } from '../../shared/protocol/commands/letters.ts';
import type { AxisTransport } from '../axis/transport.ts';
import { type Clock, systemClock } from '../clock/clock.ts';
import { acquireProcessLock } from '../store/process-lock.ts';
import type { Store, Transaction } from '../store/store.ts';
import { reviveOwn } from './agency-change.ts';
import { attempt } from './attempt.ts';
import type { AttemptContext } from './attempt-context.ts';
import { cancelLetter, carryOut } from './decisions.ts';
import { claim, freeDeadLeases, giveUpLeases, holdLease, LeaseLost, type LeaseOptions } from './lease.ts';
import { insertLetter, insertStatus } from './ledger.ts';
import { type ListRequest, letterDetail, listLetters } from './letters.ts';
import type { KeptFile, OutboxCheckpoint } from './model.ts';
import type { PackageBuilder } from './packing.ts';
import { type ReturnedStatus, recordStatus } from './receipt.ts';
import { type Acts, createRestoreWatch, RowsAreOlder } from './restore-watch.ts';
import { openShelf, type Shelf, sharedShelfId } from './shelf.ts';
import { strandedAnswers } from './stranded-answers.ts';

export interface OutboxOptions {
  store: Store;
  transport: AxisTransport;
  /** Folder of packages and their files, mode 0700. Bridges that share a database share it or have their own. */
  packagesDir: string;
  /** True when other bridges work on this folder and database too: any of them sends what lies there. */
  shared?: boolean;
  build: PackageBuilder;
  /**
   * Codes, new and old, in whose name this bridge sends. Rows of another agency, left by a change of the settings, are
   * kept and not sent, until its code is named again. Without the list every row is ours.
   */
  ownCodes?: readonly string[];
  /** Time limit of one call to the axis; the lease is {@link LEASE_LIMITS} times as long. */
  httpTimeoutMs: number;
  clock?: Clock;
  /** Name of a unit in the directory; the code stands in when it is not known. */
  unitName?: (code: string) => Promise<string | null>;
  /** Called after each try, with the letter, or for a status the incoming item it answers. */
  onChange?: (change: { outboxId: string; itemId: string | null }) => void;
  /** Called with a failure that belongs to no row, such as a database that is away. */
  onTrouble?: (error: KyguiError) => void;
  /** How long a package that the axis does not show may still be on its way inside it; default 10 s. */
  settleMs?: number;
  /** The operator states that getSentEdocList without an id is complete; otherwise it must have proved it. */
  trustSentList?: boolean;
  /** How often the outbox looks for work when nobody wakes it; default 5 s. */
  idleMs?: number;
  /** Packages that travel at the same time; default 2. */
  parallel?: number;
  /** Further files for the mark that tells a restored database, beside the one in `packagesDir`. */
  markFiles?: readonly string[];
  /** One for it that lies outside of what is backed up together; see restore-watch.ts. */
  outsideMark?: string;
  /** Called when the rows were found to come out of a backup, with the number of unsent ones. */
  onRestored?: (unsent: number) => void;
  /** Without the folder's lock leases of dead workers run out by time alone. Default true. */
  lock?: boolean;
  checkpoint?: (point: OutboxCheckpoint) => void | Promise<void>;
  random?: () => number;
}

/** Leases in time limits of one call: well above ten, so that a slow call and its heartbeats never meet the end. */
export const LEASE_LIMITS = 12;

export interface Submission {
  /** Chosen by the asker; the same key never makes a second letter. */
  jobKey: string;
  draft: LetterDraft;
  /** Where the file of each attachment lies, by `draft.attachments[].documentId`; the digest when it is known. */
  files: Readonly<Record<string, { path: string; sha256?: string }>>;
  from: Organisation;
}

export interface Outbox {
  /** Folder and identity, for signing jobs that end in a letter. */
  readonly shelf: Shelf;
  /** Counts acts that must not be repeated after a restore, beside the sends: numbers of the register. */
  readonly acts: Acts;
  /**
   * Copies the files, commits the letter and wakes the worker. A repeated job key answers the letter it made.
   * @throws SENDING_FILE_MISSING, SENDING_FILE_CHANGED, STORE_…
   */
  submit(submission: Submission): Promise<LetterSummary>;
  /** Names of recipients from the directory, in the draft's order and each unit once. */
  recipientsOf(draft: LetterDraft): Promise<{ code: string; name: string }[]>;
  /** Inside the caller's transaction; answers the outbox id, or null when the answer was queued before. */
  queueStatus(sql: Transaction, status: QueuedStatus): Promise<string | null>;
  /** Inside the caller's transaction; answers the letter's id, or null when the status fits none. */
  recordStatus(sql: Transaction, status: ReturnedStatus): Promise<string | null>;
  /** Works until nothing is due; answers how many rows were taken. */
  tick(signal?: AbortSignal): Promise<number>;
  /** Works until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
  /** Looks for work now instead of at the next interval. */
  wake(): void;
  list(request: ListRequest): Promise<{ letters: LetterSummary[]; total: number }>;
  item(letterId: string): Promise<LetterDetail>;
  /** Status packages that a person has to look after; {@link Outbox.retry} takes their ids too. */
  answers(limit: number): Promise<{ answers: StrandedAnswer[]; total: number }>;
  /** @throws SENDING_TOO_LATE_TO_CANCEL, SENDING_UNKNOWN_LETTER */
  cancel(letterId: string): Promise<void>;
  /**
   * The clerk's button on a failed letter, or on one in doubt after asking the recipient: `resend` because it is
   * not there, `arrived` because it is. @throws SENDING_NOTHING_TO_RETRY, SENDING_UNKNOWN_LETTER
   */
  retry(letterId: string, decision?: 'resend' | 'arrived'): Promise<void>;
  /** Nothing leaves until {@link resume}; it outlives a restart. What is on its way goes on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  isPaused(): Promise<boolean>;
  /** After a restore from a backup: every unsent row is asked for at the axis before it is sent. */
  verifyFirst(): Promise<number>;
  close(): Promise<void>;
}

export interface QueuedStatus {
  /** One status for each item, code and request. */
  requestKey: string;
  /** The incoming item it answers. */
  itemId: string;
  toCode: string;
  status: StatusPackage;
}

/** The outbox of one bridge: rows in the store, packages in a folder, one worker. */
export async function createOutbox(options: OutboxOptions): Promise<Outbox> {
  const { store } = options;
  const clock = options.clock ?? systemClock;
  const shared = options.shared ?? false;
  const { packagesDir } = options;
  const shelf = await openShelf(packagesDir, shared ? await sharedShelfId(store, packagesDir) : undefined);
  // A file lock means nothing on a folder that several computers share.
  const lock =
    options.lock === false || shared ? null : acquireProcessLock(join(options.packagesDir, 'lock.sqlite'));
  const takeUp = async () => {
    if (lock) await freeDeadLeases(store, shelf.id);
    if (options.ownCodes) await reviveOwn(store, shelf.id, options.ownCodes);
    return createRestoreWatch({
      store,
      transport: options.transport,
      shelf: shelf.id,
      inside: [join(packagesDir, 'sends-mark.json'), ...(options.markFiles ?? [])],
      ...(options.outsideMark !== undefined && { outside: options.outsideMark }),
      ...(options.onRestored && { onRestored: options.onRestored }),
    });
  };
  const watch = await takeUp().catch((thrown: unknown) => {
    lock?.release();
    throw thrown;
  });
  const leases: LeaseOptions = {
    store,
    clock,
    owner: `${randomUUID()}/${lock ? 'locked' : 'unlocked'}`,
    leaseMs: options.httpTimeoutMs * LEASE_LIMITS,
    marginMs: options.httpTimeoutMs,
  };
  const context: AttemptContext = {
    store,
    transport: options.transport,
    shelf,
    build: options.build,
    clock,
    watch,
    settleMs: options.settleMs ?? 10_000,
    trustSentList: options.trustSentList ?? false,
    isOurs: (code) => options.ownCodes?.includes(code) ?? true,
    checkpoint: options.checkpoint ?? (() => {}),
    random: options.random ?? Math.random,
  };
  const changed = (outboxId: string, itemId: string | null = null) =>
    options.onChange?.({ outboxId, itemId });
  let bell = new AbortController();
  const ring = () => {
    bell.abort();
    bell = new AbortController();
  };
  const wake = () => {
    ring();
    store.hint();
  };

  const pauseName = `outbox-paused/${shelf.id}`;
  let leftLeases = false;

  const takeOne = async (): Promise<boolean> => {
    const startedAt = clock.monotonicMs();
    const row = await claim(leases, shelf.id, pauseName);
    if (!row) return false;
    const lease = holdLease(leases, row, startedAt);
    try {
      await attempt(context, row, lease);
    } catch (thrown) {
      // Another worker has the row: whatever this one knew is no longer true.
      if (thrown instanceof LeaseLost) return true;
      // The database went back under us before anything left: every unsent row is asked for first, this one too.
      if (thrown instanceof RowsAreOlder) {
        await watch.look();
        return true;
      }
      throw thrown;
    } finally {
      lease.stop();
      changed(row.outboxId, row.itemId);
    }
    return true;
  };

  const tick = async (signal?: AbortSignal): Promise<number> => {
    // Rows need not wait for their leases to run out: every try has surely ended.
    if (leftLeases) await giveUpLeases(store, leases.owner);
    leftLeases = false;
    await watch.look();
    let taken = 0;
    const lane = async () => {
      while (!signal?.aborted && (await takeOne())) taken += 1;
    };
    const lanes = await Promise.allSettled(Array.from({ length: options.parallel ?? 2 }, lane));
    for (const result of lanes) {
      if (result.status === 'fulfilled') continue;
      leftLeases = true;
      throw result.reason;
    }
    return taken;
  };

  const recipientsOf = async (draft: LetterDraft): Promise<{ code: string; name: string }[]> => {
    const codes = [...new Set(draft.recipients.map((recipient) => recipient.code))];
    const named: { code: string; name: string }[] = [];
    for (const code of codes) named.push({ code, name: (await options.unitName?.(code)) ?? code });
    return named;
  };

  const keepFiles = async (submission: Submission): Promise<KeptFile[]> => {
    const kept: KeptFile[] = [];
    for (const attachment of submission.draft.attachments) {
      const file = submission.files[attachment.documentId];
      if (!file) throw new KyguiError('SENDING_FILE_MISSING', { name: attachment.name });
      kept.push({ name: attachment.name, ...(await shelf.keep(file.path, attachment.name, file.sha256)) });
    }
    return kept;
  };

  const byJobKey = (jobKey: string) =>
    store.read(async (sql) => {
      const row = await sql.get(`SELECT letter_id FROM letter WHERE job_key = ?`, [jobKey]);
      return row ? letterDetail(sql, String(row.letter_id)) : null;
    });

  return {
    shelf,
    acts: watch,
    tick,
    wake,
    recipientsOf,
    recordStatus: (sql, status) => recordStatus(sql, shelf.id, status),
    list: (request) => store.read((sql) => listLetters(sql, request)),
    item: (letterId) => store.read((sql) => letterDetail(sql, letterId)),
    answers: (limit) => store.read((sql) => strandedAnswers(sql, limit)),

    async submit(submission) {
      const present = await byJobKey(submission.jobKey);
      if (present) return present;
      const files = await keepFiles(submission);
      const recipients = await recipientsOf(submission.draft);
      const letterId = randomUUID();
      await store.transaction(async (sql) =>
        insertLetter(sql, {
          letterId,
          jobKey: submission.jobKey,
          shelf: shelf.id,
          content: { draft: submission.draft, from: submission.from, files },
          recipients,
          steps: [{ step: 'accepted', at: await sql.now() }],
          ready: true,
        }),
      );
      const letter = await byJobKey(submission.jobKey);
      if (!letter) throw new KyguiError('SENDING_UNKNOWN_LETTER');
      changed(letter.letterId);
      wake();
      return letter;
    },

    async queueStatus(sql, { requestKey, itemId, toCode, status }) {
      const outboxId = randomUUID();
      const written = await insertStatus(sql, {
        outboxId,
        requestKey,
        itemId,
        shelf: shelf.id,
        toCode,
        status,
      });
      return written ? outboxId : null;
    },

    async run(signal) {
      // A row that another bridge wrote: heard of at once when the hint comes through, else at the next interval.
      const stopListening = store.onHint(ring);
      try {
        while (!signal.aborted) {
          const rung = AbortSignal.any([signal, bell.signal]);
          try {
            await tick(signal);
          } catch (thrown) {
            options.onTrouble?.(toKyguiError(thrown));
          }
          await clock.sleep(options.idleMs ?? 5000, rung);
        }
      } finally {
        stopListening();
      }
    },

    async cancel(letterId) {
      const tried = await shelf.wasTried(letterId);
      await store.transaction((sql) => cancelLetter(sql, shelf.id, letterId, tried));
      changed(letterId);
    },

    async retry(letterId, decision = 'resend') {
      const itemId = await store.transaction((sql) => carryOut(sql, shelf.id, letterId, decision));
      changed(letterId, itemId);
      wake();
    },

    async pause() {
      await store.transaction((sql) =>
        sql.run(`INSERT INTO installation (name, value) VALUES (?, '1') ON CONFLICT (name) DO NOTHING`, [
          pauseName,
        ]),
      );
    },

    async resume() {
      await store.transaction((sql) => sql.run(`DELETE FROM installation WHERE name = ?`, [pauseName]));
      wake();
    },

    isPaused: () =>
      store.read(async (sql) =>
        Boolean(await sql.get(`SELECT name FROM installation WHERE name = ?`, [pauseName])),
      ),

    verifyFirst: () => watch.verifyFirst(),

    async close() {
      lock?.release();
    },
  };
}
