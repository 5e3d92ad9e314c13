import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KyguiError } from '../../shared/errors.ts';
import type { AxisItem } from '../axis/transport.ts';
import { digestOf, writeDurably } from '../store/durable-file.ts';
import type { Transaction } from '../store/store.ts';
import type { InboxContext } from './context.ts';
import { type ArrivalRow, arrivals } from './rows.ts';

/** An item of the axis whose original bytes we hold. */
export type Arrival = ArrivalRow;

export async function findArrival(context: InboxContext, docId: string): Promise<Arrival | null> {
  const row = await context.store.read((sql) => sql.get(`SELECT * FROM arrival WHERE doc_id = ?`, [docId]));
  return row ? arrivals.read(row) : null;
}

/** Items whose bytes are safe but which a crash or a failure kept from being registered. */
export async function unfinishedArrivals(context: InboxContext): Promise<Arrival[]> {
  const rows = await context.store.read((sql) =>
    sql.all(`SELECT * FROM arrival WHERE outcome = 'stored' ORDER BY received_at, doc_id`),
  );
  return rows.map((row) => arrivals.read(row));
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

/** Commits that the bytes of an item are safe; nothing is written for one that is known. */
export async function insertArrival(
  sql: Transaction,
  item: Pick<Arrival, 'docId' | 'messageType' | 'fromCode' | 'toCode' | 'path' | 'sha256' | 'size'>,
): Promise<void> {
  const toDo = { outcome: 'stored', itemId: null, errorCode: null, acknowledge: null, reason: '' } as const;
  const row = { ...item, ...toDo, acknowledgedAt: null, receivedAt: await sql.now() };
  await arrivals.insert(sql, row, 'docId');
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
  const { docId, messageType, from: fromCode, to: toCode } = item;
  await context.store.transaction((sql) =>
    insertArrival(sql, { docId, messageType, fromCode, toCode, path, ...digest }),
  );
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
