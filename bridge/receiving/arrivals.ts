import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KyguiError } from '../../shared/errors.ts';
import type { AxisItem, MessageType } from '../axis/transport.ts';
import { digestOf, writeDurably } from '../store/durable-file.ts';
import type { SqlRow } from '../store/store.ts';
import type { InboxContext } from './context.ts';

/** What became of an item of the axis: `stored` means that its bytes are safe and the rest is still to do. */
export type Outcome = 'stored' | 'letter' | 'version' | 'duplicate' | 'status' | 'request' | 'unreadable';

/** An item of the axis whose original bytes we hold. */
export interface Arrival {
  docId: string;
  messageType: MessageType;
  fromCode: string;
  toCode: string;
  path: string;
  sha256: string;
  outcome: Outcome;
  acknowledge: 'done' | 'fail' | null;
  reason: string;
  acknowledgedAt: string | null;
  receivedAt: string;
}

export async function findArrival(context: InboxContext, docId: string): Promise<Arrival | null> {
  const row = await context.store.read((sql) => sql.get(`SELECT * FROM arrival WHERE doc_id = ?`, [docId]));
  return row ? readArrival(row) : null;
}

/** Items whose bytes are safe but which a crash or a failure kept from being registered. */
export async function unfinishedArrivals(context: InboxContext): Promise<Arrival[]> {
  const rows = await context.store.read((sql) =>
    sql.all(`SELECT * FROM arrival WHERE outcome = 'stored' ORDER BY received_at, doc_id`),
  );
  return rows.map(readArrival);
}

/** An acknowledgement whose answer was lost has arrived when the axis no longer lists the item. */
export async function noteTaken(context: InboxContext, listed: ReadonlySet<string>): Promise<void> {
  const rows = await context.store.read((sql) =>
    sql.all(`SELECT doc_id FROM arrival WHERE acknowledge IS NOT NULL AND acknowledged_at IS NULL`),
  );
  for (const row of rows) {
    const docId = String(row.doc_id);
    if (listed.has(docId)) continue;
    await context.store.transaction(async (sql) =>
      sql.run(`UPDATE arrival SET acknowledged_at = ? WHERE doc_id = ? AND acknowledged_at IS NULL`, [
        await sql.now(),
        docId,
      ]),
    );
  }
}

function readArrival(row: SqlRow): Arrival {
  const acknowledge = row.acknowledge === 'done' || row.acknowledge === 'fail' ? row.acknowledge : null;
  return {
    docId: String(row.doc_id),
    messageType: row.message_type === 'status' ? 'status' : 'edoc',
    fromCode: String(row.from_code),
    toCode: String(row.to_code),
    path: String(row.path),
    sha256: String(row.sha256),
    outcome: String(row.outcome) as Outcome,
    acknowledge,
    reason: String(row.reason),
    acknowledgedAt: row.acknowledged_at === null ? null : String(row.acknowledged_at),
    receivedAt: String(row.received_at),
  };
}

/**
 * Fetches the original bytes, makes them durable (temporary file, flush, rename), then commits their digest. Only
 * after it may anything else be done with the item.
 * @throws RECEIVING_PACKAGE_TOO_LARGE, STORE_…, AXIS_…
 */
export async function storeArrival(
  context: InboxContext,
  item: AxisItem,
  signal?: AbortSignal,
): Promise<Arrival> {
  const folder = join(context.inboxDir, 'packages');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let digest = { sha256: '', size: 0 };
  const path = await writeDurably(join(folder, 'incoming'), async (temporary) => {
    const bytes = limited(context.transport.fetch(item.docId, signal), context.maxPackageBytes);
    await pipeline(Readable.from(bytes), createWriteStream(temporary, { flags: 'wx', mode: 0o600 }));
    digest = await digestOf(temporary);
    return join(folder, `${folderName(item.docId)}.edxml`);
  });
  await context.checkpoint('inbox:fetched');
  await context.store.transaction(async (sql) => {
    await sql.run(
      `INSERT INTO arrival (doc_id, message_type, from_code, to_code, path, sha256, size, outcome, reason,
        received_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'stored', '', ?) ON CONFLICT (doc_id) DO NOTHING`,
      [item.docId, item.messageType, item.from, item.to, path, digest.sha256, digest.size, await sql.now()],
    );
  });
  await context.checkpoint('inbox:stored');
  const stored = await findArrival(context, item.docId);
  if (!stored) throw new KyguiError('STORE_UNREACHABLE', { reason: 'arrival' });
  return stored;
}

/** An empty folder for the attachments of an item; what an earlier, unfinished try left in it is removed. */
export async function attachmentFolder(context: InboxContext, docId: string): Promise<string> {
  const folder = ownFolder(context, docId);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Removes what this bridge unpacked of an item that another bridge entered first; nobody refers to it. */
export async function dropAttachments(context: InboxContext, docId: string): Promise<void> {
  if (context.reader !== '') await rm(ownFolder(context, docId), { recursive: true, force: true });
}

function ownFolder(context: InboxContext, docId: string): string {
  const own = context.reader === '' ? '' : `-${context.reader}`;
  return join(context.inboxDir, 'files', `${folderName(docId)}${own}`);
}

/** The transport id is a stranger's text: only its digest becomes a name on our disk. */
function folderName(docId: string): string {
  return createHash('sha256').update(docId).digest('hex').slice(0, 32);
}

async function* limited(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > limit) {
      throw new KyguiError('RECEIVING_PACKAGE_TOO_LARGE', { limitMb: Math.floor(limit / 1_048_576) });
    }
    yield piece;
  }
}
