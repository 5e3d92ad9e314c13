import { z } from 'zod';
import { BATCH_LIMIT } from '../../../shared/document/batch-limit.ts';
import { roleSchema } from '../../../shared/document/role.ts';
import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { type JobOutcome, signingCommands } from '../../../shared/protocol/commands/signing.ts';
import type { CommandRequest } from '../../../shared/protocol/commands.ts';
import { type Batch, DROPPED_ADDRESS } from '../../messages/batch.ts';
import type { Job } from '../../messages/job.ts';
import { windowAction } from '../action.ts';
import { advance, duringApproval, isOutcomeUnknown, takeOutcome } from '../advance.ts';
import {
  advanceBatch,
  batchJobs,
  changeBatch,
  freshBatch,
  giveBatchBack,
  inBatchTurn,
  keepBatch,
  readBatch,
  writeBatch,
} from '../batches.ts';
import { giveUp } from '../give-up.ts';
import { letGo } from '../held-files.ts';
import { allJobs, changeJob } from '../jobs.ts';
import { laidFile } from '../laid-file.ts';
import type { BridgeLink } from '../link.ts';
import { newJob, ownSource } from '../new-job.ts';
import { renewJob } from '../renew-job.ts';

const batchKey = z.object({ batchKey: z.uuid() });

/** PDFs that the clerk dropped into the extension's own window; the window has put them where jobs keep theirs. */
export const addDropped = windowAction({
  name: 'batch.drop',
  body: z.object({
    role: roleSchema,
    send: z.boolean(),
    windowId: z.number().int().nullable(),
    files: z
      .array(z.object({ held: z.uuid(), name: z.string().min(1).max(200) }))
      .min(1)
      .max(BATCH_LIMIT),
  }),
  async run({ role, send, windowId, files }, { link }) {
    const known = new Set((await allJobs()).map(({ key }) => key));
    if (files.some(({ held: key }) => known.has(key)))
      throw new KyguiError('USAGE', { problem: 'batch.drop' });
    const source = ownSource('', DROPPED_ADDRESS);
    const jobs: Job[] = [];
    for (const { held: key, name } of files) {
      const { size } = await laidFile(key);
      jobs.push(newJob({ key, step: 'fetched', source, role, send, file: { address: '', name }, size }));
    }
    const batch = { ...freshBatch(role, send, jobs), windowId };
    await keepBatch(batch, jobs);
    void advanceBatch(batch, link);
    return { batchKey: batch.key };
  },
});

/** Batches whose approval this worker has in hand; one that was stopped meanwhile has forgotten it. */
const approving = new Set<string>();

/**
 * A window looks at its batch; that wakes a worker that was stopped in the middle. Where that worker waited for the
 * answer to an approval, each letter asks for its own outcome, and then the batch goes on.
 */
export const followBatch = windowAction({
  name: 'batch.follow',
  body: batchKey,
  async run({ batchKey: key }, { link }) {
    const batch = await readBatch(key);
    if (!batch.approving || approving.has(key)) return batch;
    const asking = (await batchJobs(batch)).filter(({ step, error }) => step === 'approving' && !error);
    for (const job of asking) void advance(job.key, link);
    return asking.length > 0 ? batch : changeBatch(key, { approving: false });
  },
});

type ApproveBatch = CommandRequest<'sign.approveBatch'>;

/** One press and one PIN for all that are ready. The PIN is handed on and forgotten. */
export const approveBatch = windowAction({
  name: 'batch.approve',
  body: signingCommands['sign.approveBatch'].request,
  async run(body, { link }) {
    // Known at once, before anything is looked up: of two presses only one carries its PIN on.
    if (approving.has(body.batchKey)) throw new KyguiError('USAGE', { problem: 'batch.approve: twice' });
    approving.add(body.batchKey);
    try {
      return await approveOnce(body, link);
    } finally {
      approving.delete(body.batchKey);
    }
  },
});

async function approveOnce(body: ApproveBatch, link: BridgeLink): Promise<Batch> {
  const batch = await readBatch(body.batchKey);
  const keys = body.jobs.map(({ jobKey }) => jobKey);
  const own = new Set(batch.jobKeys);
  if (batch.approving || keys.some((key) => !own.has(key))) {
    throw new KyguiError('USAGE', { problem: 'batch.approve' });
  }
  await changeBatch(batch.key, { approving: true, paused: null });
  const begun: string[] = [];
  try {
    const answer = await duringApprovals(keys, async () => {
      for (const key of keys) {
        await changeJob(key, beginApproval);
        begun.push(key);
      }
      return link.request('sign.approveBatch', body);
    });
    for (const outcome of answer.jobs) await takeBatchOutcome(outcome);
    await changeBatch(batch.key, { approving: false, paused: answer.paused });
  } catch (thrown) {
    const failure = toKyguiError(thrown);
    await changeBatch(batch.key, { approving: false });
    // Otherwise each job asks for its own outcome.
    if (!isOutcomeUnknown(failure)) {
      for (const key of begun) await changeJob(key, { step: 'stored', progress: null });
      throw failure;
    }
  }
  const after = await readBatch(batch.key);
  void giveBatchBack(after, link);
  return after;
}

/** Looked at and changed in one turn: a letter that was given up meanwhile is not approved. */
function beginApproval({ step }: Job): Partial<Job> {
  if (step !== 'stored') throw new KyguiError('USAGE', { problem: `batch.approve: ${step}` });
  return { step: 'approving', error: null, progress: null };
}

const duringApprovals = <T>(keys: readonly string[], run: () => Promise<T>): Promise<T> =>
  keys.reduce<() => Promise<T>>((inner, key) => () => duringApproval(key, inner), run)();

/** What was not begun may be approved again: it is no failure of that letter. */
async function takeBatchOutcome(outcome: JobOutcome): Promise<void> {
  if (outcome.state === 'prepared') {
    await changeJob(outcome.jobKey, { step: 'stored', progress: null, error: null });
  } else {
    await takeOutcome(outcome.jobKey, outcome);
  }
}

export const pauseBatch = windowAction({
  name: 'batch.pause',
  body: batchKey,
  async run({ batchKey: key }, { link }) {
    await link.request('sign.pauseBatch', { batchKey: key });
    return {};
  },
});

/** A letter whose signature broke off takes its place in the batch again. */
export const renewInBatch = windowAction({
  name: 'batch.renew',
  body: batchKey.extend({ jobKey: z.uuid() }),
  run: ({ batchKey: key, jobKey }) => inBatchTurn(key, () => renew(key, jobKey)),
});

async function renew(key: string, jobKey: string): Promise<Batch> {
  const batch = await readBatch(key);
  if (!batch.jobKeys.includes(jobKey)) throw new KyguiError('USAGE', { problem: 'batch.renew' });
  const fresh = await renewJob(jobKey);
  const jobKeys = batch.jobKeys.map((one) => (one === jobKey ? fresh.key : one));
  const renewed = { ...batch, jobKeys };
  await writeBatch(renewed);
  await letGo(jobKey);
  return renewed;
}

/** The clerk gives up what is not signed yet; what is signed stays signed. */
export const cancelBatch = windowAction({
  name: 'batch.cancel',
  body: batchKey,
  async run({ batchKey: key }, { link }) {
    for (const job of await batchJobs(await readBatch(key))) await giveUp(job.key, link);
  },
});
