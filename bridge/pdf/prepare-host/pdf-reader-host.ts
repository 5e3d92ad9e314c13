import { type ChildProcess, fork } from 'node:child_process';
import { ERRORS, type ErrorCode, KyguiError } from '../../../shared/errors.ts';
import type { PreparedSignature, PrepareOptions } from '../prepare.ts';
import type { SignatureRequestInput } from '../request.ts';
import type { PlainDescription, ReaderAnswer, ReaderJob, ReaderSetup } from './messages.ts';

/** How the reading process is started and what it may cost. The entry is named by the composition. */
export interface PdfReaderSettings {
  /** Path of the built `prepare-host/child.ts`. */
  entry: string;
  execArgv?: readonly string[];
  /** Folder of the fonts; the one beside the sources when left out. */
  fontDirectory?: string;
  /** Whole resident memory of the process; 768. */
  megabytes?: number;
  /** Wall time of one job; 60. */
  seconds?: number;
  /** Milliseconds after the last job at which the process ends; 60,000. */
  idle?: number;
}

export type RemotePrepareOptions = Omit<PrepareOptions, 'libraries'>;

/**
 * Reads foreign files in a process of its own with limits on memory and time. Jobs run one after another; a process that
 * hangs, crashes or grows too large is ended, and the next job gets a new one.
 */
export class PdfReaderHost {
  readonly #settings: PdfReaderSettings;
  #child: ChildProcess | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(settings: PdfReaderSettings) {
    this.#settings = settings;
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

  /** `readPrintedText`, and its errors, PDF_READER_TIMEOUT and PDF_READER_CRASHED. */
  async text(path: string): Promise<string[]> {
    const answer = await this.#run({ kind: 'text', path });
    if (answer.kind !== 'read') throw new KyguiError('PDF_READER_CRASHED');
    return answer.pages;
  }

  close(): void {
    clearTimeout(this.#idle);
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  #run(job: ReaderJob): Promise<ReaderAnswer> {
    const result = this.#last.then(() => this.#runNow(job));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #runNow(job: ReaderJob): Promise<ReaderAnswer> {
    clearTimeout(this.#idle);
    const child = this.#child ?? this.#start();
    this.#child = child;
    const seconds = this.#settings.seconds ?? 60;
    try {
      const answer = await oneAnswer(child, job, seconds);
      this.#idle = setTimeout(() => this.close(), this.#settings.idle ?? 60_000).unref();
      if (answer.kind !== 'error') return answer;
      const code: ErrorCode = Object.hasOwn(ERRORS, answer.code) ? (answer.code as ErrorCode) : 'INTERNAL';
      throw new KyguiError(code, answer.details);
    } finally {
      // After a time-out or a crash the process is not used again.
      if (!child.connected || child.killed) this.#child = null;
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
    const setup: ReaderSetup = {
      kind: 'setup',
      fontDirectory: fontDirectory ?? null,
      rssMegabytes: megabytes,
    };
    child.send(setup, () => {});
    return child;
  }
}

function oneAnswer(child: ChildProcess, job: ReaderJob, seconds: number): Promise<ReaderAnswer> {
  return new Promise((resolve, reject) => {
    child.channel?.ref();
    const settle = (act: () => void) => {
      clearTimeout(watch);
      child.channel?.unref();
      child.off('message', onMessage);
      child.off('exit', onExit);
      child.off('error', onExit);
      act();
    };
    const onMessage = (message: unknown) => settle(() => resolve(message as ReaderAnswer));
    const onExit = () => settle(() => reject(new KyguiError('PDF_READER_CRASHED')));
    const watch = setTimeout(() => {
      child.kill('SIGKILL');
      settle(() => reject(new KyguiError('PDF_READER_TIMEOUT', { seconds })));
    }, seconds * 1000);
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
