import { type ErrorCode, KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { SendReceipt } from '../axis/transport.ts';
import { msBetween, plusMs } from '../clock/clock.ts';
import type { FileDigest } from '../store/durable-file.ts';
import { setAside } from './agency-change.ts';
import { askAxis } from './ask-axis.ts';
import type { AttemptContext } from './attempt-context.ts';
import { backoffMs, MAX_SENDS } from './backoff.ts';
import { confirmRecipients } from './confirm.ts';
import { collectReceipts, noteExport } from './exported.ts';
import { type Lease, LeaseLost, released, writeFenced } from './lease.ts';
import { addStep, moveRecipients } from './ledger.ts';
import type { OutboxRow } from './model.ts';
import {
  commit,
  commitState,
  failed,
  giveBack,
  later,
  notSent,
  outcomeUnknown,
  RESTORED,
  sendFailed,
  unclear,
} from './outcomes.ts';
import { freezePackage, outgoing } from './packing.ts';
import { openRecipients } from './receipt.ts';
import { seemsSent } from './seems-sent.ts';
import type { SentMatch } from './sent-match.ts';
import { finishSent, settle } from './settle.ts';

/**
 * Takes one row one try further. Each step is committed before the next begins; a process that ends anywhere
 * leaves a row from which the next one goes on without guessing.
 */
export async function attempt(context: AttemptContext, row: OutboxRow, lease: Lease): Promise<void> {
  await context.checkpoint('outbox:row-taken');
  if (row.state === 'sent') return finishSent(context, lease);
  if (!context.isOurs(row.fromCode)) return context.store.transaction((sql) => setAside(sql, row, lease));
  if (row.state === 'exported') return collectReceipts(context, row, lease);
  if (row.state === 'receipted') return confirmRecipients(context, row, lease);
  let file: FileDigest & { path: string };
  let tried: boolean;
  try {
    file = await readyPackage(context, row, lease);
    // A row restored from a backup does not know of its last send; the folder does.
    tried = row.sends === 0 && (await context.shelf.wasTried(row.outboxId));
  } catch (thrown) {
    if (thrown instanceof LeaseLost) throw thrown;
    return giveBack(context, row, lease, toKyguiError(thrown));
  }
  if (context.transport.repeatable) return send(context, row, file, lease);
  const seen = !row.doubt && !tried && (await seemsSent(context, row, lease));
  const doubt = row.doubt || tried || seen;
  if (doubt || row.sends > 0) {
    const error = seen || (tried && !row.doubt) ? { code: RESTORED, details: {} } : row.error;
    const goOn = await ask(context, { ...row, doubt, error }, file, lease);
    if (!goOn) return;
  }
  await send(context, row, file, lease);
}

/** An axis without this call answers no question, today or tomorrow. */
const CANNOT_ASK: readonly ErrorCode[] = ['AXIS_UNSUPPORTED', 'AXIS_OPERATION_MISSING'];

/** The frozen package, verified; made and committed on the first try. */
async function readyPackage(
  context: AttemptContext,
  row: OutboxRow,
  lease: Lease,
): Promise<FileDigest & { path: string }> {
  const { store, shelf } = context;
  let frozen = row.package;
  if (!frozen) {
    const recipients = await store.read((sql) =>
      sql.all(`SELECT code, name FROM recipient WHERE letter_id = ? ORDER BY position`, [row.outboxId]),
    );
    const made = await freezePackage(
      row,
      recipients.map((recipient) => ({ code: String(recipient.code), name: String(recipient.name) })),
      shelf,
      context.build,
    );
    await context.checkpoint('outbox:package-frozen');
    await commit(context, lease, 'packaged', `${made.sha256}`, {
      package_path: made.path,
      package_sha256: made.sha256,
      package_size: made.size,
    });
    await context.checkpoint('outbox:packaged');
    frozen = made;
  }
  return { ...frozen, path: await shelf.frozen(frozen) };
}

/** Asks the axis whether it has the package. True: it has not, and it is safe to send. */
async function ask(
  context: AttemptContext,
  row: OutboxRow,
  file: FileDigest,
  lease: Lease,
): Promise<boolean> {
  let match: SentMatch;
  try {
    match = await askAxis(context, row, lease.signal);
  } catch (thrown) {
    if (lease.signal.aborted) throw new LeaseLost();
    const error = toKyguiError(thrown);
    if (CANNOT_ASK.includes(error.code)) {
      return row.doubt ? unclear(context, row, lease, error.code) : true;
    }
    const next = await later(context, backoffMs(row.waits + 1, context.random));
    await commitState(context, lease, row.doubt ? 'outcome-unknown' : 'packaged', 'ask failed', {
      waits: row.waits + 1,
      doubt: row.doubt ? 1 : 0,
      ...failed(error),
      ...released(next),
    });
    return false;
  }
  await commit(context, lease, 'asked', match.found);
  await context.checkpoint('outbox:asked');
  if (match.found === 'present') {
    const raw = JSON.stringify({ sentList: match.rows });
    await settle(
      context,
      row,
      lease,
      // The list names no digest: what lies frozen for this row was compared with its digest a moment ago.
      { docId: match.docId, raw, sha256: file.sha256 },
      match.rows.map((sent) => sent.toCode),
    );
    return false;
  }
  // The earlier tries surely failed and the list shows nothing that is certainly ours: the clerk's order stands.
  if (!row.doubt) return true;
  if (match.found === 'ambiguous') return unclear(context, row, lease, match.reason);
  if (match.found === 'unproven') return unclear(context, row, lease, 'the list of the axis proves nothing');
  const now = await context.store.now();
  // A first look in what is now the future: the clock was set back, and only looks from now on count.
  const absentAt = row.absentAt !== null && row.absentAt <= now ? row.absentAt : null;
  if (absentAt !== null && msBetween(absentAt, now) >= context.settleMs) {
    return row.sends < MAX_SENDS || unclear(context, row, lease, `sent ${row.sends} times, never seen`);
  }
  // A package can still be on its way inside the axis: only a second look, later, is believed.
  await commitState(context, lease, 'outcome-unknown', 'absent once', {
    doubt: 1,
    absent_at: absentAt ?? now,
    ...released(plusMs(absentAt ?? now, context.settleMs + 50)),
  });
  return false;
}

async function send(
  context: AttemptContext,
  row: OutboxRow,
  file: FileDigest & { path: string },
  lease: Lease,
): Promise<void> {
  const toCodes = await openRecipients(context.store, row);
  try {
    await context.shelf.markTried(row.outboxId);
  } catch (thrown) {
    // A full disk: nothing has left, and the row says what it waits for.
    return giveBack(context, row, lease, toKyguiError(thrown));
  }
  await context.checkpoint('outbox:tried-marked');
  // From this commit on the package counts as possibly sent, whatever happens to this process.
  const begun = await context.store.transaction(async (sql) => {
    const sends = await context.watch.begin(sql);
    await writeFenced(sql, lease, { state: 'claimed', doubt: 1, sends: row.sends + 1, absent_at: null });
    await addStep(sql, row.outboxId, 'claimed', { fence: lease.fence, note: `send ${row.sends + 1}` });
    await moveRecipients(sql, row.outboxId, 'sending', toCodes);
    return sends;
  });
  await context.watch.note(begun);
  await context.checkpoint('outbox:claimed');
  const leaving = outgoing(row, file, toCodes, lease.assertHeld);
  let receipt: SendReceipt;
  try {
    lease.assertHeld();
  } catch {
    // Nothing has left: say so, unless the row is another worker's by now.
    return notSent(
      context,
      { ...row, sends: row.sends + 1 },
      lease,
      new KyguiError('AXIS_STOPPED', { operation: 'sendEdoc' }),
    );
  }
  try {
    receipt = await context.transport.send(leaving, lease.signal);
  } catch (thrown) {
    await context.checkpoint('outbox:answered');
    return sendFailed(context, { ...row, sends: row.sends + 1 }, lease, thrown);
  }
  await context.checkpoint('outbox:answered');
  const { docId, raw } = receipt;
  const sha256 = leaving.left();
  // A receipt counts only with an id of the axis, and for the bytes that were frozen: anything else is a doubt.
  if (docId === null || sha256 !== file.sha256) {
    const reason = docId === null ? 'DocId' : 'SHA-256';
    return outcomeUnknown(context, lease, new KyguiError('AXIS_OUTCOME_UNKNOWN', { reason }), raw);
  }
  if (receipt.exported) return noteExport(context, row, lease, { docId, raw, sha256 }, toCodes);
  await settle(context, row, lease, { docId, raw, sha256 }, toCodes);
}
