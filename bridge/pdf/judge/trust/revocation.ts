import { createHash } from 'node:crypto';
import { checkSignatureValue, digestByOid, hashOf } from '../cms/algorithms.ts';
import {
  type Asn1Node,
  bits,
  child,
  decodeExactly,
  integerHex,
  isContext,
  octets,
  oid,
  sequence,
  smallInteger,
  time,
} from '../cms/asn1.ts';
import { type Certificate, readCertificates, sameBytes } from '../cms/certificate.ts';
import { issuersOf } from './chain.ts';

/** Revocation answers at hand: from the signature, the DSS, or asked for now. DER. */
export interface RevocationAnswers {
  readonly ocsps: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

/** What one usable answer says of one certificate; times in milliseconds since 1970 UTC. */
interface Statement {
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  readonly revokedAt: number | null;
  /** CRL reason `certificateHold` and `removeFromCRL` aside, a revocation is for ever. */
  readonly status: 'good' | 'revoked';
  /** The key fell into other hands, which may have signed with any date. */
  readonly compromised: boolean;
}

/** keyCompromise, cACompromise and aACompromise (RFC 5280, 5.3.1). */
const COMPROMISED = new Set([1, 2, 10]);

/** Clocks of responders and signers differ; answers are usable this long around their times. */
const CLOCK_SKEW = 5 * 60_000;

/** What all answers together say of one certificate. */
export interface RevocationFound {
  readonly status: 'good' | 'revoked' | 'unknown';
  readonly revokedLater: boolean;
  /** It was revoked, whenever, because its key was compromised. */
  readonly compromised: boolean;
}

/**
 * Status of a certificate at a moment. `good` needs an answer that speaks of that moment: issued at or after
 * it while the certificate was still within its validity, or before it and not yet outdated.
 */
export function revocationAt(
  certificate: Certificate,
  issuer: Certificate,
  answers: RevocationAnswers,
  moment: number,
): RevocationFound {
  const statements = [
    ...answers.ocsps.flatMap((der) => quietly(() => ocspStatement(der, certificate, issuer))),
    ...answers.crls.flatMap((der) => quietly(() => crlStatement(der, certificate, issuer))),
  ];
  const revokedLater = statements.some((one) => one.status === 'revoked');
  const compromised = statements.some((one) => one.compromised);
  if (statements.some((one) => one.status === 'revoked' && (one.revokedAt ?? 0) <= moment)) {
    return { status: 'revoked', revokedLater: false, compromised };
  }
  const good = statements.some((one) => speaksOf(one, certificate, moment));
  return { status: good ? 'good' : 'unknown', revokedLater, compromised };
}

function speaksOf(statement: Statement, certificate: Certificate, moment: number): boolean {
  if (statement.status === 'revoked') return (statement.revokedAt ?? 0) > moment;
  if (statement.thisUpdate >= moment) return statement.thisUpdate <= certificate.notAfter + CLOCK_SKEW;
  if (statement.nextUpdate === null) return moment - statement.thisUpdate <= CLOCK_SKEW;
  return moment <= statement.nextUpdate + CLOCK_SKEW;
}

/** An answer that cannot be read or does not concern the certificate says nothing. */
function quietly(read: () => Statement | null): Statement[] {
  try {
    const statement = read();
    return statement ? [statement] : [];
  } catch {
    return [];
  }
}

/** OCSPResponse of RFC 6960, 4.2.1; accepted from the issuer or a responder that the issuer delegated to. */
function ocspStatement(der: Uint8Array, certificate: Certificate, issuer: Certificate): Statement | null {
  const basic = decodeExactly(basicResponse(der));
  const [tbs, algorithm, signature, holder] = sequence(basic);
  if (!tbs || !algorithm || !signature) return null;
  const bag = holder ? sequence(child(holder, 0)).map((item) => item.raw) : [];
  const data = sequence(tbs).filter((part) => !isContext(part, 0));
  const [, producedAt, responses] = data;
  if (!producedAt || !responses) return null;
  const signers = [issuer, ...readCertificates(bag).filter((candidate) => delegated(candidate, issuer))];
  const signed = signers.some(
    (signer) =>
      within(signer, time(producedAt)) &&
      checkSignatureValue(algorithm, null, signer.publicKey, [tbs.raw], bits(signature)) === 'right',
  );
  if (!signed) return null;
  const single = sequence(responses).find((one) => concerns(child(one, 0), certificate, issuer));
  return single ? singleStatement(single) : null;
}

/** The BasicOCSPResponse inside an OCSPResponse, or the input itself when it is one already. */
function basicResponse(der: Uint8Array): Uint8Array {
  const root = decodeExactly(der);
  const [status, bytes] = sequence(root);
  if (status?.tag !== 10) return der;
  if (smallInteger(status) !== 0 || !bytes) return new Uint8Array(0);
  return octets(child(child(bytes, 0), 1));
}

function singleStatement(single: Asn1Node): Statement | null {
  const [, status, thisUpdate, next] = sequence(single);
  if (!status || !thisUpdate || isContext(status, 2)) return null;
  return {
    thisUpdate: time(thisUpdate),
    nextUpdate: isContext(next, 0) ? time(child(next, 0)) : null,
    status: isContext(status, 1) ? 'revoked' : 'good',
    revokedAt: isContext(status, 1) ? time(child(status, 0)) : null,
    compromised: isContext(status, 1) && COMPROMISED.has(statedReason(status)),
  };
}

/** revocationReason of a RevokedInfo (RFC 6960, 4.2.1); 0 when absent. */
function statedReason(revoked: Asn1Node): number {
  const [, reason] = revoked.children;
  return isContext(reason, 0) ? smallInteger(child(reason, 0)) : 0;
}

function delegated(candidate: Certificate, issuer: Certificate): boolean {
  const purpose = candidate.extendedKeyUsage?.has('1.3.6.1.5.5.7.3.9') ?? false;
  return purpose && issuersOf(candidate, [issuer]).length === 1;
}

const within = (certificate: Certificate, moment: number): boolean =>
  moment >= certificate.notBefore - CLOCK_SKEW && moment <= certificate.notAfter + CLOCK_SKEW;

/** CertID of RFC 6960, 4.1.1. */
function concerns(certId: Asn1Node, certificate: Certificate, issuer: Certificate): boolean {
  const [algorithm, nameHash, keyHash, serial] = sequence(certId);
  if (!algorithm || !nameHash || !keyHash || !serial) return false;
  const digest = digestByOid(oid(child(algorithm, 0)));
  return (
    digest !== null &&
    integerHex(serial) === certificate.serial &&
    sameBytes(octets(nameHash), hashOf(digest, issuer.subject)) &&
    sameBytes(octets(keyHash), hashOf(digest, issuer.keyBits))
  );
}

/** What of a CRL is kept between questions: parsing one of a large authority takes long. */
interface ParsedCrl {
  readonly tbs: Uint8Array;
  readonly issuer: Uint8Array;
  readonly algorithm: Asn1Node;
  readonly signature: Uint8Array;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  /** Serial in hex → time of revocation, or null for `removeFromCRL`. */
  readonly revoked: ReadonlyMap<string, number | null>;
  /** Serials of those whose keys were compromised. */
  readonly compromised: ReadonlySet<string>;
  /** Which certificates it speaks of; null for a part of them that is not told apart here. */
  readonly scope: CrlScope | null;
}

type CrlScope = 'all' | 'users' | 'authorities';

const parsedCrls = new WeakMap<Uint8Array, ParsedCrl>();
const CRL_NODES = 8_000_000;

/** CertificateList of RFC 5280, 5.1, signed by the issuer itself; indirect and delta lists are not used. */
function crlStatement(der: Uint8Array, certificate: Certificate, issuer: Certificate): Statement | null {
  const crl = parsedCrls.get(der) ?? parseCrl(der);
  parsedCrls.set(der, crl);
  const speaksOfAll =
    crl.scope === 'all' || crl.scope === (certificate.isAuthority ? 'authorities' : 'users');
  if (!speaksOfAll || !sameBytes(crl.issuer, certificate.issuer)) return null;
  if (issuer.keyUsage !== null && !issuer.keyUsage.has('cRLSign')) return null;
  if (checkSignatureValue(crl.algorithm, null, issuer.publicKey, [crl.tbs], crl.signature) !== 'right') {
    return null;
  }
  const revokedAt = crl.revoked.get(certificate.serial) ?? null;
  return {
    thisUpdate: crl.thisUpdate,
    nextUpdate: crl.nextUpdate,
    status: revokedAt === null ? 'good' : 'revoked',
    revokedAt,
    compromised: revokedAt !== null && crl.compromised.has(certificate.serial),
  };
}

function parseCrl(der: Uint8Array): ParsedCrl {
  const root = decodeExactly(der, CRL_NODES);
  const [tbs, algorithm, signature] = sequence(root);
  if (!tbs || !algorithm || !signature) throw new TypeError('CRL incomplete');
  const fields = [...sequence(tbs)];
  if (fields[0]?.tag === 2) fields.shift();
  const [, issuer, thisUpdate, ...rest] = fields;
  if (!issuer || !thisUpdate) throw new TypeError('CRL incomplete');
  const next = rest[0] && (rest[0].tag === 23 || rest[0].tag === 24) ? rest.shift() : undefined;
  const list = rest[0] && !isContext(rest[0], 0) ? rest.shift() : undefined;
  const extensions = rest[0] && isContext(rest[0], 0) ? sequence(child(rest[0], 0)) : [];
  const revoked = new Map<string, number | null>();
  const compromised = new Set<string>();
  for (const entry of list ? sequence(list) : []) {
    const reason = entry.children[2] ? entryReason(entry.children[2]) : 0;
    const serial = integerHex(child(entry, 0));
    revoked.set(serial, reason === 8 ? null : time(child(entry, 1)));
    if (COMPROMISED.has(reason)) compromised.add(serial);
  }
  return {
    tbs: tbs.raw,
    issuer: issuer.raw,
    algorithm,
    signature: bits(signature),
    thisUpdate: time(thisUpdate),
    nextUpdate: next ? time(next) : null,
    revoked,
    compromised,
    scope: scopeOf(extensions),
  };
}

/** reasonCode of an entry (RFC 5280, 5.3.1); 0 when absent. */
function entryReason(extensions: Asn1Node): number {
  const reason = sequence(extensions).find((extension) => oid(child(extension, 0)) === '2.5.29.21');
  const value = reason?.children[reason.children.length - 1];
  return value ? smallInteger(decodeExactly(octets(value))) : 0;
}

/**
 * What a list leaves out (RFC 5280, 5.2): a delta list and an issuing distribution point that takes some reasons, other
 * issuers or attribute certificates leave too much. A point that only names where the list lies is whole.
 */
function scopeOf(extensions: readonly Asn1Node[]): CrlScope | null {
  let scope: CrlScope = 'all';
  for (const extension of extensions) {
    const id = oid(child(extension, 0));
    const value = extension.children[extension.children.length - 1];
    const critical = extension.children.length > 2 && child(extension, 1).content[0] !== 0;
    if (id === '2.5.29.28' && value) {
      for (const limit of sequence(decodeExactly(octets(value))).filter(limits)) {
        const kind = SCOPES[limit.tag];
        if (!kind || scope !== 'all') return null;
        scope = kind;
      }
    } else if (id === '2.5.29.27' || (critical && id !== '2.5.29.20' && id !== '2.5.29.35')) {
      return null;
    }
  }
  return scope;
}

/** onlyContainsUserCerts and onlyContainsCACerts, by their tags. */
const SCOPES: Readonly<Record<number, CrlScope>> = { 1: 'users', 2: 'authorities' };

/** Anything but the name of the point and a flag that is false. */
const limits = (part: Asn1Node): boolean => part.tag !== 0 && part.content[0] !== 0;

/** Key of a VRI entry: upper-case hex SHA-1 of the signature's `/Contents` (ETSI EN 319 142-1, 5.4.2.3). */
export const vriKey = (contents: Uint8Array): string =>
  createHash('sha1').update(contents).digest('hex').toUpperCase();
