import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import { batchDigest } from '../../shared/protocol/approval.ts';
import type { CommandAnswer } from '../../shared/protocol/commands.ts';
import type { Bridge } from '../compose.ts';
import type { CommandContext, Handlers } from '../listener/handlers.ts';
import type { Batch } from '../token/batch.ts';
import type { PreparedJob, PreparedJobs } from './prepared-jobs.ts';
import { withNumbers } from './register.ts';
import {
  finished,
  isSettled,
  notBegun,
  type Outcome,
  refuseWhereFound,
  signUnder,
  type Tell,
  type Turn,
} from './sign-approve.ts';

type Answer = CommandAnswer<'sign.approveBatch'>;
type Failure = NonNullable<Answer['paused']>;

interface Running {
  digest: string;
  work: Promise<Answer>;
  pausing: boolean;
}

/** Failures of the token, after which the other letters of a batch cannot be signed either. */
const stopsTheRest = (failure: Failure): boolean => failure.code.startsWith('TOKEN_');

const failureOf = (thrown: unknown): Failure => {
  const { code, details } = toKyguiError(thrown);
  return { code, details: { ...details } };
};

/** How many PINs a batch will cost, told before the first one is asked for. */
export function signPins({ tokens }: Pick<Bridge, 'tokens'>): NonNullable<Handlers['sign.pins']> {
  return async ({ certificate, files }) => {
    const { token } = await tokens.find(certificate);
    const { count } = await tokens.pinsNeeded(certificate, files);
    return { pinsNeeded: count, triesLeft: token.triesLeft, lastTry: token.lastTry };
  };
}

/** Batches whose tokens are remembered; each is one window. */
const MOST_KNOWN = 100;

/** Letters of one batch that are under way, so that they can be paused and are never begun twice. */
export class RunningBatches {
  readonly #running = new Map<string, Running>();
  readonly #tokens = new Map<string, string>();

  get(batchKey: string): Running | undefined {
    return this.#running.get(batchKey);
  }

  /** The token that a batch began with, by its id; undefined before its first PIN was right. */
  tokenOf(batchKey: string): string | undefined {
    return this.#tokens.get(batchKey);
  }

  keepToken(batchKey: string, tokenId: string): void {
    const [oldest] = this.#tokens.keys();
    if (this.#tokens.size >= MOST_KNOWN && oldest !== undefined) this.#tokens.delete(oldest);
    this.#tokens.set(batchKey, tokenId);
  }

  async run(batchKey: string, digest: string, begin: (batch: Running) => Promise<Answer>): Promise<Answer> {
    const entry: Running = { digest, work: Promise.reject(new Error('not begun')), pausing: false };
    entry.work.catch(() => undefined);
    this.#running.set(batchKey, entry);
    entry.work = begin(entry);
    try {
      return await entry.work;
    } finally {
      this.#running.delete(batchKey);
    }
  }
}

export function signPauseBatch(running: RunningBatches): NonNullable<Handlers['sign.pauseBatch']> {
  return async ({ batchKey }) => {
    const batch = running.get(batchKey);
    if (batch) batch.pausing = true;
    return {};
  };
}

/**
 * Several prepared jobs under one press and one PIN. The digest covers each job's own approval in order; each job is
 * its own row, so that what ends in the middle leaves whole letters behind, never half of one.
 * @throws DOCUMENT_CHANGED, GATE_REFUSED, JOB_UNKNOWN and the token's refusals, before anything was signed
 */
export function signApproveBatch(
  bridge: Bridge,
  prepared: PreparedJobs,
  running: RunningBatches,
): NonNullable<Handlers['sign.approveBatch']> {
  return async (body, context) => {
    if (batchDigest(body.jobs) !== body.batchDigest) throw new KyguiError('DOCUMENT_CHANGED');
    const earlier = running.get(body.batchKey);
    if (earlier) {
      if (earlier.digest !== body.batchDigest) throw new KyguiError('DOCUMENT_CHANGED');
      return earlier.work;
    }
    const jobs = await Promise.all(body.jobs.map((asked) => shown(bridge, prepared, asked)));
    const open = jobs.filter((job): job is PreparedJob => job !== null);
    const [first] = open;
    // Everything was carried out before: the answer was lost on its way.
    if (!first)
      return {
        jobs: await Promise.all(body.jobs.map(({ jobKey }) => finished(bridge, jobKey))),
        paused: null,
      };
    if (open.some(({ certificate }) => certificate !== first.certificate)) {
      throw new KyguiError('DOCUMENT_CHANGED');
    }
    const keys = new Set(open.map(({ jobKey }) => jobKey));
    if (keys.size !== open.length || open.some(({ jobKey }) => prepared.isCarriedOut(jobKey))) {
      throw new KyguiError('SENDING_JOB_ORDER', { state: 'signing' });
    }
    for (const jobKey of keys) prepared.carryOut(jobKey, true);
    const pin = { pin: new TextEncoder().encode(body.pin), confirmLastTry: body.confirmLastTry ?? false };
    try {
      const carryOut = async (entry: Running): Promise<Answer> => {
        // A paused batch goes on with the token that it began with: its PIN reaches no other.
        const tokenId = running.tokenOf(body.batchKey);
        const batch = await bridge.tokens.openBatch({
          certificateThumbprint: first.certificate,
          ...pin,
          ...(tokenId !== undefined && { tokenId }),
        });
        running.keepToken(body.batchKey, batch.token.id);
        try {
          const { outcomes, paused } = await carryOutAll(bridge, prepared, open, batch, entry, context);
          return {
            jobs: await Promise.all(
              body.jobs.map(({ jobKey }) => outcomes.get(jobKey) ?? finished(bridge, jobKey)),
            ),
            paused,
          };
        } finally {
          await batch.close();
        }
      };
      return await running.run(body.batchKey, body.batchDigest, (entry) =>
        withNumbers(bridge, open, () => carryOut(entry)),
      );
    } finally {
      for (const jobKey of keys) prepared.carryOut(jobKey, false);
    }
  };
}

/** The job as it was shown, or null when it was carried out before. @throws DOCUMENT_CHANGED, GATE_REFUSED, JOB_UNKNOWN */
async function shown(
  bridge: Bridge,
  prepared: PreparedJobs,
  asked: { jobKey: string; approvalDigest: string },
): Promise<PreparedJob | null> {
  if (await isSettled(bridge, asked.jobKey)) return null;
  const job = prepared.find(asked.jobKey);
  if (!job) throw new KyguiError('JOB_UNKNOWN');
  if (job.approvalDigest !== asked.approvalDigest) throw new KyguiError('DOCUMENT_CHANGED');
  refuseWhereFound(job);
  return job;
}

/**
 * One letter after another has the token. While it does, the next one is read, hashed and drawn, and the one before is
 * judged and committed; its approval becomes a row only when its turn has come, so a pause, or a token that goes away,
 * breaks off one letter at most.
 */
async function carryOutAll(
  bridge: Bridge,
  prepared: PreparedJobs,
  open: readonly PreparedJob[],
  batch: Batch,
  entry: Running,
  context: CommandContext,
): Promise<{ outcomes: Map<string, Outcome>; paused: Failure | null }> {
  const outcomes = new Map<string, Outcome>();
  let paused: Failure | null = null;
  const pinForEach = batch.certificate.alwaysAuthenticate && !batch.token.pinPad;
  const mayBegin = (index: number): boolean => {
    if (!paused && entry.pausing) paused = { code: 'CANCELLED', details: {} };
    // The next PIN belongs to the next signature: it is asked for before that letter's approval becomes a row.
    if (!paused && index > 0 && pinForEach) paused = { code: 'TOKEN_PIN_NEEDED', details: {} };
    return paused === null;
  };
  const carryOut = async (job: PreparedJob, turn: Turn): Promise<void> => {
    const { jobKey } = job;
    const total = job.documents.length;
    const tell: Tell = (step, done) =>
      context.sendEvent({ event: 'job.progress', jobKey, step, done, total });
    const outcome = await signUnder(bridge, job, batch, tell, turn).catch(
      (thrown: unknown): Outcome => ({ ...notBegun(jobKey), state: 'failed', error: failureOf(thrown) }),
    );
    outcomes.set(jobKey, outcome ?? notBegun(jobKey));
    if (outcome) prepared.forget(jobKey);
    prepared.carryOut(jobKey, false);
    if (outcome?.error && stopsTheRest(outcome.error)) paused = outcome.error;
    turn.reached();
    turn.passed();
  };
  const work: Promise<void>[] = [];
  let before = { reached: Promise.resolve(), passed: Promise.resolve() };
  for (const [index, job] of open.entries()) {
    const { passed: free } = before;
    await (pinForEach ? free : before.reached);
    // Few letters wait for their last rows and judgements at a time.
    await work[index - 2];
    if (paused || (pinForEach && !mayBegin(index))) {
      outcomes.set(job.jobKey, notBegun(job.jobKey));
      prepared.carryOut(job.jobKey, false);
      continue;
    }
    const [reached, passed] = [deferred(), deferred()];
    const comes = () => free.then(() => mayBegin(index));
    work.push(carryOut(job, { comes, reached: reached.resolve, passed: passed.resolve }));
    before = { reached: reached.promise, passed: passed.promise };
  }
  await Promise.all(work);
  return { outcomes, paused };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
