import { KyguiError } from '../../../shared/errors.ts';
import type { RevocationProvider } from '../../../shared/signing/signer.ts';
import { type Certificate, readCertificate, readCertificates, sameBytes } from '../judge/cms/certificate.ts';
import { issuersOf } from '../judge/trust/chain.ts';
import { revocationAt } from '../judge/trust/revocation.ts';
import { certificateAddresses } from './certificate-addresses.ts';
import { isInside } from './inside-address.ts';

/** What a later verifier needs, DER: the store of ETSI EN 319 142-1, 5.4.2. */
export interface ValidationData {
  certificates: Uint8Array[];
  ocsps: Uint8Array[];
  crls: Uint8Array[];
  /** False when a certificate of the chain has no usable answer, or its issuer could not be had. */
  complete: boolean;
}

/** Where issuers come from that are not in the signature. */
export type IssuerFinder = (certificate: Uint8Array) => Promise<Uint8Array | null>;

export interface CollectOptions {
  provider: RevocationProvider;
  findIssuer?: IssuerFinder;
  /** Certificates at hand: of the signature, the token, the settings. */
  pool: readonly Uint8Array[];
  /** Milliseconds since 1970 UTC at which the answers must hold. */
  moment: number;
  /** Configured trust, DER. Once there is any, only what it vouches for makes us ask an address. */
  anchors?: readonly Uint8Array[];
  /** The end certificates are of the caller's own token and time-stamp authority, not of a foreign file. */
  own?: boolean;
  /** Hosts that the settings or the caller name. */
  namedHosts?: ReadonlySet<string>;
}

const DEEPEST = 8;

/**
 * Walks up from each end certificate and gets a revocation answer for every certificate but the roots: OCSP first, the
 * list where OCSP gives nothing usable. A certificate in a file can name any address; it is asked only when the chain
 * ends in configured trust or is the caller's own, and otherwise never inside this machine or the office's network.
 * @throws PDF_CHAIN_UNTRUSTED, PDF_CERTIFICATE_REVOKED
 */
export async function collectValidationData(
  endCertificates: readonly Uint8Array[],
  options: CollectOptions,
): Promise<ValidationData> {
  const data: ValidationData = { certificates: [], ocsps: [], crls: [], complete: true };
  const anchors = readCertificates(options.anchors ?? []);
  const pool = new Map(
    [...anchors, ...readCertificates(options.pool)].map((one) => [one.thumbprint, one] as const),
  );
  const done = new Set<string>();
  for (const end of endCertificates) {
    const path = await pathOf(readCertificate(end), pool, options);
    const anchored = path.some((one) => anchors.some(({ thumbprint }) => thumbprint === one.thumbprint));
    if (anchors.length > 0 && !anchored) throw new KyguiError('PDF_CHAIN_UNTRUSTED');
    for (const [index, certificate] of path.entries()) {
      if (done.has(certificate.thumbprint)) continue;
      done.add(certificate.thumbprint);
      addBytes(data.certificates, certificate.der);
      if (isRoot(certificate)) break;
      const issuer = path[index + 1];
      const mayAsk = anchored || isAskable(certificate, options);
      if (!issuer || !mayAsk || !(await addAnswer(data, certificate, issuer, options))) data.complete = false;
    }
  }
  return data;
}

const isRoot = (certificate: Certificate): boolean => sameBytes(certificate.subject, certificate.issuer);

async function pathOf(
  end: Certificate,
  pool: Map<string, Certificate>,
  options: CollectOptions,
): Promise<Certificate[]> {
  const path = [end];
  for (let last: Certificate | null = end; last && !isRoot(last) && path.length < DEEPEST; ) {
    last = await issuerOf(last, pool, options);
    if (!last || path.some(({ thumbprint }) => thumbprint === last?.thumbprint)) break;
    path.push(last);
  }
  return path;
}

async function issuerOf(
  certificate: Certificate,
  pool: Map<string, Certificate>,
  options: CollectOptions,
): Promise<Certificate | null> {
  const [known] = issuersOf(certificate, [...pool.values()]);
  if (known) return known;
  // What is asked here is not anchored yet.
  const { findIssuer } = options;
  const fetched = findIssuer && isAskable(certificate, options) ? await findIssuer(certificate.der) : null;
  const [issuer] = fetched ? issuersOf(certificate, readCertificates([fetched])) : [];
  if (issuer) pool.set(issuer.thumbprint, issuer);
  return issuer ?? null;
}

/** False when a foreign certificate names an address of this machine or of the office's network. */
function isAskable(certificate: Certificate, { own, namedHosts }: CollectOptions): boolean {
  if (own) return true;
  const { issuers, ocsp, crls } = certificateAddresses(certificate.der);
  return ![...issuers, ...ocsp, ...crls].some((address) => isInside(address, namedHosts));
}

async function addAnswer(
  data: ValidationData,
  certificate: Certificate,
  issuer: Certificate,
  { provider, moment }: CollectOptions,
): Promise<boolean> {
  if (certificate.ocspNoCheck || !certificate.namesRevocationSource) return true;
  const ocsp = await provider.ocsp(certificate.der, issuer.der);
  if (ocsp && speaks(certificate, issuer, { ocsps: [ocsp], crls: [] }, moment)) {
    addBytes(data.ocsps, ocsp);
    return true;
  }
  const crl = await provider.crl(certificate.der, issuer.der);
  if (crl && speaks(certificate, issuer, { ocsps: [], crls: [crl] }, moment)) {
    addBytes(data.crls, crl);
    return true;
  }
  return false;
}

function speaks(
  certificate: Certificate,
  issuer: Certificate,
  answers: { ocsps: Uint8Array[]; crls: Uint8Array[] },
  moment: number,
): boolean {
  const { status } = revocationAt(certificate, issuer, answers, moment);
  if (status === 'revoked') throw new KyguiError('PDF_CERTIFICATE_REVOKED');
  return status === 'good';
}

function addBytes(list: Uint8Array[], bytes: Uint8Array): void {
  if (!list.some((one) => sameBytes(one, bytes))) list.push(bytes);
}
