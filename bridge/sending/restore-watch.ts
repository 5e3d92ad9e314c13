import { KyguiError } from '../../shared/errors.ts';
import { appendAudit } from '../audit/chain.ts';
import type { AxisTransport, MessageType, SentRow } from '../axis/transport.ts';
import { markRestored } from '../store/restored.ts';
import type { Store, Transaction } from '../store/store.ts';
import { raiseWatermark, readWatermark, tryRaiseWatermark, type Watermark } from '../store/watermark.ts';
import { addStep, errorColumns } from './ledger.ts';

/**
 * Notices by itself that the rows came out of a backup. The rows count the sends that begin, and the same number is
 * written beside the database before the first byte leaves: rows that know of fewer sends than the mark are older than
 * what was sent. A reserved number of the register counts like a send: neither may happen twice. For a restore of everything, marks included, the axis' own list is looked at: see {@link sentEarlier}.
 */
export interface RestoreWatch {
  /** Compares; when the rows are older, every unsent one is made verify-first. Answers how many, null for none to fear. */
  look(): Promise<number | null>;
  /**
   * Counts a send in the transaction that commits its beginning.
   * @throws RowsAreOlder, and so rolls back, when the database went back while this process ran
   */
  begin(sql: Transaction): Promise<number>;
  /** Writes the count down outside of the database; only then may bytes leave. @throws STORE_… */
  note(sends: number): Promise<void>;
  /** The axis' list as it stood after the start, for rows that are older than this process. */
  sentEarlier(messageType: MessageType, signal: AbortSignal): Promise<readonly SentRow[]>;
  /** Makes every unsent row verify-first. Answers how many. */
  verifyFirst(): Promise<number>;
  /** When this process began to watch, on the database's clock. */
  readonly startedAt: string;
  /** When rows of this shelf were last found to be restored; null when never. */
  restoredAt(): Promise<string | null>;
}

/** The part of it for acts other than sends. */
export type Acts = Pick<RestoreWatch, 'look' | 'begin' | 'note'>;

/** The database has gone back to an earlier state under a running process. */
export class RowsAreOlder extends Error {
  override readonly name = 'RowsAreOlder';
}

export interface RestoreWatchOptions {
  store: Store;
  transport: Pick<AxisTransport, 'sentList'>;
  shelf: string;
  /** Files for the mark that lie with the rows' own folders. */
  inside: readonly string[];
  /**
   * A file outside of everything that is backed up together, best effort. Rows that had one and find none here were
   * moved to another place, as after a restore onto a new disk.
   */
  outside?: string;
  onRestored?: (unsent: number) => void;
}

/** Nothing of these has surely been answered by the axis; a backup may be older than their sending. */
const UNSENT = `('accepted', 'consented', 'signed', 'packaged', 'claimed', 'asked', 'failed')`;

export async function createRestoreWatch(options: RestoreWatchOptions): Promise<RestoreWatch> {
  const { store, shelf, inside, outside, transport } = options;
  const counter = `sends-begun/${shelf}`;
  const restored = `restored-at/${shelf}`;
  const hasOutside = `mark-outside/${shelf}`;
  const startedAt = await store.now();
  let known: Watermark | null = null;
  let lists = new Map<MessageType, readonly SentRow[]>();
  let outsideWorks = outside !== undefined;

  const counted = async (sql: Transaction): Promise<number | null> => {
    const row = await sql.get(`SELECT value FROM installation WHERE name = ?`, [counter]);
    return row ? Number(row.value) : null;
  };
  /** Whether the outer file could be written: where it never could, its absence says nothing. */
  const wroteOutside = async (sql: Transaction): Promise<boolean> =>
    (await sql.get(`SELECT value FROM installation WHERE name = ?`, [hasOutside]))?.value === '1';
  const setCount = (sql: Transaction, sends: number) =>
    sql.run(
      `INSERT INTO installation (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      [counter, String(sends)],
    );
  const marks = async () => {
    const files = outside === undefined ? inside : [...inside, outside];
    const found = await Promise.all(files.map((file) => readWatermark(file, shelf)));
    return [...found, known].filter((mark) => mark !== null);
  };
  let writing: Promise<void> = Promise.resolve();
  /** One after another: of two sends that begin together the lower count never takes the place of the higher. */
  const write = (mark: Watermark): Promise<void> => {
    const written = writing.then(async () => {
      for (const file of inside) await raiseWatermark(file, mark);
      if (outside !== undefined && outsideWorks) outsideWorks = await tryRaiseWatermark(outside, mark);
      if (known?.database !== mark.database || known.sends < mark.sends) known = mark;
    });
    writing = written.catch(() => undefined);
    return written;
  };
  const noteOutside = async () => {
    if (outside === undefined || (await store.read(wroteOutside)) === outsideWorks) return;
    await store.transaction((sql) =>
      sql.run(
        `INSERT INTO installation (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        [hasOutside, outsideWorks ? '1' : '0'],
      ),
    );
  };

  const verifyFirst = (): Promise<number> =>
    store.transaction(async (sql) => {
      const rows = await sql.all(
        `SELECT outbox_id, state, fence FROM outbox WHERE shelf = ? AND doubt = 0 AND axis_doc_id IS NULL
          AND state IN ${UNSENT} FOR UPDATE`,
        [shelf],
      );
      const now = await sql.now();
      const [code, details] = errorColumns(new KyguiError('SENDING_RESTORED'));
      for (const row of rows) {
        const [outboxId, before] = [String(row.outbox_id), String(row.state)];
        const left = ['packaged', 'claimed', 'asked'].includes(before);
        // What failed keeps its reason; asked again by the clerk it is looked for first.
        await sql.run(
          before === 'failed'
            ? `UPDATE outbox SET doubt = 1, absent_at = NULL, fence = fence + 1 WHERE outbox_id = ?`
            : `UPDATE outbox SET doubt = 1, absent_at = NULL, fence = fence + 1, lease_owner = NULL,
                lease_until = NULL, state = ?, error_code = ?, error_details = ?, updated_at = ? WHERE outbox_id = ?`,
          before === 'failed'
            ? [outboxId]
            : [left ? 'outcome-unknown' : before, code, details, now, outboxId],
        );
        if (left)
          await addStep(sql, outboxId, 'outcome-unknown', {
            fence: Number(row.fence) + 1,
            note: 'SENDING_RESTORED',
          });
      }
      // What was looked for once before the backup is looked for twice again.
      await sql.run(
        `UPDATE outbox SET absent_at = NULL WHERE shelf = ? AND doubt = 1 AND axis_doc_id IS NULL`,
        [shelf],
      );
      await sql.run(
        `INSERT INTO installation (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        [restored, now],
      );
      await markRestored(sql, now);
      await appendAudit(sql, shelf, { kind: 'restored', unsent: rows.length });
      return rows.length;
    });

  const look = async (): Promise<number | null> => {
    // The marks first: rows that are counted on meanwhile by another process only run ahead of them.
    const found = await marks();
    const elsewhere =
      known === null &&
      outside !== undefined &&
      store.dialect === 'sqlite' &&
      (await store.read(wroteOutside)) &&
      (await readWatermark(outside, shelf)) === null;
    const database = await store.identity();
    const rows = await store.read(counted);
    const highest = Math.max(0, ...found.map(({ sends }) => sends));
    const foreign = found.some((mark) => mark.database !== database);
    let unsent: number | null = null;
    if (highest > (rows ?? 0) || foreign || (elsewhere && (rows ?? 0) > 0)) {
      lists = new Map();
      unsent = await verifyFirst();
      await store.transaction((sql) => setCount(sql, Math.max(highest, rows ?? 0)));
      options.onRestored?.(unsent);
    } else if (rows === null) {
      await store.transaction((sql) => setCount(sql, 0));
    }
    const mark = { shelf, sends: Math.max(highest, rows ?? 0), database };
    const same = known !== null && known.sends === mark.sends && known.database === mark.database;
    if (!same) {
      await write(mark);
      await noteOutside();
    }
    return unsent;
  };

  await look();
  return {
    startedAt,
    look,
    verifyFirst,

    async begin(sql) {
      const row = await sql.get(`SELECT value FROM installation WHERE name = ? FOR UPDATE`, [counter]);
      const sends = Number(row?.value ?? 0) + 1;
      if (sends <= (known?.sends ?? 0)) throw new RowsAreOlder();
      await setCount(sql, sends);
      return sends;
    },

    async note(sends) {
      if (known && sends > known.sends) await write({ ...known, sends });
    },

    async sentEarlier(messageType, signal) {
      const had = lists.get(messageType);
      if (had) return had;
      const rows = await transport.sentList({ messageType }, signal);
      lists.set(messageType, rows);
      return rows;
    },

    restoredAt: () =>
      store.read(async (sql) => {
        const row = await sql.get(`SELECT value FROM installation WHERE name = ?`, [restored]);
        return row ? String(row.value) : null;
      }),
  };
}
