import type { Signer } from '../../../shared/signing/signer.ts';
import { type Certificate, readCertificate, readCertificates, sameBytes } from '../judge/cms/certificate.ts';
import { issuersOf } from '../judge/trust/chain.ts';
import type { Authorities } from './raise-level.ts';
import type { IssuerFinder } from './validation-data.ts';

const DEEPEST = 8;

/**
 * The signer with the issuing certificates that its token lacks: those at hand, then those at the addresses in the
 * certificates (RFC 5280, 4.2.2.1), so that a receiver who holds only the root can build the chain without a line.
 * Roots are left out, because nobody trusts them for standing in a file; so is what cannot be had.
 */
export async function withIssuers(
  signer: Signer,
  { findIssuer, certificates, anchors }: Pick<Authorities, 'findIssuer' | 'certificates' | 'anchors'>,
): Promise<Signer> {
  const carried = readCertificates(signer.chain);
  const known = [...carried, ...readCertificates([...certificates, ...(anchors?.() ?? [])])];
  const added: Uint8Array[] = [];
  let last = readCertificate(signer.certificate);
  for (let depth = 0; depth < DEEPEST && !isRoot(last); depth++) {
    const [atHand] = issuersOf(last, known);
    const issuer = atHand ?? (await fetched(last, findIssuer));
    if (!issuer) break;
    if (!isRoot(issuer) && !carried.some((one) => one.thumbprint === issuer.thumbprint))
      added.push(issuer.der);
    last = issuer;
  }
  return added.length === 0 ? signer : { ...signer, chain: [...signer.chain, ...added] };
}

const isRoot = ({ subject, issuer }: Certificate): boolean => sameBytes(subject, issuer);

async function fetched(
  of: Certificate,
  findIssuer: IssuerFinder | undefined,
): Promise<Certificate | undefined> {
  const der = findIssuer ? await findIssuer(of.der).catch(() => null) : null;
  return der ? issuersOf(of, readCertificates([der]))[0] : undefined;
}
