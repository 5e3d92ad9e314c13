import { type Clock, plusMs } from '../clock/clock.ts';
import type { SqlValue, Store, Transaction } from '../store/store.ts';
import { type OutboxRow, readOutboxRow } from './model.ts';

/** The right of one worker to one row, for as long as it keeps it alive. The fence number guards every write. */
export interface Lease {
  readonly outboxId: string;
  readonly fence: number;
  /** Aborted when less than the safety margin of the lease is left: what is under way must stop. */
  readonly signal: AbortSignal;
  /** Throws when the lease is no longer surely ours. Asked again right before bytes leave. */
  assertHeld(): void;
  stop(): void;
}

/** A write found another fence: another worker has the row, and this one must forget it. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export interface LeaseOptions {
  store: Store;
  clock: Clock;
  owner: string;
  leaseMs: number;
  /** What must be left of the lease for a call to the axis to go on: one HTTP time limit. */
  marginMs: number;
}

/** States in which a worker has something to do; `claimed` and `asked` only when their worker is gone. */
const DUE = `('accepted', 'signed', 'packaged', 'claimed', 'asked', 'outcome-unknown', 'sent', 'exported', 'receipted')`;

/** Clocks of several bridges and small corrections differ by less. */
const CLOCK_SLACK_MS = 60_000;

/**
 * Statuses on one letter leave in the order in which they were given: 01 before 03. The axis' list shows them alike, so
 * two in doubt at once could never be told apart: the later one waits while the axis is still being asked about the
 * earlier one, and goes on when that one is a matter for a person.
 */
const EARLIER_STATUS = `SELECT 1 FROM outbox AS earlier WHERE outbox.message_type = 'status'
  AND earlier.message_type = 'status' AND earlier.from_code = outbox.from_code AND earlier.code = outbox.code
  AND earlier.document_id = outbox.document_id AND earlier.to_codes = outbox.to_codes
  AND (earlier.turn < outbox.turn OR (earlier.turn = outbox.turn AND earlier.created_at < outbox.created_at))
  AND (earlier.state IN ('accepted', 'packaged', 'claimed', 'asked')
    OR (earlier.state = 'outcome-unknown' AND earlier.next_at IS NOT NULL
      AND COALESCE(earlier.error_code, '') NOT IN ('SENDING_OUTCOME_UNKNOWN', 'SENDING_RESTORED')))`;

/** Takes the most urgent row that is due, or null, also while `pauseName` stands in the store. The lease is measured on the database's clock. */
export async function claim(
  options: LeaseOptions,
  shelf: string,
  pauseName: string,
): Promise<OutboxRow | null> {
  return options.store.transaction(async (sql) => {
    const now = await sql.now();
    // A row written in what is now the future: the clock was set back, and its due time means nothing any more.
    const row = await sql.get(
      `SELECT * FROM outbox WHERE shelf = ? AND state IN ${DUE} AND next_at IS NOT NULL
        AND (next_at <= ? OR updated_at > ?) AND (lease_until IS NULL OR lease_until <= ?)
        AND NOT EXISTS (${EARLIER_STATUS})
        AND NOT EXISTS (SELECT 1 FROM installation WHERE name = ?)
        ORDER BY urgency DESC, next_at, outbox_id LIMIT 1 FOR UPDATE OF outbox SKIP LOCKED`,
      [shelf, now, plusMs(now, CLOCK_SLACK_MS), now, pauseName],
    );
    if (!row) {
      await shortenLeases(sql, shelf, now, options.leaseMs);
      return null;
    }
    const claimed = readOutboxRow(row);
    await sql.run(
      `UPDATE outbox SET lease_owner = ?, lease_until = ?, fence = fence + 1 WHERE outbox_id = ?`,
      [options.owner, plusMs(now, options.leaseMs), claimed.outboxId],
    );
    return { ...claimed, fence: claimed.fence + 1 };
  });
}

/** No time limit of a call can make a lease longer (settings: 10 minutes), so what lies beyond was set on another clock. */
const LONGEST_LEASE_MS = 3 * 3_600_000;

/**
 * After the clock was set back, the lease of a dead worker would last as much longer. It gets one lease from now on;
 * a living worker keeps it alive as ever.
 */
async function shortenLeases(sql: Transaction, shelf: string, now: string, leaseMs: number): Promise<void> {
  await sql.run(
    `UPDATE outbox SET lease_until = ? WHERE shelf = ? AND state IN ${DUE} AND next_at IS NOT NULL
      AND lease_until > ?`,
    [plusMs(now, leaseMs), shelf, plusMs(now, LONGEST_LEASE_MS)],
  );
}

/** Starts the heartbeat of a claimed row. `claimedAtMs` is the monotonic time before the claim began. */
export function holdLease(options: LeaseOptions, row: OutboxRow, claimedAtMs: number): Lease {
  const { clock, store, leaseMs, marginMs } = options;
  const abort = new AbortController();
  const { signal } = abort;
  let heldUntil = claimedAtMs + leaseMs;
  const surelyOursMs = () => heldUntil - marginMs - clock.monotonicMs();

  /** Apart from the heartbeat, which waits as long as a database that gives no answer. */
  const expire = async () => {
    for (let left = surelyOursMs(); left > 0 && !signal.aborted; left = surelyOursMs())
      await clock.sleep(left, signal);
    abort.abort();
  };
  const beat = async () => {
    for (;;) {
      await clock.sleep(leaseMs / 5, signal);
      if (signal.aborted) return;
      const startedAt = clock.monotonicMs();
      try {
        const kept = await store.transaction(async (sql) =>
          sql.run(`UPDATE outbox SET lease_until = ? WHERE outbox_id = ? AND fence = ?`, [
            plusMs(await sql.now(), leaseMs),
            row.outboxId,
            row.fence,
          ]),
        );
        if (kept === 0) return abort.abort();
        heldUntil = startedAt + leaseMs;
      } catch {
        // The database is away: the lease runs out by itself, and the margin stops the call in time.
      }
    }
  };
  void expire();
  void beat();

  return {
    outboxId: row.outboxId,
    fence: row.fence,
    signal,
    assertHeld() {
      if (signal.aborted || surelyOursMs() <= 0) {
        abort.abort();
        throw new LeaseLost();
      }
    },
    stop: () => abort.abort(),
  };
}

/** Writes to a row under its fence; throws LeaseLost, and so rolls back, when another worker has taken it. */
export async function writeFenced(
  sql: Transaction,
  lease: Pick<Lease, 'outboxId' | 'fence'>,
  columns: Readonly<Record<string, SqlValue>>,
): Promise<void> {
  const names = Object.keys(columns);
  const assignments = [...names, 'updated_at'].map((name) => `${name} = ?`).join(', ');
  const changed = await sql.run(`UPDATE outbox SET ${assignments} WHERE outbox_id = ? AND fence = ?`, [
    ...Object.values(columns),
    await sql.now(),
    lease.outboxId,
    lease.fence,
  ]);
  if (changed === 0) throw new LeaseLost();
}

/** Columns that end a lease and say when the row is due again; null: not by itself. */
export function released(nextAt: string | null): Readonly<Record<string, SqlValue>> {
  return { lease_owner: null, lease_until: null, next_at: nextAt };
}

/**
 * Gives back the rows whose try ended without a last write, or whose claim was committed and never answered. Only the
 * owner itself may call it, when no try of its own is under way. Rows that another worker has meanwhile are left alone.
 */
export async function giveUpLeases(store: Store, owner: string): Promise<void> {
  await store.transaction((sql) =>
    sql.run(`UPDATE outbox SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = ?`, [owner]),
  );
}

/**
 * Frees the leases of dead predecessors. Only the holder of the folder's lock may call it: owners that end in
 * `/locked` held that lock before, so they are gone. Owners without it may still be alive and are left alone.
 */
export async function freeDeadLeases(store: Store, shelf: string): Promise<number> {
  return store.transaction((sql) =>
    sql.run(
      `UPDATE outbox SET lease_owner = NULL, lease_until = NULL WHERE shelf = ? AND lease_owner LIKE '%/locked'`,
      [shelf],
    ),
  );
}
