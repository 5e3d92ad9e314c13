import type { OutboxState } from '../../shared/document/outbox-state.ts';
import { type ErrorCode, KyguiError } from '../../shared/errors.ts';
import { plusMs } from '../clock/clock.ts';
import type { SqlValue, Transaction } from '../store/store.ts';
import type { AttemptContext } from './attempt-context.ts';
import { backoffMs, MAX_REFUSALS } from './backoff.ts';
import { failureOf } from './failure.ts';
import { type Lease, released, writeFenced } from './lease.ts';
import { addStep, errorColumns, moveRecipients } from './ledger.ts';
import type { OutboxRow } from './model.ts';
import { openRecipients } from './receipt.ts';
import type { RecipientState } from './recipient-state.ts';

/** What a try that brought no receipt leaves behind: each a committed step under the row's fence. */

export const RESTORED = 'SENDING_RESTORED' satisfies ErrorCode;

/** While the clerk has not decided, the axis is asked again now and then: its list may come to show the truth. */
const ASK_AGAIN_MS = 3_600_000;
const MOST_ASKS = 48;

/** Stays in doubt for the clerk to decide; nothing is sent meanwhile. Always false. */
export async function unclear(
  context: AttemptContext,
  row: OutboxRow,
  lease: Lease,
  reason: string,
): Promise<boolean> {
  await commitState(
    context,
    lease,
    'outcome-unknown',
    reason,
    {
      doubt: 1,
      waits: row.waits + 1,
      ...failed(new KyguiError(row.error?.code === RESTORED ? RESTORED : 'SENDING_OUTCOME_UNKNOWN')),
      ...released(row.waits < MOST_ASKS ? await later(context, ASK_AGAIN_MS) : null),
    },
    'outcome-unknown',
  );
  return false;
}

export async function sendFailed(
  context: AttemptContext,
  row: OutboxRow,
  lease: Lease,
  thrown: unknown,
): Promise<void> {
  const failure = failureOf(thrown);
  if (failure.kind === 'unknown') return outcomeUnknown(context, lease, failure.error, '');
  if (failure.kind === 'recipient') return withoutRecipient(context, row, lease, failure.error, failure.code);
  if (failure.kind === 'dead') return dead(context, lease, failure.error);
  if (failure.kind === 'refused' && row.refusals + 1 >= MAX_REFUSALS) {
    const tries = row.refusals + 1;
    return dead(
      context,
      lease,
      new KyguiError('SENDING_TOO_MANY_TRIES', { tries, last: failure.error.code }),
    );
  }
  return notSent(context, row, lease, failure.error, failure);
}

/** Surely not with the axis: back to the queue with a wait. */
export async function notSent(
  context: AttemptContext,
  row: OutboxRow,
  lease: Lease,
  error: KyguiError,
  failure: { kind: string; settings?: boolean } = { kind: 'waiting' },
): Promise<void> {
  const refused = failure.kind === 'refused';
  const count = refused ? row.refusals + 1 : row.waits + 1;
  const stopped = error.code === 'AXIS_STOPPED';
  const wait = stopped ? 0 : backoffMs(failure.settings ? 99 : count, context.random);
  const next = await later(context, wait);
  await commitState(
    context,
    lease,
    'packaged',
    error.code,
    {
      doubt: 0,
      ...(refused ? { refusals: count } : { waits: count }),
      ...failed(error),
      ...released(next),
    },
    'waiting',
  );
}

export async function outcomeUnknown(
  context: AttemptContext,
  lease: Lease,
  error: KyguiError,
  raw: string,
): Promise<void> {
  const next = await later(context, Math.min(context.settleMs, 1000));
  await commitState(
    context,
    lease,
    'outcome-unknown',
    error.code,
    {
      doubt: 1,
      ...(raw === '' ? {} : { receipt: raw }),
      ...failed(error),
      ...released(next),
    },
    'outcome-unknown',
  );
}

/** One unit does not exist or is locked: it failed alone, the others go on at once. */
async function withoutRecipient(
  context: AttemptContext,
  row: OutboxRow,
  lease: Lease,
  error: KyguiError,
  code: string,
): Promise<void> {
  const others = (await openRecipients(context.store, row)).filter((other) => other !== code);
  if (others.length === 0 || !row.toCodes.includes(code)) return dead(context, lease, error);
  const now = await context.store.now();
  await context.store.transaction(async (sql) => {
    await moveRecipients(sql, row.outboxId, 'failed', [code]);
    await moveRecipients(sql, row.outboxId, 'waiting', others);
    await writeFenced(sql, lease, { state: 'packaged', doubt: 0, ...failed(error), ...released(now) });
    await addStep(sql, row.outboxId, 'packaged', { fence: lease.fence, note: `${error.code} ${code}` });
  });
}

async function dead(context: AttemptContext, lease: Lease, error: KyguiError): Promise<void> {
  const columns = { doubt: 0, ...failed(error), ...released(null) };
  await commitState(context, lease, 'failed', error.code, columns, 'failed');
}

/** Could not even be made ready: trouble that may pass waits, the rest is put aside with its reason. */
export async function giveBack(
  context: AttemptContext,
  row: OutboxRow,
  lease: Lease,
  error: KyguiError,
): Promise<void> {
  const mayPass = failureOf(error).kind === 'waiting';
  // In doubt and never to be ready, or restored before it was packaged: whether it was sent is for the clerk to find out.
  if (row.doubt && !(mayPass && row.package)) {
    await unclear(context, row, lease, error.code);
    return;
  }
  if (!mayPass) return dead(context, lease, error);
  const next = await later(context, backoffMs(row.waits + 1, context.random));
  const columns = { waits: row.waits + 1, ...failed(error), ...released(next) };
  if (row.doubt) await commitState(context, lease, 'outcome-unknown', error.code, columns, 'outcome-unknown');
  else await commitState(context, lease, row.state, error.code, columns);
}

export function failed(error: KyguiError): Readonly<Record<string, SqlValue>> {
  const [code, details] = errorColumns(error);
  return { error_code: code, error_details: details };
}

export async function later(context: AttemptContext, ms: number): Promise<string> {
  return plusMs(await context.store.now(), ms);
}

/** One committed step with its columns, the state of the row with it, and where its recipients stand then. */
export function commitState(
  context: AttemptContext,
  lease: Lease,
  state: OutboxState,
  note: string,
  columns: Readonly<Record<string, SqlValue>>,
  recipients?: RecipientState,
): Promise<void> {
  return commit(context, lease, state, note, { state, ...columns }, recipients);
}

export async function commit(
  context: AttemptContext,
  lease: Lease,
  step: OutboxState,
  note: string,
  columns: Readonly<Record<string, SqlValue>> = {},
  recipients?: RecipientState,
): Promise<void> {
  await context.store.transaction(async (sql: Transaction) => {
    await writeFenced(sql, lease, { state: step, ...columns });
    await addStep(sql, lease.outboxId, step, { fence: lease.fence, note });
    // Under the same fence: a worker that has lost the row moves nobody.
    if (recipients) await moveRecipients(sql, lease.outboxId, recipients);
  });
}
