import { KyguiError } from '../../shared/errors.ts';
import type { TokenDescription } from '../../shared/signing/token.ts';
import { type Batch, openTokenBatch } from './batch.ts';
import { type HostOptions, ModuleHost } from './host/parent.ts';
import { type FoundCertificate, type Inspection, TokenInventory } from './inventory.ts';
import { silentLogger, type TokenLogger } from './logger.ts';
import { PinGuard } from './pin/guard.ts';
import { givenPin, type PinSource } from './pin/source.ts';
import type { PinTryStore } from './pin/tries.ts';
import { describeToken, tokenIdOf } from './token-description.ts';
import { TokenQueue } from './token-queue.ts';
import { TokenWatch } from './token-watch.ts';

export interface TokensOptions {
  /** Entry of the module process: `bridge/token/host/child.ts`, or what it was built to. */
  hostEntry: string | URL;
  /** Node options of the module process, e.g. `['--import', 'tsx']`. */
  execArgv?: readonly string[];
  /** Configured PKCS#11 modules, tried first. */
  modules: readonly string[];
  /** Look for the known modules of this platform as well; default true. */
  discover?: boolean;
  /** Added to the environment of the module processes. */
  environment?: Readonly<Record<string, string>>;
  pinTries: PinTryStore;
  callTimeoutMs?: number;
  /** How long a discovered (not configured) module may take to load and list. */
  probeTimeoutMs?: number;
  /** A batch nobody uses for so long is closed. */
  idleTimeoutMs?: number;
  watchIntervalMs?: number;
  /** Issuing certificates to put beside the signer's, DER. */
  intermediates?: readonly Uint8Array[];
  logger?: TokenLogger;
  now?: () => Date;
}

export interface BatchRequest {
  certificateThumbprint: string;
  /** Typed already (bytes are wiped after use), or a source that asks for it. */
  pin: Uint8Array | string | PinSource;
  /** The clerk has confirmed that this may be the last try. */
  confirmLastTry?: boolean;
  /** Id of the token that a paused batch began with: another token is refused. */
  tokenId?: string;
}

export interface PinsNeeded {
  count: number;
  /** False when the token tells only after the PIN whether it wants one for each signature. */
  certain: boolean;
}

export interface Tokens {
  /** Tokens that are plugged in. Modules that fail are in {@link Tokens.inspect}'s reports. */
  list(): Promise<TokenDescription[]>;
  /** Tokens, and what became of every module that was looked at. `refresh` looks at failed files again. */
  inspect(options?: { refresh?: boolean }): Promise<Inspection>;
  /** Calls back when a token comes or goes, and once when watching has begun; until the returned function is called. */
  watch(changed: () => void): () => void;
  /** By thumbprint (SHA-256, its beginning, or SHA-1) or object label. @throws TOKEN_NONE, TOKEN_CERTIFICATE_* */
  find(text: string): Promise<FoundCertificate>;
  pinsNeeded(certificateThumbprint: string, files: number): Promise<PinsNeeded>;
  /** @throws TOKEN_*; see shared/errors/token.ts */
  openBatch(request: BatchRequest): Promise<Batch>;
  close(): Promise<void>;
}

/** Everything the bridge knows of tokens. Modules are loaded in processes of their own, never here. */
export function createTokens(options: TokensOptions): Tokens {
  return new TokenRegistry(options);
}

class TokenRegistry implements Tokens {
  private readonly options: TokensOptions;
  private readonly hostOptions: HostOptions;
  private readonly guard: PinGuard;
  private readonly queue = new TokenQueue();
  private readonly inventory: TokenInventory;
  private readonly watching: TokenWatch;
  private readonly batches = new Map<ModuleHost, Batch>();
  /** Learnt at a login; tokens that hide their keys tell it no earlier. */
  private readonly alwaysAuthenticate = new Map<string, boolean>();

  constructor(options: TokensOptions) {
    this.options = options;
    this.hostOptions = {
      entry: options.hostEntry,
      execArgv: options.execArgv ?? [],
      environment: options.environment ?? {},
      callTimeoutMs: options.callTimeoutMs ?? 60_000,
      logger: options.logger ?? silentLogger,
    };
    this.guard = new PinGuard(options.pinTries);
    this.inventory = new TokenInventory({
      configured: options.modules,
      discover: options.discover ?? true,
      host: this.hostOptions,
      probeTimeoutMs: options.probeTimeoutMs ?? 10_000,
      guard: this.guard,
      now: () => this.now(),
      busyHost: (path) => [...this.batches.keys()].find((host) => host.alive && host.modulePath === path),
    });
    this.watching = new TokenWatch(this.hostOptions, options.watchIntervalMs ?? 500, () =>
      this.inventory.watchable(),
    );
  }

  async list(): Promise<TokenDescription[]> {
    return (await this.inspect()).tokens;
  }

  inspect({ refresh = false } = {}): Promise<Inspection> {
    return this.inventory.inspect(refresh);
  }

  watch(changed: () => void): () => void {
    return this.watching.add(changed);
  }

  find(text: string): Promise<FoundCertificate> {
    return this.inventory.find(text);
  }

  async pinsNeeded(certificateThumbprint: string, files: number): Promise<PinsNeeded> {
    const { certificate } = await this.inventory.locate(certificateThumbprint);
    const always = this.alwaysAuthenticate.get(certificateThumbprint) ?? certificate.alwaysAuthenticate;
    return { count: always === true ? files : Math.min(1, files), certain: always !== null };
  }

  async openBatch(request: BatchRequest): Promise<Batch> {
    const { pin } = request;
    const direct = typeof pin === 'string' || pin instanceof Uint8Array;
    const pins = direct ? givenPin(pin, request.confirmLastTry) : pin;
    try {
      return await this.open(request, pins);
    } finally {
      if (pin instanceof Uint8Array) pin.fill(0);
    }
  }

  async close(): Promise<void> {
    this.watching.close();
    await Promise.all([...this.batches.values()].map((batch) => batch.close()));
  }

  private async open(request: BatchRequest, pins: PinSource): Promise<Batch> {
    const thumbprint = request.certificateThumbprint.toLowerCase();
    const another = request.tokenId === undefined ? 'TOKEN_CERTIFICATE_NOT_FOUND' : 'TOKEN_OTHER';
    const { token: expected } = await this.inventory.locate(thumbprint).catch((error: unknown) => {
      const other = error instanceof KyguiError && error.code === 'TOKEN_CERTIFICATE_NOT_FOUND';
      throw other ? new KyguiError(another) : error;
    });
    const tokenId = request.tokenId ?? expected.id;
    if (expected.id !== tokenId) throw new KyguiError('TOKEN_OTHER');
    // Logins belong to the process and the module: a new one for each batch, or a wrong PIN might pass unseen.
    const host = await ModuleHost.start(expected.module, this.hostOptions);
    try {
      const slots = await host.call('tokens', {});
      const same = slots.find((token) => tokenIdOf(token) === tokenId);
      if (same === undefined) {
        this.inventory.forget();
        throw new KyguiError(slots.length === 0 ? 'TOKEN_NONE' : another);
      }
      const opened = await host.call('open', { slot: same.slot });
      const tries = await this.guard.triesLeft(tokenId, opened);
      const batch = await openTokenBatch(
        {
          host,
          opened,
          token: describeToken(expected.module, opened, opened.certificates, tries, this.now()),
          guard: this.guard,
          queue: this.queue,
          pins,
          intermediates: this.options.intermediates ?? [],
          idleTimeoutMs: this.options.idleTimeoutMs ?? 300_000,
          now: () => this.now(),
        },
        thumbprint,
        request.confirmLastTry === true,
      );
      this.alwaysAuthenticate.set(thumbprint, batch.certificate.alwaysAuthenticate === true);
      this.batches.set(host, batch);
      void host.ended.then(() => this.batches.delete(host));
      return batch;
    } catch (error) {
      await host.close();
      throw error;
    }
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }
}
