import { type ChildProcess, fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { GatePolicy } from '../../../shared/document/gate.ts';
import { ERRORS, type ErrorCode, KyguiError } from '../../../shared/errors.ts';
import type { Signer } from '../../../shared/signing/signer.ts';
import type { FileWords } from '../../scan/file-words.ts';
import { type GateReport, type Intent, passGate } from '../judge/gate-decision.ts';
import type { Authorities, Level } from '../levels/raise-level.ts';
import type { PreparedSignature, PrepareOptions } from '../prepare.ts';
import type { DocumentText } from '../printed-text.ts';
import { memoryOptions, OUT_OF_TIME, WALL_PER_CPU } from '../process-watch.ts';
import type { SignatureRequestInput } from '../request.ts';
import type {
  AskReply,
  CheckedSignedPdf,
  PlainDescription,
  ReaderAnswer,
  ReaderAsk,
  ReaderJob,
  ReaderOrder,
  ReaderReady,
  ReaderSetup,
  SignedAtOnce,
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
  /** MB for young objects; 1. With 4 a hundred files in a row cost a twentieth less time. */
  nursery?: number;
  /**
   * Processor time of one job; 60, and ten times that to sign. Its wall time, without what it waits for the bridge,
   * ends after five times as much.
   */
  seconds?: number;
  /** Milliseconds after the last job at which a process ends; 60,000. */
  idle?: number;
}

export type RemotePrepareOptions = Omit<PrepareOptions, 'libraries'> & {
  /** Passes the gate first, in the same process and without trust. */
  gate?: { intent: Intent; policy: GatePolicy | null };
};

interface RemoteSigning {
  input: string;
  /** Where the result grows; not there yet. Whoever asked names it or takes it away. */
  draft: string;
  signer: Signer;
  authorities?: Authorities;
  level?: Level;
  whenUnreachable?: 'stop' | 'degrade';
}

export interface RemoteSignOptions extends RemoteSigning {
  prepared: PreparedSignature;
}

export interface RemoteSignAtOnceOptions extends RemoteSigning {
  request: SignatureRequestInput;
  gate: { intent: Intent; policy: GatePolicy | null };
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
  readonly #line: ((child: ChildProcess) => void)[] = [];
  #starting: ChildProcess | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(settings: PdfReaderSettings) {
    this.#settings = settings;
  }

  /** Jobs that run at a time. */
  get processes(): number {
    return this.#settings.processes ?? 1;
  }

  /** `prepareSignature`, and its errors, PDF_READER_TIMEOUT and PDF_READER_CRASHED; with `gate` the gate's too. */
  async prepare(
    path: string,
    request: SignatureRequestInput,
    options: RemotePrepareOptions = {},
  ): Promise<PreparedSignature> {
    const answer = await this.#run({ kind: 'prepare', path, request, ...options });
    if (answer.kind === 'gated') passGate(answer.report);
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

  /**
   * `fileWords` of a file of any kind, and what reading the disk throws. @throws PDF_READER_TIMEOUT, PDF_READER_CRASHED
   */
  async words(path: string, name: string): Promise<FileWords> {
    const answer = await this.#run({ kind: 'words', path, name });
    if (answer.kind !== 'searched') throw new KyguiError('PDF_READER_CRASHED');
    return answer.words;
  }

  /** `checkGate` without trust, and its errors, PDF_READER_TIMEOUT and PDF_READER_CRASHED. */
  async gate(path: string, intent: Intent, policy: GatePolicy | null): Promise<GateReport> {
    const answer = await this.#run({ kind: 'gate', path, intent, policy });
    if (answer.kind !== 'gated') throw new KyguiError('PDF_READER_CRASHED');
    return answer.report;
  }

  /** Resolves when a PNG can be drawn. @throws PDF_IMAGE_INVALID, PDF_READER_TIMEOUT, PDF_READER_CRASHED */
  async assertDrawable(png: Uint8Array): Promise<void> {
    const answer = await this.#run({ kind: 'picture', png });
    if (answer.kind !== 'drawable') throw new KyguiError('PDF_READER_CRASHED');
  }

  /** `samplePdf`: a page of our own for a first signature. @throws PDF_READER_TIMEOUT, PDF_READER_CRASHED */
  async sample(): Promise<Uint8Array> {
    const answer = await this.#run({ kind: 'sample' });
    if (answer.kind !== 'made') throw new KyguiError('PDF_READER_CRASHED');
    return answer.pdf;
  }

  /** `signDraft` and the judge's word on the draft; its errors, PDF_READER_TIMEOUT and PDF_READER_CRASHED. */
  async sign({ signer, authorities, ...job }: RemoteSignOptions): Promise<CheckedSignedPdf> {
    const help = helpOf(signer, authorities, job.level);
    const answer = await this.#runSigning({ kind: 'sign', ...job, help }, signer, authorities);
    if (answer.kind !== 'signed') throw new KyguiError('PDF_READER_CRASHED');
    return answer.result;
  }

  /** Gate, preparation and signature in one go where nobody looks in between, and the errors of all three. */
  async signAtOnce({ signer, authorities, ...job }: RemoteSignAtOnceOptions): Promise<SignedAtOnce> {
    const help = helpOf(signer, authorities, job.level);
    const answer = await this.#runSigning({ kind: 'sign-at-once', ...job, help }, signer, authorities);
    if (answer.kind !== 'signed-at-once') throw new KyguiError('PDF_READER_CRASHED');
    return answer.result;
  }

  async #runSigning(
    job: Extract<ReaderJob, { draft: string }>,
    signer: Signer,
    authorities: Authorities | undefined,
  ): Promise<ReaderAnswer> {
    try {
      return await this.#run(job, (ask) => answerAsk(ask, signer, authorities));
    } catch (thrown) {
      // A process that was ended in the middle could not take its draft away.
      await rm(job.draft, { force: true }).catch(() => undefined);
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
    clearTimeout(this.#idle);
    const child = await this.#take();
    const seconds = (this.#settings.seconds ?? 60) * ('draft' in job ? 10 : 1);
    let answer: ReaderAnswer | undefined;
    try {
      answer = await oneAnswer(child, job, seconds, answerer);
    } finally {
      if (answer && answer.kind !== 'error' && child.connected && !child.killed) this.#free.push(child);
      else this.#end(child);
      this.#serve();
    }
    if (answer.kind !== 'error') return answer;
    const code: ErrorCode = Object.hasOwn(ERRORS, answer.code) ? (answer.code as ErrorCode) : 'INTERNAL';
    throw new KyguiError(code, answer.details);
  }

  /** A process for one job, in the order of asking. */
  #take(): Promise<ChildProcess> {
    return new Promise((turn) => {
      this.#line.push(turn);
      this.#serve();
    });
  }

  /**
   * Hands free processes to those who wait. One more is started when nobody is free, one at a time: the first file of a
   * batch is not to wait until all of them have started side by side.
   */
  #serve(): void {
    while (this.#line.length > 0) {
      const child = this.#free.pop() ?? this.#another();
      if (!child) return;
      this.#line.shift()?.(child);
    }
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#rest(), this.#settings.idle ?? 60_000).unref();
  }

  #another(): ChildProcess | null {
    if (this.#starting || this.#all.size >= this.processes) return null;
    const child = this.#start();
    this.#starting = child;
    const gone = () => {
      this.#end(child);
      this.#serve();
    };
    child.once('message', () => {
      if (this.#starting === child) this.#starting = null;
      this.#serve();
    });
    child.once('exit', gone);
    child.once('error', gone);
    return child;
  }

  #end(child: ChildProcess): void {
    this.#all.delete(child);
    const at = this.#free.indexOf(child);
    if (at >= 0) this.#free.splice(at, 1);
    if (this.#starting === child) this.#starting = null;
    child.kill('SIGKILL');
  }

  #rest(): void {
    for (const child of this.#free.splice(0)) {
      this.#all.delete(child);
      child.kill('SIGKILL');
    }
  }

  #start(): ChildProcess {
    const { entry, execArgv = [], fontDirectory, megabytes = 768, nursery } = this.#settings;
    const child = fork(entry, [], {
      execArgv: [...execArgv, ...memoryOptions(megabytes, nursery)],
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
      child.off('error', crashed);
      act();
    };
    const wind = () => {
      watch = setTimeout(
        () => {
          child.kill('SIGKILL');
          late();
        },
        seconds * WALL_PER_CPU * 1000,
      );
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
      const said = message as ReaderAnswer | ReaderAsk | ReaderReady;
      if (said.kind === 'ready') return;
      if (said.kind === 'ask') void reply(said);
      else settle(() => resolve(said));
    };
    const late = () => settle(() => reject(new KyguiError('PDF_READER_TIMEOUT', { seconds })));
    const crashed = () => settle(() => reject(new KyguiError('PDF_READER_CRASHED')));
    const onExit = (_code: unknown, signal?: unknown) => (signal === OUT_OF_TIME ? late() : crashed());
    wind();
    child.on('message', onMessage);
    child.on('exit', onExit);
    child.on('error', crashed);
    child.send({ kind: 'order', job, seconds } satisfies ReaderOrder, (failed) => {
      if (failed) crashed();
    });
  });
}

/** What Node itself needs to start, and nothing of the bridge's own environment. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP, TMPDIR } = process.env;
  const given = { PATH, SystemRoot, TEMP, TMPDIR };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
