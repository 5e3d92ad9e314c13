import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/protocol/approval.ts';
import type { Store, Transaction } from '../store/store.ts';
import { currentActor } from './actor.ts';
import { type AuditEntry, type AuditRow, auditEntrySchema, auditRowSchema } from './entry.ts';

/** What the hash of a row is over, and what a time-stamp of it proves: canonical JSON of all but the hash, UTF-8. */
export function auditBytes(row: Omit<AuditRow, 'hash'>): Uint8Array {
  const { writer, seq, at, entry, previous } = row;
  return Buffer.from(canonicalJson({ writer, seq, at, entry, previous }));
}

/**
 * SHA-256 (hex) of a row: over the canonical JSON of everything in it and the hash before it. The first row of a
 * writer has an empty `previous`.
 */
export function auditHash(row: Omit<AuditRow, 'hash'>): string {
  return createHash('sha256').update(auditBytes(row)).digest('hex');
}

/**
 * Appends to the chain of one writer inside the caller's transaction, so that an act and its record are committed
 * together or not at all. Each bridge is a writer of its own: chains never wait for each other.
 */
export async function appendAudit(sql: Transaction, writer: string, entry: AuditEntry): Promise<AuditRow> {
  const actor = currentActor();
  const clean = auditEntrySchema.parse(actor === null ? entry : { by: actor, ...entry });
  await sql.run(
    `INSERT INTO audit_head (writer, seq, hash) VALUES (?, 0, '') ON CONFLICT (writer) DO NOTHING`,
    [writer],
  );
  const head = await sql.get(`SELECT seq, hash FROM audit_head WHERE writer = ? FOR UPDATE`, [writer]);
  const unhashed = {
    writer,
    seq: Number(head?.seq ?? 0) + 1,
    at: await sql.now(),
    entry: clean,
    previous: String(head?.hash ?? ''),
  };
  const row: AuditRow = { ...unhashed, hash: auditHash(unhashed) };
  await sql.run(`INSERT INTO audit (writer, seq, at, entry, previous, hash) VALUES (?, ?, ?, ?, ?, ?)`, [
    writer,
    row.seq,
    row.at,
    canonicalJson(clean),
    row.previous,
    row.hash,
  ]);
  await sql.run(`UPDATE audit_head SET seq = ?, hash = ? WHERE writer = ?`, [row.seq, row.hash, writer]);
  return row;
}

const PAGE = 500;

/** The whole record as JSON lines, writer by writer, for {@link verifyAudit} and for the archives. */
export async function* exportAudit(store: Store): AsyncGenerator<string> {
  let after: { writer: string; seq: number } = { writer: '', seq: 0 };
  for (;;) {
    const { writer, seq } = after;
    const rows = await store.read((sql) =>
      sql.all(
        `SELECT * FROM audit WHERE writer > ? OR (writer = ? AND seq > ?) ORDER BY writer, seq LIMIT ${PAGE}`,
        [writer, writer, seq],
      ),
    );
    for (const row of rows) {
      const line = auditRowSchema.parse({
        ...row,
        seq: Number(row.seq),
        entry: JSON.parse(String(row.entry)),
      });
      after = { writer: line.writer, seq: line.seq };
      yield `${canonicalJson(line)}\n`;
    }
    if (rows.length < PAGE) return;
  }
}

/** When the newest row of a writer was written, on the database's clock; null when there is none. */
export async function lastRecordedAt(store: Store, writer: string): Promise<string | null> {
  const row = await store.read((sql) =>
    sql.get(`SELECT at FROM audit WHERE writer = ? ORDER BY seq DESC LIMIT 1`, [writer]),
  );
  return row ? String(row.at) : null;
}

/** When the writer's head was last time-stamped, on the database's clock; null when never. */
export async function lastStampedAt(store: Store, writer: string): Promise<string | null> {
  const row = await store.read((sql) =>
    sql.get(`SELECT at FROM audit WHERE writer = ? AND entry LIKE ? ORDER BY seq DESC LIMIT 1`, [
      writer,
      '%"kind":"head-stamped"%',
    ]),
  );
  return row ? String(row.at) : null;
}

/**
 * Has the head time-stamped and puts the token into the chain; does nothing when no act followed the last one. Acts
 * that are committed while the authority is asked stand between the head and its token.
 */
export async function stampHead(
  store: Store,
  writer: string,
  stamp: (imprint: Uint8Array) => Promise<Uint8Array>,
): Promise<AuditRow | null> {
  const head = await store.read((sql) =>
    sql.get(
      `SELECT audit.seq, audit.hash, audit.entry FROM audit JOIN audit_head ON audit_head.writer = audit.writer
        AND audit_head.seq = audit.seq WHERE audit.writer = ?`,
      [writer],
    ),
  );
  if (!head || auditEntrySchema.parse(JSON.parse(String(head.entry))).kind === 'head-stamped') return null;
  const hash = String(head.hash);
  const token = await stamp(Buffer.from(hash, 'hex'));
  return store.transaction((sql) =>
    appendAudit(sql, writer, {
      kind: 'head-stamped',
      seq: Number(head.seq),
      hash,
      token: Buffer.from(token).toString('base64'),
    }),
  );
}
