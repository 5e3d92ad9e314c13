import { constants, createHash, verify } from 'node:crypto';
import { z } from 'zod';
import { KyguiError } from '../../shared/errors.ts';
import type { Signer } from '../../shared/signing/signer.ts';
import { certificateParts } from '../pdf/cms/certificate-parts.ts';
import { hashFor, opensslDigest } from '../pdf/cms/signed-data.ts';
import { type Certificate, readCertificates } from '../pdf/judge/cms/certificate.ts';
import { plainSignatureValue } from './signature-value.ts';
import {
  type FormatReason,
  type FormatSignature,
  type FormatTrust,
  type FormatVerdict,
  formatVerdict,
  judgeSignature,
} from './verdict.ts';

export interface JwsOptions {
  signer: Signer;
  /** RSASSA-PSS (`PS256`) instead of PKCS#1 v1.5 (`RS256`); EC keys know only their own. */
  pss?: boolean;
  /** Leaves the payload out (RFC 7515, appendix F). */
  detached?: boolean;
}

/** JWS compact serialization over the UTF-8 bytes of a text, certificates in `x5c`. @throws JWS_PSS_UNSUPPORTED */
export async function signJws(payload: Uint8Array, options: JwsOptions): Promise<string> {
  const { signer, pss = false, detached = false } = options;
  const hash = hashFor(signer.keyType);
  const size = hash.slice(4);
  const rsa = signer.keyType.kind === 'rsa';
  const chain = [certificateParts(signer.certificate).certificate, ...signer.chain];
  const header = {
    alg: rsa ? `${pss ? 'PS' : 'RS'}${size}` : `ES${size}`,
    x5c: chain.map((one) => Buffer.from(one).toString('base64')),
  };
  const head = base64url(Buffer.from(JSON.stringify(header)));
  const body = base64url(payload);
  const digest = createHash(opensslDigest(hash)).update(`${head}.${body}`).digest();
  const sign = rsa && pss ? signer.signPss : signer.sign;
  if (!sign) throw new KyguiError('JWS_PSS_UNSUPPORTED');
  const signed = sign.call(signer, digest, hash);
  const value = plainSignatureValue(signer, await (rsa && pss ? signed.catch(withoutPss) : signed));
  return `${head}.${detached ? '' : body}.${base64url(value)}`;
}

/** Older drivers know no RSASSA-PSS: for their users it is the form that is wrong, not the token. */
function withoutPss(thrown: unknown): never {
  const isMechanism = thrown instanceof KyguiError && thrown.code.startsWith('TOKEN_MECHANISM_');
  throw isMechanism ? new KyguiError('JWS_PSS_UNSUPPORTED', {}, { cause: thrown }) : thrown;
}

const headerSchema = z.object({
  alg: z.string(),
  x5c: z.array(z.base64()).min(1).max(10),
  crit: z.undefined().optional(),
});

const ALGORITHMS: Readonly<Record<string, { key: string; digest: string; pss: boolean }>> =
  Object.fromEntries(
    ['256', '384', '512'].flatMap((size) => [
      [`RS${size}`, { key: 'rsa', digest: `sha${size}`, pss: false }],
      [`PS${size}`, { key: 'rsa', digest: `sha${size}`, pss: true }],
      [`ES${size}`, { key: 'ec', digest: `sha${size}`, pss: false }],
    ]),
  );

export interface JwsVerdict extends FormatVerdict<FormatSignature> {
  /** What was signed; null when it could not be read. */
  payload: Uint8Array | null;
}

/** Judges a compact JWS with its certificates inside. @param detached the payload of a signature without one. */
export async function verifyJws(
  text: string,
  trust: FormatTrust,
  detached?: Uint8Array,
): Promise<JwsVerdict> {
  const malformed = { ...formatVerdict<FormatSignature>([], ['CMS_MALFORMED']), payload: null };
  const [head, inner, value, ...more] = text.trim().split('.');
  if (head === undefined || inner === undefined || value === undefined || more.length > 0) return malformed;
  if (![head, inner, value].every((part) => /^[A-Za-z0-9_-]*$/u.test(part))) return malformed;
  const body = inner === '' && detached ? base64url(detached) : inner;
  const header = headerOf(head);
  const algorithm = header ? ALGORITHMS[header.alg] : undefined;
  if (!header || !algorithm) return malformed;
  const certificates = readCertificates(header.x5c.map((one) => Buffer.from(one, 'base64')));
  const [certificate] = certificates;
  const reasons: FormatReason[] = [];
  if (!certificate) reasons.push('SIGNER_CERTIFICATE_MISSING');
  else if (!fits(certificate, algorithm, `${head}.${body}`, Buffer.from(value, 'base64url'))) {
    reasons.push('SIGNATURE_VALUE_WRONG');
  }
  const judged = await judgeSignature(
    {
      certificate: certificate ?? null,
      pool: [...certificates],
      claimedTime: null,
      timestamp: null,
      answers: { ocsps: [], crls: [] },
      reasons,
    },
    trust,
  );
  return { ...formatVerdict([judged]), payload: Buffer.from(body, 'base64url') };
}

function headerOf(head: string): { alg: string; x5c: string[] } | null {
  try {
    const parsed = headerSchema.safeParse(JSON.parse(Buffer.from(head, 'base64url').toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function fits(
  { publicKey }: Certificate,
  { key, digest, pss }: { key: string; digest: string; pss: boolean },
  signed: string,
  value: Uint8Array,
): boolean {
  if (publicKey.asymmetricKeyType !== key) return false;
  // RFC 7518, 3.5: the salt is as long as the digest.
  const padding = pss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  try {
    return verify(
      digest,
      Buffer.from(signed),
      { key: publicKey, dsaEncoding: 'ieee-p1363', ...padding },
      value,
    );
  } catch {
    return false;
  }
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
