import { KyguiError } from '../../shared/errors.ts';
import type { HashName, KeyType, Signer } from '../../shared/signing/signer.ts';
import type { CertificateDescription } from '../../shared/signing/token.ts';
import { hashFor } from '../pdf/cms/signed-data.ts';

const LENGTH: Readonly<Record<HashName, number>> = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 };

/**
 * The office's leave to sign bare digests for one origin. What is behind a digest cannot be shown, so the leave stands
 * in the site profile, ends at a time, and each signature uses up one of its count.
 */
export class RawDigestAllowance {
  readonly origin: string;
  /** Milliseconds since 1970 UTC. */
  readonly until: number;
  #left: number;

  constructor(leave: { origin: string; until: number; count: number }) {
    this.origin = leave.origin;
    this.until = leave.until;
    this.#left = leave.count;
  }

  get left(): number {
    return this.#left;
  }

  /** @throws RAW_DIGEST_NOT_ALLOWED */
  take(origin: string, now: number): void {
    if (origin !== this.origin || now >= this.until || this.#left <= 0) {
      throw new KyguiError('RAW_DIGEST_NOT_ALLOWED');
    }
    this.#left -= 1;
  }
}

export interface RawDigestRequest {
  /** Of the page that asks. */
  origin: string;
  /** As pages spell it: `SHA256`, `SHA-256`, `sha256`. */
  hashName: string;
  digest: Uint8Array;
}

/** The digest that a page names; SHA-1 and MD5 are refused. @throws RAW_DIGEST_INVALID */
function digestNamed(name: string): HashName {
  const size = /^sha-?(256|384|512)$/iu.exec(name.trim())?.[1];
  if (size === undefined) throw new KyguiError('RAW_DIGEST_INVALID', { problem: name.slice(0, 20) });
  return `SHA-${size}` as HashName;
}

/**
 * What a key can make of a bare digest: a value after PKCS#1 v1.5 (`raw`) is RSA's alone, and a CMS takes the one hash
 * that goes with its key.
 * @throws RAW_DIGEST_INVALID
 */
export function assertDigestFits(
  form: 'raw' | 'cms-hash',
  { hashName, digest }: Pick<RawDigestRequest, 'hashName' | 'digest'>,
  key: KeyType | Extract<CertificateDescription['key'], { kind: 'other' }>,
): HashName {
  const hash = digestNamed(hashName);
  const refused = (problem: string) => new KyguiError('RAW_DIGEST_INVALID', { problem });
  if (digest.length !== LENGTH[hash]) throw refused(`${hash}: ${digest.length} byte`);
  if (key.kind === 'other') throw refused(key.name);
  if (form === 'raw' && key.kind !== 'rsa') throw refused('EC');
  if (form === 'cms-hash' && hash !== hashFor(key)) throw refused(hash);
  return hash;
}

/**
 * Signature value over a finished digest: PKCS#1 v1.5 over DigestInfo for RSA. Only with a leave; null means that no
 * site profile gives one.
 * @throws RAW_DIGEST_NOT_ALLOWED, RAW_DIGEST_INVALID, what the signer throws
 */
export async function signRawDigest(
  signer: Signer,
  request: RawDigestRequest,
  allowance: RawDigestAllowance | null,
  now: number,
): Promise<Uint8Array> {
  const hash = assertDigestFits('raw', request, signer.keyType);
  if (!allowance) throw new KyguiError('RAW_DIGEST_NOT_ALLOWED');
  allowance.take(request.origin, now);
  return signer.sign(request.digest, hash);
}
