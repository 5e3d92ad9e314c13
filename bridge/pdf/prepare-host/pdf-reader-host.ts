import { type ChildProcess, fork } from 'node:child_process';
import type { GatePolicy } from '../../../shared/document/gate.ts';
import { ERRORS, type ErrorCode, KyguiError } from '../../../shared/errors.ts';
import type { Signer } from '../../../shared/signing/signer.ts';
import { dropDrafts } from '../../files/output-file.ts';
import type { GateReport, Intent } from '../judge/gate-decision.ts';
import type { Authorities, Level } from '../levels/raise-level.ts';
import type { PreparedSignature, PrepareOptions } from '../prepare.ts';
import type { DocumentText } from '../printed-text.ts';
import type { SignatureRequestInput } from '../request.ts';
import type {
  AskReply,
  CheckedSignedPdf,
  PlainDescription,
  ReaderAnswer,
  ReaderAsk,
  ReaderJob,
  ReaderSetup,
} from './messages.ts';
import { answerAsk, helpOf } from './remote-signing.ts';

/** How the reading processes are started and what they may cost. The entry is named by the composition. */
export interface PdfReaderSettings {
  /** Path of the built `prepare-host/child.ts`. */
  entry: string;
  execArgv?: readonly string[];
  /** Folder of the fonts; the one beside the sources when left out. */
  fontDirectory?: string;
  /** Jobs that run at a time, each in a process of its own; 1. */
  processes?: number;
  /** Whole resident memory of a process; 768. */
  megabytes?: number;
  /** Wall time of one job without what it waits for the bridge; 60, and ten times that to sign. */
  seconds?: number;
  /** Milliseconds after the last job at which a process ends; 60,000. */
  idle?: number;
}

export type RemotePrepareOptions = Omit<PrepareOptions, 'libraries'>;

export interface RemoteSignOptions {
  input: string;
  output: string;
  prepared: PreparedSignature;
  signer: Signer;
  authorities?: Authorities;
  level?: Level;
  whenUnreachable?: 'stop' | 'degrade';
}

type Answerer = (ask: ReaderAsk) => Promise<AskReply>;

/**
 * Reads foreign files in processes of their own with limits on memory and time. A process takes one job after another;
 * one that hangs, crashes, grows too large or met a file that it refused is not used again.
 */
export class PdfReaderHost {
  readonly #settings: PdfReaderSettings;
  readonly #free: ChildProcess[] = [];
  readonly #all = new Set<ChildProcess>();
  readonly #queue: (() => void)[] = [];
  #working = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(settings: PdfReaderSettings) {
    this.#settings = settings;
  }

  /** Jobs that run at a time. */
  get processes(): number {
    return this.#settings.processes ?? 1;
  }

  /** `prepareSignature`, and its errors, PDF_READER_TIMEOUT and PDF_READER_CRASHED. */
  async prepare(
    path: string,
    request: SignatureRequestInput,
    options: RemotePrepareOptions = {},
  ): Promise<PreparedSignature> {
    const answer = await this.#run({ kind: 'prepare', path, request, ...options });
    if (answer.kind !== 'prepared') throw new KyguiError('PDF_READER_CRASHED');
    return answer.prepared;
  }

  /** `inspectPdf`, and its errors, PDF_READER_TIMEOUT and PDF_READER_CRASHED. */
  async inspect(path: string): Promise<PlainDescription> {
    const answer = await this.#run({ kind: 'inspect', path });
    if (answer.kind !== 'described') throw new KyguiError('PDF_READER_CRASHED');
    return answer.description;
  }

  /** `readDocumentText`, and its errors, PDF_READER_TIMEOUT and PDF_READER_CRASHED. */
  async text(path: string): Promise<DocumentText> {
    const answer = await this.#run({ kind: 'text', path });
    if (answer.kind !== 'read') throw new KyguiError('PDF_READER_CRASHED');
    return answer.text;
  }

  /** `checkGate` without trust, and its errors, PDF_READER_TIMEOUT and PDF_READER_CRASHED. */
  async gate(path: string, intent: Intent, policy: GatePolicy | null): Promise<GateReport> {
    const answer = await this.#run({ kind: 'gate', path, intent, policy });
    if (answer.kind !== 'gated') throw new KyguiError('PDF_READER_CRASHED');
    return answer.report;
  }

  /** `signPdf` and the judge's word on the result; its errors, PDF_READER_TIMEOUT and PDF_READER_CRASHED. */
  async sign({ signer, authorities, ...job }: RemoteSignOptions): Promise<CheckedSignedPdf> {
    const help = helpOf(signer, authorities, job.level);
    try {
      const answer = await this.#run({ kind: 'sign', ...job, help }, (ask) =>
        answerAsk(ask, signer, authorities),
      );
      if (answer.kind !== 'signed') throw new KyguiError('PDF_READER_CRASHED');
      return answer.result;
    } catch (thrown) {
      // A process that was ended in the middle could not take its draft away.
      if (thrown instanceof KyguiError && thrown.code.startsWith('PDF_READER_')) await dropDrafts(job.output);
      throw thrown;
    }
  }

  close(): void {
    clearTimeout(this.#idle);
    for (const child of this.#all) child.kill('SIGKILL');
    this.#all.clear();
    this.#free.length = 0;
  }

  async #run(job: ReaderJob, answerer?: Answerer): Promise<ReaderAnswer> {
    if (this.#working >= this.processes) {
      await new Promise<void>((turn) => this.#queue.push(turn));
    } else this.#working += 1;
    try {
      return await this.#runNow(job, answerer);
    } finally {
      // The place goes to the next in line, or is given up.
      const next = this.#queue.shift();
      if (next) next();
      else this.#working -= 1;
    }
  }

  async #runNow(job: ReaderJob, answerer: Answerer | undefined): Promise<ReaderAnswer> {
    clearTimeout(this.#idle);
    const child = this.#free.pop() ?? this.#start();
    const seconds = (this.#settings.seconds ?? 60) * (job.kind === 'sign' ? 10 : 1);
    try {
      const answer = await oneAnswer(child, job, seconds, answerer);
      if (answer.kind !== 'error') {
        if (child.connected && !child.killed) this.#free.push(child);
        return answer;
      }
      const code: ErrorCode = Object.hasOwn(ERRORS, answer.code) ? (answer.code as ErrorCode) : 'INTERNAL';
      throw new KyguiError(code, answer.details);
    } finally {
      if (!this.#free.includes(child)) {
        this.#all.delete(child);
        child.kill('SIGKILL');
      }
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => this.#rest(), this.#settings.idle ?? 60_000).unref();
    }
  }

  #rest(): void {
    for (const child of this.#free.splice(0)) {
      this.#all.delete(child);
      child.kill('SIGKILL');
    }
  }

  #start(): ChildProcess {
    const { entry, execArgv = [], fontDirectory, megabytes = 768 } = this.#settings;
    const heap = Math.max(64, Math.floor(megabytes * 0.75));
    const child = fork(entry, [], {
      execArgv: [...execArgv, `--max-old-space-size=${heap}`],
      serialization: 'advanced',
      // What a foreign file makes a parser print belongs nowhere.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: plainEnvironment(),
    });
    child.unref();
    child.channel?.unref();
    this.#all.add(child);
    const setup: ReaderSetup = {
      kind: 'setup',
      fontDirectory: fontDirectory ?? null,
      rssMegabytes: megabytes,
    };
    child.send(setup, () => {});
    return child;
  }
}

/** The clock stands still while the process waits for an answer of the bridge: token and authorities have their own. */
function oneAnswer(
  child: ChildProcess,
  job: ReaderJob,
  seconds: number,
  answerer: Answerer | undefined,
): Promise<ReaderAnswer> {
  return new Promise((resolve, reject) => {
    child.channel?.ref();
    let watch: NodeJS.Timeout | undefined;
    let asking = 0;
    let done = false;
    const settle = (act: () => void) => {
      done = true;
      clearTimeout(watch);
      child.channel?.unref();
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onExit);
      act();
    };
    const wind = () => {
      watch = setTimeout(() => {
        child.kill('SIGKILL');
        settle(() => reject(new KyguiError('PDF_READER_TIMEOUT', { seconds })));
      }, seconds * 1000);
    };
    const reply = async (ask: ReaderAsk) => {
      if (!answerer) return;
      asking += 1;
      clearTimeout(watch);
      const said = await answerer(ask);
      asking -= 1;
      if (done) return;
      if (asking === 0) wind();
      child.send(said, () => {});
    };
    const onMessage = (message: unknown) => {
      const said = message as ReaderAnswer | ReaderAsk;
      if (said.kind === 'ask') void reply(said);
      else settle(() => resolve(said));
    };
    const onExit = () => settle(() => reject(new KyguiError('PDF_READER_CRASHED')));
    wind();
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', onExit);
    child.send(job, (failed) => {
      if (failed) onExit();
    });
  });
}

/** What Node itself needs to start, and nothing of the bridge's own environment. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP, TMPDIR } = process.env;
  const given = { PATH, SystemRoot, TEMP, TMPDIR };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
