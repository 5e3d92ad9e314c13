import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { CertificateDescription, ModuleReport, TokenDescription } from '../../shared/signing/token.ts';
import { type Batch, openTokenBatch } from './batch.ts';
import { type Candidate, moduleCandidates } from './discovery/candidates.ts';
import { type HostOptions, ModuleHost } from './host/parent.ts';
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

export interface FoundCertificate {
  token: TokenDescription;
  certificate: CertificateDescription;
}

export interface Tokens {
  /** Tokens that are plugged in. Modules that fail are in {@link Tokens.inspect}'s reports. */
  list(): Promise<TokenDescription[]>;
  /** Tokens, and what became of every module that was looked at. `refresh` looks at failed files again. */
  inspect(options?: { refresh?: boolean }): Promise<{ tokens: TokenDescription[]; modules: ModuleReport[] }>;
  /** Calls back when a token comes or goes, until the returned function is called. */
  watch(changed: () => void): () => void;
  /** By thumbprint, its beginning (8 characters or more), or object label. @throws TOKEN_CERTIFICATE_* , TOKEN_NONE */
  find(text: string): Promise<FoundCertificate>;
  pinsNeeded(certificateThumbprint: string, files: number): Promise<PinsNeeded>;
  openBatch(request: BatchRequest): Promise<Batch>;
  close(): Promise<void>;
}

/** Everything the bridge knows of tokens. Modules are loaded in processes of their own, never here. */
export function createTokens(options: TokensOptions): Tokens {
  return new TokenRegistry(options);
}

interface Probe {
  report: ModuleReport;
  tokens: TokenDescription[];
}

class TokenRegistry implements Tokens {
  private readonly options: TokensOptions;
  private readonly hostOptions: HostOptions;
  private readonly guard: PinGuard;
  private readonly queue = new TokenQueue();
  private readonly watching: TokenWatch;
  private readonly batches = new Set<Batch>();
  /** Learnt at a login; tokens that hide their keys tell it no earlier. */
  private readonly alwaysAuthenticate = new Map<string, boolean>();
  /** Discovered modules that failed; they are not loaded again until asked for. */
  private readonly failed = new Map<string, Probe>();
  private inspecting: Promise<{ tokens: TokenDescription[]; modules: ModuleReport[] }> | undefined;
  private seen: TokenDescription[] = [];

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
    this.watching = new TokenWatch(this.hostOptions, options.watchIntervalMs ?? 500, () =>
      this.usefulModules(),
    );
  }

  async list(): Promise<TokenDescription[]> {
    return (await this.inspect()).tokens;
  }

  inspect({ refresh = false } = {}) {
    if (refresh) this.failed.clear();
    this.inspecting ??= this.look().finally(() => {
      this.inspecting = undefined;
    });
    return this.inspecting;
  }

  watch(changed: () => void): () => void {
    return this.watching.add(changed);
  }

  async find(text: string): Promise<FoundCertificate> {
    const { tokens, modules } = await this.inspect();
    const wanted = text.toLowerCase();
    const all = tokens.flatMap((token) => token.certificates.map((certificate) => ({ token, certificate })));
    const fits = all.filter(
      ({ certificate: { thumbprint, label } }) =>
        (wanted.length >= 8 && thumbprint.startsWith(wanted)) || label === text.normalize('NFC'),
    );
    const [first, ...others] = [...new Map(fits.map((fit) => [fit.certificate.thumbprint, fit])).values()];
    if (first === undefined) throw absent(tokens, modules);
    if (others.length > 0) {
      throw new KyguiError('TOKEN_CERTIFICATE_AMBIGUOUS', { count: others.length + 1 });
    }
    return first;
  }

  async pinsNeeded(certificateThumbprint: string, files: number): Promise<PinsNeeded> {
    const { certificate } = await this.locate(certificateThumbprint);
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
    await Promise.all([...this.batches].map((batch) => batch.close()));
  }

  private async open(request: BatchRequest, pins: PinSource): Promise<Batch> {
    const thumbprint = request.certificateThumbprint.toLowerCase();
    const another = request.tokenId === undefined ? 'TOKEN_CERTIFICATE_NOT_FOUND' : 'TOKEN_OTHER';
    const { token: expected } = await this.locate(thumbprint).catch((error: unknown) => {
      const other = error instanceof KyguiError && error.code === 'TOKEN_CERTIFICATE_NOT_FOUND';
      throw other ? new KyguiError(another) : error;
    });
    const tokenId = request.tokenId ?? expected.id;
    if (expected.id !== tokenId) throw new KyguiError('TOKEN_OTHER');
    const { host } = await ModuleHost.start(expected.module, this.hostOptions);
    try {
      const slots = await host.call('tokens', {});
      const same = slots.find((token) => tokenIdOf(token) === tokenId);
      if (same === undefined) {
        this.seen = [];
        throw new KyguiError(slots.length === 0 ? 'TOKEN_NONE' : another);
      }
      const opened = await host.call('open', { slot: same.slot });
      const now = this.options.now?.() ?? new Date();
      const tries = await this.guard.triesLeft(tokenId, opened);
      const batch = await openTokenBatch(
        {
          host,
          opened,
          token: describeToken(expected.module, opened, opened.certificates, tries, now),
          guard: this.guard,
          queue: this.queue,
          pins,
          intermediates: this.options.intermediates ?? [],
          idleTimeoutMs: this.options.idleTimeoutMs ?? 300_000,
          now: () => this.options.now?.() ?? new Date(),
        },
        thumbprint,
        request.confirmLastTry === true,
      );
      this.alwaysAuthenticate.set(thumbprint, batch.certificate.alwaysAuthenticate === true);
      this.batches.add(batch);
      void host.ended.then(() => this.batches.delete(batch));
      return batch;
    } catch (error) {
      host.kill();
      throw error;
    }
  }

  /** Where the certificate was seen last, or where it is now. */
  private async locate(thumbprint: string): Promise<FoundCertificate> {
    const among = (tokens: readonly TokenDescription[]) => {
      for (const token of tokens) {
        const certificate = token.certificates.find((one) => one.thumbprint === thumbprint);
        if (certificate !== undefined) return { token, certificate };
      }
      return undefined;
    };
    const known = among(this.seen);
    if (known !== undefined) return known;
    const { tokens, modules } = await this.inspect();
    const found = among(tokens);
    if (found === undefined) throw absent(tokens, modules);
    return found;
  }

  private async look(): Promise<{ tokens: TokenDescription[]; modules: ModuleReport[] }> {
    const probes: Probe[] = [];
    // One after another: two drivers of one maker loaded at once disturb each other at the reader.
    for (const candidate of await this.candidates()) {
      const known = candidate.configured ? undefined : this.failed.get(candidate.path);
      const probe = known ?? (await this.probe(candidate));
      if (probe.report.error !== null && !candidate.configured) this.failed.set(candidate.path, probe);
      probes.push(probe);
    }
    const tokens = new Map<string, TokenDescription>();
    // A token seen by two modules belongs to the first that shows its certificates.
    for (const token of probes.flatMap((probe) => probe.tokens)) {
      const before = tokens.get(token.id);
      if (before === undefined || (before.certificates.length === 0 && token.certificates.length > 0)) {
        tokens.set(token.id, token);
      }
    }
    this.seen = [...tokens.values()];
    return { tokens: this.seen, modules: probes.map(({ report }) => report) };
  }

  private async probe(candidate: Candidate): Promise<Probe> {
    const report = { module: candidate.path, configured: candidate.configured, library: '', tokens: 0 };
    const failed = (error: KyguiError): Probe => ({
      report: { ...report, error: { code: error.code, details: error.details } },
      tokens: [],
    });
    if (candidate.error !== null) return failed(candidate.error);
    const callTimeoutMs = candidate.configured
      ? this.hostOptions.callTimeoutMs
      : (this.options.probeTimeoutMs ?? 10_000);
    let host: ModuleHost | undefined;
    try {
      const started = await ModuleHost.start(candidate.path, { ...this.hostOptions, callTimeoutMs });
      host = started.host;
      const now = this.options.now?.() ?? new Date();
      const tokens: TokenDescription[] = [];
      for (const raw of await host.call('tokens', {})) {
        const tries = await this.guard.triesLeft(tokenIdOf(raw), raw);
        tokens.push(describeToken(candidate.path, raw, raw.certificates, tries, now));
      }
      return { report: { ...report, library: started.library, tokens: tokens.length, error: null }, tokens };
    } catch (error) {
      return failed(toKyguiError(error));
    } finally {
      host?.kill();
    }
  }

  private candidates(): Promise<Candidate[]> {
    return moduleCandidates({ configured: this.options.modules, discover: this.options.discover ?? true });
  }

  /** Modules worth watching: configured ones that are there, and what was found and could be loaded. */
  private async usefulModules(): Promise<string[]> {
    const { modules } = await this.inspect();
    return modules
      .filter(
        ({ configured, error }) => error === null || (configured && error.code !== 'TOKEN_DRIVER_MISSING'),
      )
      .map(({ module }) => module);
  }
}

/** Why a certificate is not there: a driver that failed says more than "not found". */
function absent(tokens: readonly TokenDescription[], modules: readonly ModuleReport[]): KyguiError {
  if (tokens.length > 0) return new KyguiError('TOKEN_CERTIFICATE_NOT_FOUND');
  const failed = modules.find(({ configured, error }) => configured && error !== null)?.error;
  if (failed !== undefined && failed !== null) {
    return new KyguiError(failed.code as KyguiError['code'], failed.details);
  }
  return new KyguiError('TOKEN_NONE');
}
