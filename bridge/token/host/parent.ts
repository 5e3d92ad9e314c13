import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { platform } from 'node:process';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { KyguiError } from '../../../shared/errors.ts';
import type { TokenLogger } from '../logger.ts';
import { returnValueError } from '../return-values.ts';
import { hostEnvironment } from './environment.ts';
import {
  type Answer,
  type Ask,
  type HostCall,
  type HostEvent,
  type HostFailure,
  hostCalls,
  hostReplySchema,
  PIN_DESCRIPTOR,
  PIN_PAD,
} from './messages.ts';

export interface HostOptions {
  /** File of the module process: `bridge/token/host/child.ts`, or what it was built to. */
  entry: string | URL;
  /** Node options of the module process, e.g. `['--import', 'tsx']` when `entry` is TypeScript. */
  execArgv: readonly string[];
  /** Added to the harmless part of this process’s environment. */
  environment: Readonly<Record<string, string>>;
  /** How long a module may take for one call before its process is killed. */
  callTimeoutMs: number;
  logger: TokenLogger;
}

interface Waiting {
  id: number;
  call: HostCall;
  done(answer: unknown): void;
  failed(error: Error): void;
}

const CLOSE_GRACE_MS = 1000;
/** For Node itself to start, on a slow and busy machine: no driver is at work yet. */
const START_LIMIT_MS = 60_000;
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * One process with one PKCS#11 module. Calls are answered in the order they are made. When the module crashes
 * or does not answer in time, its process is killed and every call under way fails; the host is then at its
 * end and the owner starts another.
 */
export class ModuleHost {
  readonly modulePath: string;
  readonly module: string;
  /** The module's own name and version. */
  library = '';
  /** Resolves when the process has ended, whatever the reason. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private readonly options: HostOptions;
  private readonly waiting: Waiting[] = [];
  private readonly listeners = new Set<(event: HostEvent) => void>();
  private watchdog: NodeJS.Timeout | undefined;
  private nextId = 1;
  private end: KyguiError | undefined;
  private heartbeatMs: number | undefined;
  private ready = false;

  constructor(modulePath: string, options: HostOptions) {
    this.modulePath = modulePath;
    this.module = basename(modulePath.replaceAll('\\', '/'));
    this.options = options;
    this.child = launch(options);
    running.add(this.child);
    this.child.on('message', (message) => this.receive(message));
    this.child.on('error', (error) => this.finish(this.failure('TOKEN_DRIVER_CRASHED'), error.message));
    this.pinPipe()?.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        running.delete(this.child);
        this.finish(this.failure('TOKEN_DRIVER_CRASHED'), signal ?? `exit ${code}`);
        resolve();
      });
    });
  }

  /** A new process with the module loaded. @throws TOKEN_DRIVER_NOT_LOADABLE, _CRASHED, _HUNG */
  static async start(modulePath: string, options: HostOptions): Promise<ModuleHost> {
    const host = new ModuleHost(modulePath, options);
    try {
      host.library = (await host.call('load', { module: modulePath })).library;
      return host;
    } catch (error) {
      host.kill();
      throw error;
    }
  }

  get alive(): boolean {
    return this.end === undefined;
  }

  /**
   * Makes a call in the module process. `pin` is written to the PIN pipe and wiped here; `ask.pin` must name
   * its length. @throws the closed list; TOKEN_REMOVED when the token of the open session is gone
   */
  call<C extends HostCall>(call: C, ask: Ask<C>, pin?: Uint8Array): Promise<Answer<C>> {
    if (this.end !== undefined) {
      pin?.fill(0);
      return Promise.reject(this.end);
    }
    return new Promise<Answer<C>>((resolve, reject) => {
      const id = this.nextId++;
      this.waiting.push({
        id,
        call,
        failed: reject,
        done: (given) => {
          const answer = hostCalls[call].answer.safeParse(given);
          if (answer.success) resolve(answer.data as Answer<C>);
          else reject(new KyguiError('TOKEN_DRIVER_GARBAGE', { module: this.module, problem: call }));
        },
      });
      if (this.waiting.length === 1) this.watch();
      if (pin !== undefined) this.writePin(pin);
      // A message that cannot be sent is followed by the end of the process, which rejects the call.
      this.child.send({ id, call, ask }, () => {});
    });
  }

  on(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** From now on the process must give a sign of life (an event) within the time limit, calls or none. */
  expectHeartbeat(): void {
    this.heartbeatMs = this.options.callTimeoutMs;
    this.watch();
  }

  /**
   * Logs out, lets the module finish and ends the process; modules that do not return are not waited for. A
   * process that is merely killed makes PC/SC reset the card, which logs other programs out.
   */
  async close(): Promise<void> {
    if (this.end !== undefined) return this.ended;
    const grace = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_GRACE_MS).unref());
    await Promise.race([this.call('close', {}).catch(() => {}), grace]);
    this.kill();
    return this.ended;
  }

  kill(): void {
    this.finish(new KyguiError('TOKEN_BATCH_CLOSED', { module: this.module }));
    this.child.kill('SIGKILL');
  }

  private receive(message: unknown): void {
    const parsed = hostReplySchema.safeParse(message);
    if (!parsed.success || this.end !== undefined) return;
    const reply = parsed.data;
    if ('event' in reply) {
      this.ready = true;
      this.watch();
      for (const listener of this.listeners) listener(reply.event);
      return;
    }
    const at = this.waiting.findIndex(({ id }) => id === reply.id);
    const [call] = at < 0 ? [] : this.waiting.splice(at, 1);
    this.watch();
    if (call === undefined) return;
    if (reply.ok) call.done(reply.answer);
    else call.failed(this.errorOf(reply.failure, call.call));
  }

  private errorOf(failure: HostFailure, call: HostCall): KyguiError {
    const { module } = this;
    if (failure.removed) return new KyguiError('TOKEN_REMOVED', { module });
    if (failure.returnValue !== null) return returnValueError(failure.returnValue, module, failure.call);
    if (failure.call === PIN_PAD) {
      return new KyguiError('TOKEN_PINPAD_UNAVAILABLE', { problem: failure.text });
    }
    if (call === 'load') {
      return new KyguiError('TOKEN_DRIVER_NOT_LOADABLE', { module, problem: failure.text });
    }
    return new KyguiError('TOKEN_DRIVER_GARBAGE', { module, problem: `${call}: ${failure.text}` });
  }

  /** (Re)starts the watch over the call that is being answered now. */
  private watch(): void {
    clearTimeout(this.watchdog);
    this.watchdog = undefined;
    if (this.end !== undefined) return;
    const answering = this.ready ? this.options.callTimeoutMs : START_LIMIT_MS;
    const limit = this.waiting.length > 0 ? answering : this.heartbeatMs;
    if (limit === undefined) return;
    this.watchdog = setTimeout(() => {
      this.finish(this.failure('TOKEN_DRIVER_HUNG'), this.waiting[0]?.call ?? 'watch');
      this.child.kill('SIGKILL');
    }, limit);
    if (this.waiting.length === 0) this.watchdog.unref();
  }

  private failure(code: 'TOKEN_DRIVER_CRASHED' | 'TOKEN_DRIVER_HUNG'): KyguiError {
    const seconds = Math.round(this.options.callTimeoutMs / 100) / 10;
    return new KyguiError(code, { module: this.module, seconds });
  }

  private finish(reason: KyguiError, how = ''): void {
    if (this.end !== undefined) return;
    this.end = reason;
    clearTimeout(this.watchdog);
    if (how !== '') {
      const call = this.waiting[0]?.call ?? 'none';
      this.options.logger.warn({ module: this.module, code: reason.code, how, call }, 'module process ended');
    }
    for (const call of this.waiting.splice(0)) call.failed(reason);
    this.pinPipe()?.destroy();
    this.listeners.clear();
  }

  private writePin(pin: Uint8Array): void {
    const pipe = this.pinPipe();
    if (pipe === null) pin.fill(0);
    else pipe.write(pin, () => pin.fill(0));
  }

  private pinPipe(): Writable | null {
    return (this.child.stdio[PIN_DESCRIPTOR] as Writable | null | undefined) ?? null;
  }
}

function launch(options: HostOptions): ChildProcess {
  const entry = options.entry instanceof URL ? fileURLToPath(options.entry) : options.entry;
  const node = [process.execPath, ...options.execArgv, entry];
  // The process that knows the PIN leaves no core file behind when its module crashes.
  const [program = '', ...words] =
    platform === 'win32' ? node : ['/bin/sh', '-c', 'ulimit -c 0; exec "$@"', 'sh', ...node];
  return spawn(program, words, {
    env: hostEnvironment(process.env, options.environment),
    serialization: 'advanced',
    windowsHide: true,
    // Drivers print what they like, sometimes the commands that carry the PIN: nobody listens.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc', 'pipe'],
  });
}
