import { dayInVietnam } from '../../shared/document/vietnam-time.ts';
import { type ErrorCode, type KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { InboxDetail, InboxGap, InboxSummary } from '../../shared/protocol/commands/letters.ts';
import type { AxisItem, MessageType } from '../axis/transport.ts';
import { systemClock } from '../clock/clock.ts';
import { closeGap, fetchAgain, openGap } from './after-restore.ts';
import { type AnswerRequest, answerItem } from './answers.ts';
import { noteTaken, unfinishedArrivals } from './arrivals.ts';
import type { InboxContext, InboxOptions } from './context.ts';
import { type NextEntry, nextEntry } from './entry.ts';
import { registerArrival, type Taken, takeItem } from './intake.ts';
import { type ReceiveStamps, receiveStamps } from './receive-stamp.ts';
import { arrivals, files } from './rows.ts';
import { retryUnmatched } from './unmatched.ts';
import { itemDetail, type ListRequest, listItems } from './view.ts';

/** What one poll brought. Failures of single items do not keep the others from arriving. */
export interface PollResult {
  taken: Taken[];
  errors: { docId: string | null; error: KyguiError }[];
}

/** A file of an incoming letter, found by the id that the letter's detail names. */
export interface InboxFile {
  path: string;
  name: string;
  sha256: string;
  size: number;
}

/** A package that is kept although nothing could be made of it. */
export interface Unreadable {
  docId: string;
  fromCode: string;
  receivedAt: string;
  sha256: string;
  size: number;
  /** Code of the closed list. */
  error: string;
}

export interface InboxHealth {
  /** When the axis last answered both lists; null when it did not since the start. */
  lastGood: string | null;
  /** Polls in a row with an error that may pass. */
  failures: number;
  error: KyguiError | null;
  /** Why a list could not be had at the last poll: nothing new can be known. */
  away: KyguiError | null;
}

export interface Inbox {
  /** One pass: statuses, then letters, then what an earlier pass left unfinished. */
  poll(signal?: AbortSignal): Promise<PollResult>;
  /** Polls at the set interval, backing off while the axis is away, until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
  /** Polls now instead of at the next interval. */
  wake(): void;
  /** How the last polls went. */
  health(): InboxHealth;
  list(request: ListRequest): Promise<{ items: InboxSummary[]; total: number }>;
  item(itemId: string): Promise<InboxDetail>;
  answer(request: AnswerRequest): Promise<{ statusCode: string }>;
  /** What may be missing after a restore; null when nothing is, or the clerk has compared. */
  gap(): Promise<InboxGap | null>;
  closeGap(): Promise<void>;
  /** Packages that could not be read; the axis was told, the bytes are kept. Newest first. */
  unreadable(limit: number): Promise<Unreadable[]>;
  /** Null when no incoming letter has such a file. */
  file(documentId: string): Promise<InboxFile | null>;
  /** Number and day that the register of the office would give the next letter today, in Vietnam. */
  nextEntry(): Promise<NextEntry>;
  readonly stamps: ReceiveStamps;
}

const UNREADABLE_COLUMNS = ['docId', 'fromCode', 'receivedAt', 'sha256', 'size', 'errorCode'] as const;

/** Seconds to wait after failed polls (axis API 6.7). */
const BACKOFF_SECONDS = [30, 60, 120, 240, 480] as const;

/** The limit is ours, or that of the agency's gateway. */
const TOO_LARGE: readonly ErrorCode[] = ['RECEIVING_PACKAGE_TOO_LARGE', 'AXIS_REPLY_TOO_LARGE'];

export function createInbox(options: InboxOptions): Inbox {
  const context: InboxContext = {
    ...options,
    oldCodes: options.oldCodes ?? [],
    reader: options.reader ?? '',
    hasSecretMark: options.hasSecretMark ?? (async () => false),
    unitName: options.unitName ?? (async () => null),
    unitCodes: options.unitCodes ?? (async (code) => [code]),
    maxPackageBytes: options.maxPackageBytes ?? 512 * 1_048_576,
    pollMs: options.pollMs ?? 300_000,
    clock: options.clock ?? systemClock,
    checkpoint: options.checkpoint ?? (() => {}),
  };
  const health: InboxHealth = { lastGood: null, failures: 0, error: null, away: null };
  /** Too large for our limit, which only a new start changes: not fetched again and no reason to ask less often. */
  const tooLarge = new Map<string, KyguiError>();
  let bell = new AbortController();
  let polling: Promise<PollResult> | null = null;

  const poll = async (signal?: AbortSignal): Promise<PollResult> => {
    const result: PollResult = { taken: [], errors: [] };
    const trouble = (docId: string | null, thrown: unknown) =>
      result.errors.push({ docId, error: toKyguiError(thrown) });
    let lists = 0;
    let away: KyguiError | null = null;
    const listed = new Set<string>();
    for (const messageType of ['status', 'edoc'] as const satisfies MessageType[]) {
      if (signal?.aborted) break;
      let items: AxisItem[] = [];
      try {
        items = await context.transport.list(messageType, signal);
        lists += 1;
        for (const { docId } of items) listed.add(docId);
      } catch (thrown) {
        away ??= toKyguiError(thrown);
        trouble(null, thrown);
      }
      await context.checkpoint('inbox:listed');
      for (const item of items) {
        if (signal?.aborted) break;
        try {
          const known = tooLarge.get(item.docId);
          if (known) throw known;
          const taken = await takeItem(context, item, signal);
          if (taken) result.taken.push(taken);
        } catch (thrown) {
          trouble(item.docId, thrown);
          const error = toKyguiError(thrown);
          if (TOO_LARGE.includes(error.code)) tooLarge.set(item.docId, error);
        }
      }
    }
    try {
      if (!signal?.aborted) await fetchAgain(context, signal);
    } catch (thrown) {
      trouble(null, thrown);
    }
    try {
      for (const arrival of await unfinishedArrivals(context)) {
        if (signal?.aborted || result.errors.some((error) => error.docId === arrival.docId)) continue;
        try {
          result.taken.push(await registerArrival(context, arrival));
        } catch (thrown) {
          trouble(arrival.docId, thrown);
        }
      }
      await retryUnmatched(context);
      if (lists === 2) await noteTaken(context, listed);
    } catch (thrown) {
      // The store is away or full: what was taken before is told all the same.
      trouble(null, thrown);
    }
    if (lists === 2) health.lastGood = context.clock.now();
    const turned = (away === null) !== (health.away === null) && !signal?.aborted;
    health.away = away;
    if (turned) context.onLine?.();
    health.error = result.errors[0]?.error ?? null;
    const passing = result.errors.filter(({ docId }) => docId === null || !tooLarge.has(docId));
    health.failures = passing.length > 0 ? health.failures + 1 : 0;
    return result;
  };

  /** Polls never overlap: who asks during one gets its result. */
  const pollOnce = (signal?: AbortSignal): Promise<PollResult> => {
    polling ??= poll(signal).finally(() => {
      polling = null;
    });
    return polling;
  };

  return {
    poll: pollOnce,
    health: () => ({ ...health }),
    wake() {
      bell.abort();
      bell = new AbortController();
    },
    list: (request) => context.store.read((sql) => listItems(sql, request)),
    item: (itemId) => context.store.read((sql) => itemDetail(sql, itemId)),

    nextEntry: () =>
      context.store.read(async (sql) => nextEntry(sql, dayInVietnam(Date.parse(await sql.now())))),
    stamps: receiveStamps(context),
    gap: () => context.store.read(openGap),
    closeGap: () => context.store.transaction(closeGap),

    async answer(request) {
      const answered = await context.store.transaction((sql) => answerItem(sql, context, request));
      context.onChange?.({ itemId: request.itemId, letterId: null });
      return answered;
    },

    async file(documentId) {
      const row = await context.store.read((sql) =>
        sql.get(`SELECT path, name, sha256, size FROM inbox_file WHERE document_id = ?`, [documentId]),
      );
      if (!row) return null;
      const { path, ...file } = files.read(row, ['path', 'name', 'sha256', 'size']);
      return path === null ? null : { path, ...file };
    },

    unreadable: (limit) =>
      context.store.read(async (sql) => {
        const rows = await sql.all(
          `SELECT * FROM arrival WHERE outcome = 'unreadable' ORDER BY received_at DESC, doc_id LIMIT ?`,
          [limit],
        );
        return rows.map((row) => {
          const { errorCode, ...unreadable } = arrivals.read(row, UNREADABLE_COLUMNS);
          return { ...unreadable, error: errorCode ?? '' };
        });
      }),

    async run(signal) {
      while (!signal.aborted) {
        const ring = AbortSignal.any([signal, bell.signal]);
        try {
          await pollOnce(signal);
        } catch (thrown) {
          health.error = toKyguiError(thrown);
          health.failures += 1;
        }
        const step = BACKOFF_SECONDS[Math.min(health.failures, BACKOFF_SECONDS.length) - 1];
        await context.clock.sleep(step === undefined ? context.pollMs : step * 1000, ring);
      }
    },
  };
}
