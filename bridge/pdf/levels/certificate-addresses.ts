import { type Asn1Node, child, decodeExactly, isContext, octets, oid, sequence } from '../judge/cms/asn1.ts';

/** Where a certificate says that its issuer, its status and its revocation list are to be had. */
export interface CertificateAddresses {
  issuers: string[];
  ocsp: string[];
  crls: string[];
}

const AUTHORITY_INFORMATION = '1.3.6.1.5.5.7.1.1';
const CRL_POINTS = '2.5.29.31';
const OCSP = '1.3.6.1.5.5.7.48.1';
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';

/** Reads authorityInfoAccess and cRLDistributionPoints (RFC 5280, 4.2.2.1 and 4.2.1.13); http addresses only. */
export function certificateAddresses(certificate: Uint8Array): CertificateAddresses {
  const addresses: CertificateAddresses = { issuers: [], ocsp: [], crls: [] };
  const tbs = child(decodeExactly(certificate), 0);
  const holder = sequence(tbs).find((field) => isContext(field, 3));
  for (const extension of holder ? sequence(child(holder, 0)) : []) {
    const id = oid(child(extension, 0));
    const value = extension.children[extension.children.length - 1];
    if (!value || (id !== AUTHORITY_INFORMATION && id !== CRL_POINTS)) continue;
    for (const item of sequence(decodeExactly(octets(value)))) {
      if (id === CRL_POINTS) {
        addresses.crls.push(...uris(item));
      } else {
        const method = oid(child(item, 0));
        if (method === OCSP) addresses.ocsp.push(...uris(item));
        if (method === CA_ISSUERS) addresses.issuers.push(...uris(item));
      }
    }
  }
  return addresses;
}

/** Every uniformResourceIdentifier, [6] IA5String, at any depth. */
function uris(node: Asn1Node): string[] {
  if (isContext(node, 6) && !node.constructed) {
    const text = Buffer.from(node.content).toString('latin1');
    return /^https?:\/\//iu.test(text) ? [text] : [];
  }
  return node.children.flatMap(uris);
}
