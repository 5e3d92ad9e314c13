import { readCertificate, readCertificates } from '../judge/cms/certificate.ts';
import { issuersOf } from '../judge/trust/chain.ts';
import { certificateAddresses } from './certificate-addresses.ts';
import { isInside } from './inside-address.ts';
import type { IssuerFinder } from './validation-data.ts';

/**
 * Issuers for a judge, DER: those at hand first (of the settings), then the address in the certificate, which comes
 * from a foreign file and is never asked inside this machine or the office's network.
 */
export function issuerSource(
  atHand: readonly Uint8Array[],
  ask: IssuerFinder | null,
  namedHosts: ReadonlySet<string>,
): IssuerFinder {
  const known = readCertificates(atHand);
  return async (certificate) => {
    const [found] = issuersOf(readCertificate(certificate), known);
    if (found) return found.der;
    const inside = certificateAddresses(certificate).issuers.some((address) => isInside(address, namedHosts));
    return ask && !inside ? ask(certificate) : null;
  };
}
