import { KyguiError } from '../../../shared/errors.ts';
import type { RevocationProvider } from '../../../shared/signing/signer.ts';
import { type Certificate, readCertificate, readCertificates, sameBytes } from '../judge/cms/certificate.ts';
import { issuersOf } from '../judge/trust/chain.ts';
import { revocationAt } from '../judge/trust/revocation.ts';

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
}

const DEEPEST = 8;

/**
 * Walks up from each end certificate and gets a revocation answer for every certificate but the roots: OCSP first, the
 * list where OCSP gives nothing usable.
 * @throws PDF_CERTIFICATE_REVOKED
 */
export async function collectValidationData(
  endCertificates: readonly Uint8Array[],
  options: CollectOptions,
): Promise<ValidationData> {
  const data: ValidationData = { certificates: [], ocsps: [], crls: [], complete: true };
  const pool = new Map(readCertificates(options.pool).map((one) => [one.thumbprint, one]));
  const done = new Set<string>();
  for (const end of endCertificates) {
    let current: Certificate | null = readCertificate(end);
    for (let depth = 0; current && depth < DEEPEST; depth++) {
      if (done.has(current.thumbprint)) break;
      done.add(current.thumbprint);
      addBytes(data.certificates, current.der);
      if (sameBytes(current.subject, current.issuer)) break;
      const issuer: Certificate | null = await issuerOf(current, pool, options.findIssuer);
      if (!issuer) {
        data.complete = false;
        break;
      }
      if (!(await addAnswer(data, current, issuer, options))) data.complete = false;
      current = issuer;
    }
  }
  return data;
}

async function issuerOf(
  certificate: Certificate,
  pool: Map<string, Certificate>,
  find: IssuerFinder | undefined,
): Promise<Certificate | null> {
  const [known] = issuersOf(certificate, [...pool.values()]);
  if (known) return known;
  const fetched = find ? await find(certificate.der) : null;
  const [issuer] = fetched ? issuersOf(certificate, readCertificates([fetched])) : [];
  if (issuer) pool.set(issuer.thumbprint, issuer);
  return issuer ?? null;
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
