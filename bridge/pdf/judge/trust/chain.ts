import type { ReasonCode } from '../../../../shared/document/verdict-reasons.ts';
import { checkSignatureValue, isWeakKey } from '../cms/algorithms.ts';
import { type Certificate, sameBytes } from '../cms/certificate.ts';
import { isSelfIssued, type TrustList } from './trust-list.ts';

/** What the end certificate must be good for. */
export type Purpose = 'document-signing' | 'time-stamping' | 'ocsp-signing';

/** A path from the end certificate to its trust anchor, both included; empty when there is none. */
export interface ChainCheck {
  readonly path: readonly Certificate[];
  readonly anchored: boolean;
  readonly reasons: readonly ReasonCode[];
}

const DEEPEST = 8;
/**
 * Paths looked at, and signatures checked to find them: authorities that certified each other give a handful; a file
 * could name thousands.
 */
const MOST_PATHS = 16;
const MOST_CHECKS = 200;
const ID_KP_TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ID_KP_OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
const ANY_EXTENDED_KEY_USAGE = '2.5.29.37.0';

/**
 * Purposes of extKeyUsage under which a person or an agency signs documents: any, e-mail protection, client
 * authentication (most Vietnamese certificates), document signing (RFC 9336), Microsoft's and Adobe's own.
 */
const SIGNING_PURPOSES = new Set([
  ANY_EXTENDED_KEY_USAGE,
  '1.3.6.1.5.5.7.3.2',
  '1.3.6.1.5.5.7.3.4',
  '1.3.6.1.5.5.7.3.36',
  '1.3.6.1.4.1.311.10.3.12',
  '1.2.840.113583.1.1.5',
]);

/**
 * Builds and validates a path (RFC 5280, 6.1, without policies and name constraints) at a moment given in
 * milliseconds since 1970 UTC. `pool` are certificates from the signature, the DSS and the token; they help to
 * find the way but are trusted for nothing.
 */
export function checkChain(
  certificate: Certificate,
  pool: readonly Certificate[],
  trust: TrustList,
  moment: number,
  purpose: Purpose,
): ChainCheck {
  const reasons = new Set<ReasonCode>();
  if (!usageFits(certificate, purpose)) reasons.add('CERTIFICATE_USAGE');
  const paths: (readonly Certificate[])[] = [];
  for (const path of walk([certificate], [...trust.anchors, ...pool], trust, { checks: MOST_CHECKS })) {
    paths.push(path);
    if (paths.length >= MOST_PATHS) break;
  }
  const path = paths.find((candidate) => pathReasons(candidate, moment).length === 0) ?? paths[0];
  if (!path) {
    for (const reason of validityReasons(certificate, moment)) reasons.add(reason);
    reasons.add(trust.anchors.length === 0 ? 'NO_TRUST_LIST' : 'CHAIN_INCOMPLETE');
    return { path: [certificate], anchored: false, reasons: [...reasons] };
  }
  for (const reason of pathReasons(path, moment)) reasons.add(reason);
  return { path, anchored: true, reasons: [...reasons] };
}

/** Paths that end at an anchor, self-issued anchors first: a trusted sub-authority is still checked upwards. */
function* walk(
  path: readonly Certificate[],
  candidates: readonly Certificate[],
  trust: TrustList,
  left: { checks: number },
): Generator<readonly Certificate[]> {
  const last = path[path.length - 1];
  if (!last) return;
  const isAnchor = trust.anchors.some((anchor) => anchor.thumbprint === last.thumbprint);
  if (isAnchor && isSelfIssued(last)) {
    yield path;
    return;
  }
  if (path.length < DEEPEST) {
    for (const issuer of candidates) {
      if (!sameBytes(issuer.subject, last.issuer)) continue;
      if (path.some((seen) => seen.thumbprint === issuer.thumbprint)) continue;
      if (left.checks-- <= 0) break;
      if (issued(issuer, last)) yield* walk([...path, issuer], candidates, trust, left);
    }
  }
  if (isAnchor) yield path;
}

/** Candidates whose name, key identifier and signature say that they issued the certificate. */
export function issuersOf(certificate: Certificate, candidates: readonly Certificate[]): Certificate[] {
  const seen = new Set<string>();
  return candidates.filter((candidate) => {
    if (seen.has(candidate.thumbprint)) return false;
    seen.add(candidate.thumbprint);
    return issued(candidate, certificate);
  });
}

function issued(issuer: Certificate, certificate: Certificate): boolean {
  if (!sameBytes(issuer.subject, certificate.issuer)) return false;
  const { authorityKeyId } = certificate;
  if (authorityKeyId && issuer.subjectKeyId && authorityKeyId !== issuer.subjectKeyId) return false;
  return (
    checkSignatureValue(
      certificate.signatureAlgorithm,
      null,
      issuer.publicKey,
      [certificate.tbs],
      certificate.signature,
    ) === 'right'
  );
}

function pathReasons(path: readonly Certificate[], moment: number): ReasonCode[] {
  const reasons = new Set<ReasonCode>();
  path.forEach((certificate, depth) => {
    for (const reason of validityReasons(certificate, moment)) reasons.add(reason);
    if (certificate.unknownCritical.length > 0) reasons.add('CHAIN_INVALID');
    if (depth === 0) return;
    // Who can find the key of an authority makes signers under it. Anchors are the administrator's choice.
    if (depth < path.length - 1 && isWeakKey(certificate.publicKey)) reasons.add('KEY_SHORT');
    const below = path.slice(1, depth).filter((between) => !isSelfIssued(between)).length;
    const maySign = certificate.keyUsage === null || certificate.keyUsage.has('keyCertSign');
    const longEnough = certificate.pathLength === null || below <= certificate.pathLength;
    if (!certificate.isAuthority || !maySign || !longEnough) reasons.add('CHAIN_INVALID');
  });
  return [...reasons];
}

function validityReasons(certificate: Certificate, moment: number): ReasonCode[] {
  if (moment < certificate.notBefore) return ['CERTIFICATE_NOT_YET_VALID'];
  return moment > certificate.notAfter ? ['CERTIFICATE_EXPIRED'] : [];
}

function usageFits(certificate: Certificate, purpose: Purpose): boolean {
  const { keyUsage, extendedKeyUsage } = certificate;
  const signs = keyUsage === null || keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation');
  if (!signs) return false;
  switch (purpose) {
    case 'document-signing':
      return extendedKeyUsage === null || [...extendedKeyUsage].some((id) => SIGNING_PURPOSES.has(id));
    case 'time-stamping':
      // RFC 3161, 2.3: exactly this purpose, and critical.
      return (
        extendedKeyUsage?.size === 1 &&
        extendedKeyUsage.has(ID_KP_TIME_STAMPING) &&
        certificate.extendedKeyUsageCritical
      );
    case 'ocsp-signing':
      return extendedKeyUsage?.has(ID_KP_OCSP_SIGNING) ?? false;
  }
}
