import type { ChainStatus, RevocationStatus } from '../../../../shared/document/verdict.ts';
import type { ReasonCode } from '../../../../shared/document/verdict-reasons.ts';
import type { RevocationProvider } from '../../../../shared/signing/signer.ts';
import { type Certificate, readCertificates, sameBytes } from '../cms/certificate.ts';
import { type ChainCheck, checkChain, issuersOf } from './chain.ts';
import { type RevocationAnswers, revocationAt } from './revocation.ts';
import { isSelfIssued, type TrustList } from './trust-list.ts';

/** What a signature brings to the question whether its signer can be relied upon. Times: ms since 1970 UTC. */
export interface TrustQuestion {
  readonly certificate: Certificate | null;
  readonly kind: 'signature' | 'document-timestamp';
  readonly claimedTime: number | null;
  readonly timestamp: { readonly time: number; readonly certificate: Certificate } | null;
  /** Certificates that help to find the way; trusted for nothing. */
  readonly pool: readonly Certificate[];
  readonly answers: RevocationAnswers;
}

export interface TrustAnswer {
  readonly chain: ChainStatus;
  readonly revocation: RevocationStatus;
  readonly judgedAt: number | null;
  readonly reasons: readonly ReasonCode[];
}

export interface TrustContext {
  readonly trust: TrustList;
  readonly now: number;
  readonly provider: RevocationProvider | null;
  readonly signal: AbortSignal | undefined;
}

/** A time may lie this far ahead of our clock before it is no longer believed. */
const CLOCK_SKEW = 10 * 60_000;

/**
 * Chain, validity and revocation at signing time (NĐ 23/2025, Điều 16): the time of a trusted time-stamp, else
 * the claimed time, else now. Online answers are asked for only where those at hand say nothing.
 */
export async function evaluateTrust(asked: TrustQuestion, context: TrustContext): Promise<TrustAnswer> {
  const { certificate, kind } = asked;
  if (!certificate) return { chain: 'unchecked', revocation: 'unknown', judgedAt: null, reasons: [] };
  const ends = [certificate, ...(asked.timestamp ? [asked.timestamp.certificate] : [])];
  const question = { ...asked, pool: await withIssuers(ends, asked.pool, context) };
  const reasons = new Set<ReasonCode>();
  const moment = signingMoment(question, context, reasons);
  const purpose = kind === 'document-timestamp' ? 'time-stamping' : 'document-signing';
  const chain = checkChain(certificate, question.pool, context.trust, moment, purpose);
  for (const reason of chain.reasons) reasons.add(reason);
  const status = chainStatus(chain);
  if (!chain.anchored) {
    return { chain: status, revocation: 'unknown', judgedAt: moment, reasons: [...reasons] };
  }
  // The newest document time-stamp never has answers about its own authority in the file: the next one brings them.
  const unknown = kind === 'document-timestamp' ? 'TIMESTAMP_REVOCATION_UNKNOWN' : 'REVOCATION_UNKNOWN';
  const revocation = await checkPath(chain.path, question.answers, moment, context, reasons, unknown);
  return { chain: status, revocation, judgedAt: moment, reasons: [...reasons] };
}

/** Longer ways up are neither asked for nor looked at. */
const MOST_ISSUERS = 4;
const MOST_STEPS = 8;
const MOST_OF_ONE_NAME = 16;

/**
 * The pool, and issuers that it lacks: many signers, the government's among them, put nothing but their own certificate
 * into the message. They are asked for only where roots are set and no way leads to them.
 */
async function withIssuers(
  ends: readonly Certificate[],
  given: readonly Certificate[],
  { trust, provider, signal }: TrustContext,
): Promise<readonly Certificate[]> {
  let pool = given;
  if (!provider?.issuer || trust.anchors.length === 0) return pool;
  for (const end of ends) {
    let top: Certificate | undefined = end;
    for (let steps = 0; top && steps < MOST_ISSUERS; steps++) {
      const known = [...trust.anchors, ...pool];
      top = lastKnown(top, known);
      if (isSelfIssued(top) || trust.anchors.some(({ thumbprint }) => thumbprint === top?.thumbprint)) break;
      const found = await provider.issuer(top.der, signal).catch(() => null);
      const [issuer] = found ? issuersOf(top, readCertificates([found])) : [];
      if (issuer) pool = [...pool, issuer];
      top = issuer;
    }
  }
  return pool;
}

/** The end of the way up from a certificate through those at hand; a file may bring thousands of one name. */
function lastKnown(from: Certificate, known: readonly Certificate[]): Certificate {
  let last = from;
  for (let steps = 0; steps < MOST_STEPS && !isSelfIssued(last); steps++) {
    const named = known.filter((one) => sameBytes(one.subject, last.issuer)).slice(0, MOST_OF_ONE_NAME);
    const [issuer] = issuersOf(last, named);
    if (!issuer) break;
    last = issuer;
  }
  return last;
}

function chainStatus(chain: ChainCheck): ChainStatus {
  if (chain.reasons.length === 0) return 'trusted';
  if (chain.reasons.includes('NO_TRUST_LIST')) return 'unchecked';
  return chain.anchored ? 'invalid' : 'untrusted';
}

function signingMoment(question: TrustQuestion, context: TrustContext, reasons: Set<ReasonCode>): number {
  const { timestamp, claimedTime } = question;
  const early = timestamp !== null && timestamp.time > context.now + CLOCK_SKEW;
  if (early) reasons.add('TIMESTAMP_UNTRUSTED');
  else if (timestamp && question.kind === 'document-timestamp') return timestamp.time;
  else if (timestamp) {
    const authority = checkChain(
      timestamp.certificate,
      question.pool,
      context.trust,
      timestamp.time,
      'time-stamping',
    );
    const revoked = authority.path.some((one, index) => {
      const issuer = authority.path[index + 1];
      return issuer && revocationAt(one, issuer, question.answers, timestamp.time).status === 'revoked';
    });
    if (authority.reasons.length === 0 && !revoked) return timestamp.time;
    if (context.trust.anchors.length > 0) reasons.add('TIMESTAMP_UNTRUSTED');
  }
  if (claimedTime !== null && claimedTime <= context.now + CLOCK_SKEW) {
    reasons.add('SIGNING_TIME_CLAIMED');
    const { notAfter } = question.certificate ?? { notAfter: Number.POSITIVE_INFINITY };
    if (claimedTime <= notAfter && notAfter < context.now) reasons.add('CERTIFICATE_EXPIRED_SINCE');
    return claimedTime;
  }
  reasons.add('SIGNING_TIME_UNKNOWN');
  return context.now;
}

async function checkPath(
  path: readonly Certificate[],
  answers: RevocationAnswers,
  moment: number,
  context: TrustContext,
  reasons: Set<ReasonCode>,
  unknown: ReasonCode,
): Promise<RevocationStatus> {
  let known = 0;
  for (const [index, certificate] of path.entries()) {
    const issuer = path[index + 1];
    if (!issuer || certificate.ocspNoCheck) continue;
    let found = revocationAt(certificate, issuer, answers, moment);
    if (found.status === 'unknown' && context.provider && certificate.namesRevocationSource) {
      const asked = await ask(context.provider, certificate, issuer, context.signal);
      found = revocationAt(certificate, issuer, asked, moment);
    }
    const { status, revokedLater, compromised } = found;
    if (revokedLater) reasons.add('REVOKED_LATER');
    // A thief writes whatever time he likes; only a time-stamp tells what was signed before.
    if (compromised && reasons.has('SIGNING_TIME_CLAIMED')) {
      reasons.add('KEY_COMPROMISED');
      return 'revoked';
    }
    if (status === 'revoked') {
      reasons.add('CERTIFICATE_REVOKED');
      return 'revoked';
    }
    if (status === 'good') known++;
    else if (!certificate.namesRevocationSource) reasons.add('REVOCATION_NOT_OFFERED');
    else reasons.add(unknown);
  }
  if (reasons.has(unknown)) return 'unknown';
  return known > 0 && !reasons.has('REVOCATION_NOT_OFFERED') ? 'good' : 'not-applicable';
}

async function ask(
  provider: RevocationProvider,
  certificate: Certificate,
  issuer: Certificate,
  signal: AbortSignal | undefined,
): Promise<RevocationAnswers> {
  const none = () => null;
  const ocsp = await provider.ocsp(certificate.der, issuer.der, signal).catch(none);
  if (ocsp) return { ocsps: [ocsp], crls: [] };
  const crl = await provider.crl(certificate.der, issuer.der, signal).catch(none);
  return { ocsps: [], crls: crl ? [crl] : [] };
}
