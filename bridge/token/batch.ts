import { X509Certificate } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { KyguiError } from '../../shared/errors.ts';
import type { HashName, KeyType, Signer } from '../../shared/signing/signer.ts';
import type { CertificateDescription, TokenDescription } from '../../shared/signing/token.ts';
import { certificateBytes, chainOf, thumbprintOf } from './certificate.ts';
import type { RawCertificate, RawToken } from './host/messages.ts';
import type { ModuleHost } from './host/parent.ts';
import type { PinGuard } from './pin/guard.ts';
import { type PinSource, pinPadSource } from './pin/source.ts';
import { fieldBytes, pssCheck, signatureCheck } from './signature-check.ts';
import { digestLength, ecdsaSigValue } from './signature-encoding.ts';
import { describeRaw, hasPinPad, tokenIdOf } from './token-description.ts';
import type { TokenQueue } from './token-queue.ts';

/** Signatures under one consent, through one module process that ends with it. */
export interface Batch {
  readonly signer: Signer;
  readonly token: TokenDescription;
  readonly certificate: CertificateDescription;
  /** PINs that `files` signatures of the chosen key cost from now on, the one given already included. */
  pinsNeeded(files: number): number;
  /** A signer for another certificate of the same token, under the same login. */
  signerFor(thumbprint: string): Promise<Signer>;
  /** Logs out and ends the module process. Calls under way fail with TOKEN_BATCH_CLOSED. */
  close(): Promise<void>;
}

export interface BatchParts {
  host: ModuleHost;
  opened: RawToken & { certificates: RawCertificate[] };
  token: TokenDescription;
  guard: PinGuard;
  queue: TokenQueue;
  pins: PinSource;
  /** Issuing certificates from the settings, DER; those of the token are added. */
  intermediates: readonly Uint8Array[];
  idleTimeoutMs: number;
  now(): Date;
}

interface FoundKey {
  key: number;
  alwaysAuthenticate: boolean;
  certificate: Uint8Array;
  description: CertificateDescription;
}

/**
 * Logs in with one PIN from `parts.pins` and finds the key of the certificate. The PIN bytes are wiped here as
 * soon as the module process has them.
 * @throws TOKEN_CERTIFICATE_EXPIRED, TOKEN_LAST_TRY, TOKEN_LOCKED, TOKEN_PIN_WRONG, TOKEN_KEY_MISSING and others of the closed list
 */
export async function openTokenBatch(
  parts: BatchParts,
  thumbprint: string,
  confirmLastTry: boolean,
): Promise<Batch> {
  const session = new BatchSession(parts);
  const description = session.describe(thumbprint);
  checkUsable(description);
  await session.authenticate('login', description, confirmLastTry, (pin, length) =>
    parts.host.call('login', { pin: length }, pin),
  );
  const chosen = await session.find(description);
  return session.batch(chosen);
}

class BatchSession {
  private readonly parts: BatchParts;
  private readonly tokenId: string;
  private closed = false;
  private working = 0;
  private idle: NodeJS.Timeout | undefined;
  /** A key that wants the PIN for each signature takes the one of the login for its first. */
  private loginPinUnused = true;
  private asking: Promise<unknown> = Promise.resolve();
  private failedAsks = 0;

  constructor(parts: BatchParts) {
    this.parts = parts;
    this.tokenId = tokenIdOf(parts.opened);
  }

  describe(thumbprint: string): CertificateDescription {
    const found = this.rawOf(thumbprint);
    const description = found === undefined ? undefined : describeRaw(found, this.parts.now())[0];
    if (description === undefined) throw new KyguiError('TOKEN_CERTIFICATE_NOT_FOUND');
    return description;
  }

  /** One PIN from the source to the token, through the guard. */
  async authenticate<T>(
    purpose: 'login' | 'signature',
    certificate: CertificateDescription,
    confirmLastTry: boolean,
    give: (pin: Uint8Array | undefined, length: number | null) => Promise<T>,
  ): Promise<T> {
    const { guard, host, opened, pins, queue, token } = this.parts;
    const reread = () => host.call('token', {});
    const before = await reread().catch(() => opened);
    const left = await guard.triesLeft(this.tokenId, before);
    if (left.locked) await guard.admit(this.tokenId, before, false);
    const source = hasPinPad(opened) ? pinPadSource : pins;
    const answer = await source.ask({
      tokenLabel: token.label,
      serialTail: token.serialTail,
      certificateName: certificate.subject.commonName,
      triesLeft: left.triesLeft,
      lastTry: left.lastTry,
      purpose,
    });
    const pin = answer.kind === 'pin' ? answer.pin : null;
    try {
      const confirmed = confirmLastTry || (answer.kind === 'pin' && answer.confirmLastTry === true);
      await guard.admit(this.tokenId, before, confirmed);
      if (pin !== null) guard.inspect(this.tokenId, before, pin);
      return await queue.run(this.tokenId, this, () =>
        guard.attempt(
          this.tokenId,
          pin,
          () => give(pin ?? undefined, pin?.length ?? null),
          () => reread(),
          confirmed,
        ),
      );
    } finally {
      pin?.fill(0);
    }
  }

  async find(description: CertificateDescription): Promise<FoundKey> {
    const raw = this.rawOf(description.thumbprint);
    if (raw === undefined) throw new KyguiError('TOKEN_CERTIFICATE_NOT_FOUND');
    const certificate = Uint8Array.from(certificateBytes(raw.value));
    const found = await this.parts.host.call('key', {
      id: raw.id,
      label: raw.label,
      modulus: modulusOf(certificate),
    });
    if (found === null) throw new KyguiError('TOKEN_KEY_MISSING');
    return { ...found, certificate, description };
  }

  batch(chosen: FoundKey): Batch {
    this.rest();
    const certificate = {
      ...chosen.description,
      hasPrivateKey: true,
      alwaysAuthenticate: chosen.alwaysAuthenticate,
    };
    return {
      signer: this.signer(chosen),
      token: this.parts.token,
      certificate,
      pinsNeeded: (files) => (chosen.alwaysAuthenticate ? files : 1),
      signerFor: async (thumbprint) => {
        if (thumbprint === chosen.description.thumbprint) return this.signer(chosen);
        const description = this.describe(thumbprint);
        checkUsable(description);
        return this.signer(await this.find(description));
      },
      close: () => this.close(),
    };
  }

  private signer(key: FoundKey): Signer {
    const keyType = signingKey(key.description);
    const check = signatureCheck(key.certificate);
    const field = keyType.kind === 'ec' ? fieldBytes[keyType.curve] : null;
    const { host, opened, intermediates, queue } = this.parts;
    const known = [...opened.certificates.map(({ value }) => certificateBytes(value)), ...intermediates];
    const pssFits = keyType.kind === 'rsa' ? pssCheck(key.certificate) : null;
    const sign = async (
      digest: Uint8Array,
      hash: HashName,
      padding: 'pkcs1' | 'pss' = 'pkcs1',
    ): Promise<Uint8Array> => {
      if (digest.length !== digestLength[hash]) throw new RangeError(`not a ${hash} digest`);
      const ask = { key: key.key, digest, hash, fieldBytes: field, padding };
      const fresh = !key.alwaysAuthenticate || this.takeLoginPin();
      const { signature: raw } = fresh
        ? await queue.run(this.tokenId, this, () => host.call('sign', ask))
        : await this.inTurn(() =>
            this.authenticate('signature', key.description, false, (pin, length) =>
              host.call('sign', { ...ask, pin: length }, pin),
            ),
          );
      const signature = field === null ? raw : ecdsaSigValue(raw, field);
      const fits = padding === 'pss' && pssFits ? pssFits : check;
      if (signature === null || !fits(digest, hash, signature)) {
        throw new KyguiError('TOKEN_SIGNATURE_WRONG', { module: host.module });
      }
      return signature;
    };
    return {
      certificate: key.certificate,
      chain: chainOf(key.certificate, usableCertificates(known)),
      keyType,
      sign: (digest, hash) => this.work(() => sign(digest, hash)),
      ...(pssFits && { signPss: (digest, hash) => this.work(() => sign(digest, hash, 'pss')) }),
    };
  }

  /**
   * A person is asked for one PIN at a time, however many signatures wait. Those that waited when one failed are not
   * tried on their own: whoever wants them asks anew.
   */
  private inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const failed = this.failedAsks;
    const turn = this.asking.then(() => {
      if (this.failedAsks !== failed) throw new KyguiError('TOKEN_BATCH_CLOSED');
      return ask();
    });
    this.asking = turn.catch(() => {
      this.failedAsks += 1;
    });
    return turn;
  }

  private takeLoginPin(): boolean {
    const unused = this.loginPinUnused;
    this.loginPinUnused = false;
    return unused;
  }

  /** Runs one signature; a batch whose token has gone or whose process has ended is closed for good. */
  private async work<T>(run: () => Promise<T>): Promise<T> {
    if (this.closed) throw new KyguiError('TOKEN_BATCH_CLOSED');
    this.working += 1;
    clearTimeout(this.idle);
    try {
      return await run();
    } catch (error) {
      const removed = error instanceof KyguiError && error.code === 'TOKEN_REMOVED';
      if (removed || !this.parts.host.alive) void this.close();
      throw error;
    } finally {
      this.working -= 1;
      if (this.working === 0) this.rest();
    }
  }

  /** A forgotten batch does not keep a logged-in token open. */
  private rest(): void {
    clearTimeout(this.idle);
    if (this.closed) return;
    this.idle = setTimeout(() => void this.close(), this.parts.idleTimeoutMs);
    this.idle.unref();
  }

  private async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.idle);
    await this.parts.host.close();
  }

  private rawOf(thumbprint: string): RawCertificate | undefined {
    return this.parts.opened.certificates.find(
      ({ value }) => thumbprintOf(certificateBytes(value)) === thumbprint,
    );
  }
}

/** @throws TOKEN_CERTIFICATE_EXPIRED, _NOT_YET_VALID, _UNUSABLE */
function checkUsable(certificate: CertificateDescription): void {
  const { notBefore, notAfter, validity } = certificate;
  if (validity === 'expired') throw new KyguiError('TOKEN_CERTIFICATE_EXPIRED', { notAfter: day(notAfter) });
  if (validity === 'notYetValid') {
    throw new KyguiError('TOKEN_CERTIFICATE_NOT_YET_VALID', { notBefore: day(notBefore) });
  }
  if (!certificate.maySign) throw new KyguiError('TOKEN_CERTIFICATE_UNUSABLE', { problem: 'key usage' });
  signingKey(certificate);
}

function signingKey({ key }: CertificateDescription): KeyType {
  if (key.kind === 'other') throw new KyguiError('TOKEN_CERTIFICATE_UNUSABLE', { problem: key.name });
  if (key.kind === 'rsa' && key.bits < 2048) {
    throw new KyguiError('TOKEN_CERTIFICATE_UNUSABLE', { problem: `RSA-${key.bits}` });
  }
  return key;
}

/** An instant as a day in Vietnam, `dd/MM/yyyy`. */
function day(instant: string): string {
  const { year, month, day: date } = Temporal.Instant.from(instant).toZonedDateTimeISO('Asia/Ho_Chi_Minh');
  return `${String(date).padStart(2, '0')}/${String(month).padStart(2, '0')}/${year}`;
}

function modulusOf(certificate: Uint8Array): Uint8Array | null {
  const { n } = new X509Certificate(certificate).publicKey.export({ format: 'jwk' });
  return n === undefined ? null : Uint8Array.from(Buffer.from(n, 'base64url'));
}

function usableCertificates(ders: readonly Uint8Array[]): Uint8Array[] {
  return ders.filter((der) => {
    try {
      return new X509Certificate(der).raw.length > 0;
    } catch {
      return false;
    }
  });
}
