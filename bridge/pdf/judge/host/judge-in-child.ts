import { type ChildProcess, fork } from 'node:child_process';
import type { PdfVerdict } from '../../../../shared/document/verdict.ts';
import { ERRORS, type ErrorCode, KyguiError } from '../../../../shared/errors.ts';
import type { RevocationProvider } from '../../../../shared/signing/signer.ts';
import { memoryOptions, OUT_OF_TIME, WALL_PER_CPU } from '../../process-watch.ts';
import type { GateReport, Intent } from '../gate-decision.ts';
import type { JudgeOptions } from '../judge.ts';
import { loadTrustList } from '../trust/trust-list.ts';
import { FromChild, type GatePolicyInput, type JudgeJob, type ToChild } from './messages.ts';

/** How the child process is started and what it may cost. The entry is named by the composition. */
export interface JudgeHost {
  /** Path of the built `host/child.ts`. */
  readonly entry: string;
  readonly execArgv?: readonly string[];
  /** Whole resident memory of the child; default 1024. */
  readonly megabytes?: number;
  /** Keeps one started child waiting for the next file; for programs that run on. */
  readonly keepSpare?: boolean;
  /** Processor time for one file; default 60. Its wall time, questions over the network included, ends after five times as much. */
  readonly seconds?: number;
}

const DEFAULT_MEGABYTES = 1024;
const DEFAULT_SECONDS = 60;

/**
 * {@link judgePdf} in a process of its own.
 * @throws what judgePdf throws, and JUDGE_TIMEOUT, JUDGE_OUT_OF_MEMORY, JUDGE_CRASHED
 */
export async function judgeFileInChild(
  path: string,
  options: JudgeOptions,
  host: JudgeHost,
): Promise<PdfVerdict> {
  const said = await runJob(jobOf('judge', path, options, null, null, host), options, host);
  if (said.kind !== 'verdict') throw new KyguiError('JUDGE_CRASHED');
  return said.verdict;
}

/** {@link checkGate} in a process of its own; same errors as {@link judgeFileInChild}, and POLICY_INVALID. */
export async function checkGateInChild(
  path: string,
  intent: Intent,
  options: JudgeOptions & { policy?: GatePolicyInput },
  host: JudgeHost,
): Promise<GateReport> {
  const said = await runJob(
    jobOf('gate', path, options, intent, options.policy ?? null, host),
    options,
    host,
  );
  if (said.kind !== 'gate') throw new KyguiError('JUDGE_CRASHED');
  return { ...said.report, warnings: said.report.warnings as GateReport['warnings'] };
}

function jobOf(
  kind: JudgeJob['kind'],
  path: string,
  options: JudgeOptions,
  intent: Intent | null,
  policy: unknown,
  host: JudgeHost,
): JudgeJob {
  const trust = typeof options.trust === 'string' ? loadTrustList(options.trust) : options.trust;
  return {
    kind,
    path,
    anchors: (trust?.anchors ?? []).map((anchor) => Buffer.from(anchor.der).toString('base64')),
    now: options.now?.toISOString() ?? null,
    canAsk: Boolean(options.revocation),
    intent,
    policy,
    rssMegabytes: host.megabytes ?? DEFAULT_MEGABYTES,
    cpuSeconds: host.seconds ?? DEFAULT_SECONDS,
  };
}

function runJob(job: JudgeJob, options: JudgeOptions, host: JudgeHost): Promise<FromChild> {
  const child = takeChild(host, job.rssMegabytes);
  const seconds = host.seconds ?? DEFAULT_SECONDS;
  return new Promise((resolve, reject) => {
    let outcome: (() => void) | null = null;
    let heapFull = false;
    const settle = (act: () => void) => {
      outcome ??= act;
      child.kill('SIGKILL');
    };
    const late = () => reject(new KyguiError('JUDGE_TIMEOUT', { seconds }));
    const watch = setTimeout(() => settle(late), seconds * WALL_PER_CPU * 1000);
    const abort = () => settle(() => reject(new KyguiError('CANCELLED')));
    options.signal?.addEventListener('abort', abort, { once: true });
    child.stderr?.on('data', (text: Buffer) => {
      if (text.includes('heap out of memory') || text.includes('Array buffer allocation failed'))
        heapFull = true;
    });
    child.on('message', (message) => {
      const said = FromChild.safeParse(message);
      if (!said.success) settle(() => reject(new KyguiError('JUDGE_CRASHED', { how: 'answer' })));
      else if (said.data.kind === 'ask') void answer(child, said.data, options.revocation, options.signal);
      else settle(finish(said.data, resolve, reject));
    });
    child.on('error', () => settle(() => reject(new KyguiError('JUDGE_CRASHED', { how: 'start' }))));
    child.on('close', (code, signal) => {
      clearTimeout(watch);
      options.signal?.removeEventListener('abort', abort);
      if (outcome) outcome();
      else if (signal === OUT_OF_TIME) late();
      else if (heapFull || signal === 'SIGKILL') reject(new KyguiError('JUDGE_OUT_OF_MEMORY'));
      else reject(new KyguiError('JUDGE_CRASHED', { how: signal ?? String(code) }));
    });
    child.send(job, (failed) => {
      if (failed) settle(() => reject(new KyguiError('JUDGE_CRASHED', { how: 'start' })));
    });
  });
}

function startChild(host: JudgeHost, rssMegabytes: number): ChildProcess {
  return fork(host.entry, [], {
    execArgv: [...(host.execArgv ?? []), ...memoryOptions(rssMegabytes)],
    // The child writes no log: what a foreign file makes a parser say does not belong anywhere.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: plainEnvironment(),
  });
}

/** Children that wait for their one file: starting Node and the parser takes longer than judging most letters. */
const spares = new Map<string, ChildProcess>();

/** A child that has read nothing yet; with `keepSpare` the next one is started while this one works. */
function takeChild(host: JudgeHost, rssMegabytes: number): ChildProcess {
  if (!host.keepSpare) return startChild(host, rssMegabytes);
  const key = JSON.stringify([host.entry, host.execArgv ?? [], rssMegabytes]);
  const ready = spares.get(key);
  const alive = ready?.connected === true && ready.exitCode === null && ready.signalCode === null;
  const child = alive ? ready : startChild(host, rssMegabytes);
  child.ref();
  child.channel?.ref();
  const next = startChild(host, rssMegabytes);
  next.on('error', () => spares.delete(key));
  // A child that only waits must not keep the bridge from ending; it ends itself when the channel closes.
  next.unref();
  next.channel?.unref();
  if (next.stderr && 'unref' in next.stderr) (next.stderr as { unref(): void }).unref();
  spares.set(key, next);
  return child;
}

/** What Node itself needs to start, and nothing of the bridge's own environment. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP, TMPDIR } = process.env;
  const given = { PATH, SystemRoot, TEMP, TMPDIR };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function finish(
  said: FromChild,
  resolve: (said: FromChild) => void,
  reject: (error: KyguiError) => void,
): () => void {
  if (said.kind !== 'error') return () => resolve(said);
  const code: ErrorCode = Object.hasOwn(ERRORS, said.code) ? (said.code as ErrorCode) : 'INTERNAL';
  return () => reject(new KyguiError(code, said.details));
}

async function answer(
  child: ChildProcess,
  question: Extract<FromChild, { kind: 'ask' }>,
  provider: RevocationProvider | null | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const certificate = Buffer.from(question.certificate, 'base64');
  const issuer = Buffer.from(question.issuer, 'base64');
  const asked =
    question.what === 'issuer'
      ? provider?.issuer?.(certificate, signal)
      : provider?.[question.what](certificate, issuer, signal);
  const found = await asked?.catch(() => null);
  const reply: ToChild = { id: question.id, answer: found ? Buffer.from(found).toString('base64') : null };
  if (child.connected) child.send(reply);
}
