import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KyguiError } from '../../shared/errors.ts';
import type { InboxGap } from '../../shared/protocol/commands/letters.ts';
import { plusMs } from '../clock/clock.ts';
import { digestOf, systemCode } from '../store/durable-file.ts';
import { readInstallation, restoredAt, writeInstallation } from '../store/restored.ts';
import type { Transaction } from '../store/store.ts';
import { findArrival, insertArrival, storeArrival } from './arrivals.ts';
import type { InboxContext } from './context.ts';

/**
 * What was received between a backup and its restore is in no row any more, and the axis shows nothing of it by itself:
 * it was acknowledged. Once after each restore the axis is asked for it, and packages that still lie in the folder are
 * entered again. Whether that was all nobody here can know, so the clerk is told until she has compared.
 */

const NAME = 'inbox-gap';
const gapSchema = z.object({
  /** The restore that this is about. */
  to: z.string(),
  from: z.string().nullable(),
  fetched: z.number().int(),
  closed: z.boolean(),
});
type Gap = z.infer<typeof gapSchema>;

const DAY_MS = 86_400_000;
/** Looked back for so long when the backup held nothing at all. */
const EMPTY_BACKUP_MS = 30 * DAY_MS;

async function readGap(sql: Transaction): Promise<Gap | null> {
  const text = await readInstallation(sql, NAME);
  return text === null ? null : gapSchema.parse(JSON.parse(text));
}

/** What the clerk is to compare; null when there was no restore, or she has. */
export async function openGap(sql: Transaction): Promise<InboxGap | null> {
  const gap = await readGap(sql);
  return gap === null || gap.closed ? null : { from: gap.from, to: gap.to, fetched: gap.fetched };
}

export async function closeGap(sql: Transaction): Promise<void> {
  const gap = await readGap(sql);
  if (gap) await writeInstallation(sql, NAME, JSON.stringify({ ...gap, closed: true } satisfies Gap));
}

/**
 * After a restore, once: stores what the axis shows again and what lies in the folder, for the pass that enters all that
 * is stored. A line that is down is tried again at the next poll.
 */
export async function fetchAgain(context: InboxContext, signal?: AbortSignal): Promise<void> {
  const plan = await context.store.read(async (sql) => {
    const to = await restoredAt(sql);
    if (to === null || (await readGap(sql))?.to === to) return null;
    const last = await sql.get(`SELECT MAX(received_at) AS at FROM arrival WHERE received_at < ?`, [to]);
    return { to, from: last?.at ? String(last.at) : null };
  });
  if (!plan) return;
  const since = plan.from === null ? plusMs(plan.to, -EMPTY_BACKUP_MS) : plusMs(plan.from, -DAY_MS);
  const fetched =
    (await storeListedAgain(context, since, signal)) + (await storeFromFolder(context, plan.to));
  await context.store.transaction((sql) =>
    writeInstallation(sql, NAME, JSON.stringify({ ...plan, fetched, closed: false } satisfies Gap)),
  );
}

/** An axis that cannot be asked, or no longer gives the bytes, says nothing; a line that is down ends the try. */
async function storeListedAgain(
  context: InboxContext,
  since: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  let stored = 0;
  for (const messageType of ['status', 'edoc'] as const) {
    const items = await (context.transport.listAgain?.(messageType, since, signal) ?? []);
    for (const item of items) {
      if (await findArrival(context, item.docId)) continue;
      try {
        await storeArrival(context, item, signal);
        stored += 1;
      } catch (thrown) {
        if (!(thrown instanceof KyguiError) || !thrown.code.startsWith('AXIS_')) throw thrown;
      }
    }
  }
  return stored;
}

/** Where only the rows went back, the bytes are here: packages of the folder that no row names. */
async function storeFromFolder(context: InboxContext, restored: string): Promise<number> {
  const folder = join(context.inboxDir, 'packages');
  const lying = await readdir(folder).catch((thrown: unknown) => {
    // Nothing ever came here; a folder that cannot be read is looked into at the next poll.
    if (systemCode(thrown) === 'ENOENT') return [];
    throw thrown;
  });
  const names = lying.filter((name) => /^[0-9a-f]{32}\.edxml$/u.test(name));
  let stored = 0;
  for (const name of names) {
    const path = join(folder, name);
    // Written after the restore: another bridge has it in hand this moment.
    if ((await stat(path)).mtimeMs > Date.parse(restored)) continue;
    const known = await context.store.read((sql) =>
      sql.get(`SELECT doc_id FROM arrival WHERE path = ?`, [path]),
    );
    if (known) continue;
    const digest = await digestOf(path);
    const docId = `folder/${name.slice(0, 32)}`;
    await context.store.transaction((sql) =>
      insertArrival(sql, { docId, messageType: 'edoc', fromCode: '', toCode: '', path, ...digest }),
    );
    stored += 1;
  }
  return stored;
}
