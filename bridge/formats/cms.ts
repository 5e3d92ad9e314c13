import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { ReasonCode } from '../../shared/document/verdict-reasons.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { Signer, TimestampAuthority } from '../../shared/signing/signer.ts';
import { hashFor, opensslDigest, signDetached } from '../pdf/cms/signed-data.ts';
import { Asn1Error } from '../pdf/judge/cms/asn1.ts';
import { checkSigner, signatureTimestamps } from '../pdf/judge/cms/check-signer.ts';
import { ID_DATA, readSignedData, type SignedData, type SignerInfo } from '../pdf/judge/cms/signed-data.ts';
import { checkTimestamp, type TimestampCheck } from '../pdf/judge/cms/timestamp.ts';
import {
  type CheckedFormatSignature,
  type FormatTrust,
  type FormatVerdict,
  formatVerdict,
  judgeSignature,
} from './verdict.ts';

/** Bytes at hand, or a file of any size that is read as a stream. */
export type Content = Uint8Array | { path: string };

export interface CmsSignOptions {
  signer: Signer;
  /** Signing time, milliseconds since 1970 UTC. */
  time: number;
  /** For CAdES-T; null signs without a time-stamp. */
  timestamp?: TimestampAuthority | null;
}

const CHUNK = 1024 * 1024;

/**
 * Detached CAdES baseline B (or T) signature over content (ETSI EN 319 122-1): DER of the ContentInfo, as `.p7s`.
 * @throws FORMAT_READ_FAILED, PDF_SIGNATURE_VALUE_WRONG, PDF_TSA_*, what the signer throws
 */
export async function signCms(content: Content, options: CmsSignOptions): Promise<Uint8Array> {
  const { signer, time, timestamp } = options;
  const hash = createHash(opensslDigest(hashFor(signer.keyType)));
  for await (const chunk of chunksOf(content)) hash.update(chunk);
  const ask = timestamp
    ? (value: Uint8Array) => timestamp.stamp(createHash('sha256').update(value).digest(), 'SHA-256')
    : undefined;
  const { cms } = await signDetached(signer, hash.digest(), { timestamp: ask, signingTime: time });
  return cms;
}

/**
 * Judges a CMS signature (DER, BER, PEM or base64) over content. Content inside the CMS must be the same.
 * @throws FORMAT_READ_FAILED, TRUST_LIST_UNREADABLE
 */
export async function verifyCms(
  signature: Uint8Array,
  content: Content,
  trust: FormatTrust,
): Promise<FormatVerdict> {
  let data: SignedData;
  try {
    const der = binary(signature);
    data = readSignedData(der);
    if (der.subarray(data.length).some((byte) => byte !== 0)) return formatVerdict([], ['CMS_MALFORMED']);
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error;
    return formatVerdict([], ['CMS_MALFORMED']);
  }
  const inside = data.content !== null && !sameContent(data.content, content);
  const checked = data.signers.map((signer) => checkOne(data, signer, content));
  const signatures = await Promise.all(checked.map((one) => judgeSignature(one, trust)));
  return formatVerdict(signatures, inside ? ['DIGEST_MISMATCH'] : []);
}

function checkOne(data: SignedData, signer: SignerInfo, content: Content): CheckedFormatSignature {
  const reasons = new Set<ReasonCode>();
  let timestamp: TimestampCheck | null = null;
  let claimedTime: number | null = null;
  try {
    const check = checkSigner(signer, data.contentType, () => chunks(content));
    for (const reason of check.reasons) reasons.add(reason);
    if (data.contentType !== ID_DATA) reasons.add('SIGNED_ATTRIBUTES_WRONG');
    claimedTime = check.claimedTime;
    for (const token of signatureTimestamps(signer)) {
      const stamp = checkTimestamp(token, () => [signer.signature]);
      if (stamp.right) timestamp ??= stamp;
      else reasons.add('SIGNATURE_TIMESTAMP_WRONG');
    }
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error;
    reasons.add('CMS_MALFORMED');
  }
  const { time = null, certificate = null } = timestamp ?? {};
  return {
    certificate: signer.certificate,
    pool: [...data.certificates, ...(timestamp?.data.certificates ?? [])],
    claimedTime,
    timestamp: time !== null && certificate ? { time, certificate } : null,
    answers: { ocsps: data.ocsps, crls: data.crls },
    reasons: [...reasons],
  };
}

/** PEM and bare base64 as pages hand them over; anything else as it is. */
function binary(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x30) return bytes;
  const text = Buffer.from(bytes).toString('latin1');
  const body = text.replace(/-----(?:BEGIN|END) (?:PKCS7|CMS)-----/gu, '').replace(/\s+/gu, '');
  return /^[A-Za-z0-9+/]+={0,2}$/u.test(body) ? Buffer.from(body, 'base64') : bytes;
}

function sameContent(inside: Uint8Array, content: Content): boolean {
  let at = 0;
  for (const chunk of chunks(content)) {
    if (Buffer.compare(inside.subarray(at, at + chunk.length), chunk) !== 0) return false;
    at += chunk.length;
  }
  return at === inside.length;
}

async function* chunksOf(content: Content): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) {
    yield content;
    return;
  }
  try {
    yield* createReadStream(content.path, { highWaterMark: CHUNK });
  } catch (cause) {
    throw readError(content.path, cause);
  }
}

function* chunks(content: Content): Generator<Uint8Array> {
  if (content instanceof Uint8Array) {
    yield content;
    return;
  }
  let file: number;
  try {
    file = openSync(content.path, 'r');
  } catch (cause) {
    throw readError(content.path, cause);
  }
  try {
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** FORMAT_READ_FAILED with the system's word for it. */
export function readError(path: string, cause: unknown): KyguiError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new KyguiError('FORMAT_READ_FAILED', { file: basename(path), reason }, { cause });
}
