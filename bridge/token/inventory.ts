import { createHash } from 'node:crypto';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { CertificateDescription, ModuleReport, TokenDescription } from '../../shared/signing/token.ts';
import { type Candidate, moduleCandidates } from './discovery/candidates.ts';
import { type HostOptions, ModuleHost } from './host/parent.ts';
import type { PinGuard } from './pin/guard.ts';
import { describeToken, tokenIdOf } from './token-description.ts';

export interface FoundCertificate {
  token: TokenDescription;
  certificate: CertificateDescription;
}

/** What is plugged in, and what became of every module that was looked at. */
export interface Inspection {
  tokens: TokenDescription[];
  modules: ModuleReport[];
}

export interface InventoryOptions {
  configured: readonly string[];
  discover: boolean;
  host: HostOptions;
  /** How long a discovered (not configured) module may take for one call. */
  probeTimeoutMs: number;
  guard: PinGuard;
  now(): Date;
  /** The process of a batch under way with a module, which then lists for it. */
  busyHost(modulePath: string): ModuleHost | undefined;
}

interface Probe {
  report: ModuleReport;
  tokens: TokenDescription[];
}

const SHA1_HEX = 40;

/** Looks through the modules for tokens and certificates. No PIN is known here. */
export class TokenInventory {
  private readonly options: InventoryOptions;
  /** Discovered modules that failed; they are not loaded again until asked for. */
  private readonly failed = new Map<string, Probe>();
  private inspecting: Promise<Inspection> | undefined;
  private seen: TokenDescription[] = [];

  constructor(options: InventoryOptions) {
    this.options = options;
  }

  inspect(refresh: boolean): Promise<Inspection> {
    if (refresh) this.failed.clear();
    this.inspecting ??= this.look().finally(() => {
      this.inspecting = undefined;
    });
    return this.inspecting;
  }

  /** What was seen last is no longer true. */
  forget(): void {
    this.seen = [];
  }

  /** Where the certificate was seen last, or where it is now. @throws TOKEN_NONE, TOKEN_CERTIFICATE_NOT_FOUND */
  async locate(thumbprint: string): Promise<FoundCertificate> {
    const among = (tokens: readonly TokenDescription[]) =>
      allCertificates(tokens).find(({ certificate }) => certificate.thumbprint === thumbprint);
    const known = among(this.seen);
    if (known !== undefined) return known;
    const inspection = await this.inspect(false);
    const found = among(inspection.tokens);
    if (found === undefined) throw absent(inspection);
    return found;
  }

  /**
   * By thumbprint as tools print it (SHA-256 or its first 8 characters and more, or SHA-1; colons and case
   * aside), or by object label. Among certificates of one label those still valid go first.
   * @throws TOKEN_NONE, TOKEN_CERTIFICATE_NOT_FOUND, TOKEN_CERTIFICATE_AMBIGUOUS
   */
  async find(text: string): Promise<FoundCertificate> {
    const inspection = await this.inspect(false);
    const hex = text.replace(/[:\s]/gu, '').toLowerCase();
    const fits = allCertificates(inspection.tokens).filter(
      ({ certificate }) =>
        (hex.length >= 8 && certificate.thumbprint.startsWith(hex)) ||
        (hex.length === SHA1_HEX && sha1(certificate) === hex) ||
        certificate.label === text.normalize('NFC'),
    );
    const distinct = [...new Map(fits.map((fit) => [fit.certificate.thumbprint, fit])).values()];
    const valid = distinct.filter(({ certificate }) => certificate.validity === 'valid');
    const [first, ...others] = valid.length > 0 ? valid : distinct;
    if (first === undefined) throw absent(inspection);
    if (others.length > 0) {
      throw new KyguiError('TOKEN_CERTIFICATE_AMBIGUOUS', { count: others.length + 1 });
    }
    return first;
  }

  /** Modules worth watching: configured ones that are there, and what was found and could be loaded. */
  async watchable(): Promise<string[]> {
    const { modules } = await this.inspect(false);
    const worth = ({ configured, error }: ModuleReport) =>
      error === null || (configured && error.code !== 'TOKEN_DRIVER_MISSING');
    return modules.filter(worth).map(({ module }) => module);
  }

  private async look(): Promise<Inspection> {
    const { configured, discover } = this.options;
    const probes: Probe[] = [];
    // One after another: two drivers of one maker loaded at once disturb each other at the reader.
    for (const candidate of await moduleCandidates({ configured, discover })) {
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
    const { path, configured } = candidate;
    const failed = (error: KyguiError): Probe => {
      const { code, details } = error;
      return {
        report: { module: path, configured, library: '', tokens: 0, error: { code, details } },
        tokens: [],
      };
    };
    if (candidate.error !== null) return failed(candidate.error);
    const { host: options, probeTimeoutMs } = this.options;
    const busy = this.options.busyHost(path);
    let own: ModuleHost | undefined;
    try {
      if (busy === undefined) {
        own = await ModuleHost.start(
          path,
          configured ? options : { ...options, callTimeoutMs: probeTimeoutMs },
        );
      }
      const host = busy ?? own;
      const tokens = host === undefined ? [] : await this.tokensOf(host);
      const library = host?.library ?? '';
      return { report: { module: path, configured, library, tokens: tokens.length, error: null }, tokens };
    } catch (error) {
      return failed(toKyguiError(error));
    } finally {
      await own?.close();
    }
  }

  private async tokensOf(host: ModuleHost): Promise<TokenDescription[]> {
    const tokens: TokenDescription[] = [];
    for (const raw of await host.call('tokens', {})) {
      const tries = await this.options.guard.triesLeft(tokenIdOf(raw), raw);
      tokens.push(describeToken(host.modulePath, raw, raw.certificates, tries, this.options.now()));
    }
    return tokens;
  }
}

function allCertificates(tokens: readonly TokenDescription[]): FoundCertificate[] {
  return tokens.flatMap((token) => token.certificates.map((certificate) => ({ token, certificate })));
}

/** The thumbprint that Windows shows. */
function sha1({ certificate }: CertificateDescription): string {
  return createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('hex');
}

/** Why a certificate is not there: a driver that failed says more than "not found". */
function absent({ tokens, modules }: Inspection): KyguiError {
  if (tokens.length > 0) return new KyguiError('TOKEN_CERTIFICATE_NOT_FOUND');
  const failed = modules.find(({ configured, error }) => configured && error !== null)?.error;
  if (failed !== undefined && failed !== null) {
    return new KyguiError(failed.code as KyguiError['code'], failed.details);
  }
  return new KyguiError('TOKEN_NONE');
}
