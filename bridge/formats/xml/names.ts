import type { HashName } from '../../../shared/signing/signer.ts';

/** Names of XML Signature (W3C 2008, RFC 6931) and XAdES (ETSI EN 319 132-1). */

export const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
export const XADES = 'http://uri.etsi.org/01903/v1.3.2#';
export const SIGNED_PROPERTIES = 'http://uri.etsi.org/01903#SignedProperties';
export const ENVELOPED = `${DSIG}enveloped-signature`;

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const PSS = 'http://www.w3.org/2007/05/xmldsig-more#';
const ENC = 'http://www.w3.org/2001/04/xmlenc#';

/** Digests by their identifier, as node:crypto names them. SHA-1 is read in old files and never written. */
export const DIGESTS: Readonly<Record<string, string>> = {
  [`${DSIG}sha1`]: 'sha1',
  [`${ENC}sha256`]: 'sha256',
  [`${MORE}sha384`]: 'sha384',
  [`${ENC}sha512`]: 'sha512',
};

export const DIGEST_METHOD: Readonly<Record<HashName, string>> = {
  'SHA-256': `${ENC}sha256`,
  'SHA-384': `${MORE}sha384`,
  'SHA-512': `${ENC}sha512`,
};

export const SIGNATURE_METHOD: Readonly<Record<'rsa' | 'ec', Readonly<Record<HashName, string>>>> = {
  rsa: {
    'SHA-256': `${MORE}rsa-sha256`,
    'SHA-384': `${MORE}rsa-sha384`,
    'SHA-512': `${MORE}rsa-sha512`,
  },
  ec: {
    'SHA-256': `${MORE}ecdsa-sha256`,
    'SHA-384': `${MORE}ecdsa-sha384`,
    'SHA-512': `${MORE}ecdsa-sha512`,
  },
};

/** Signature algorithms that are accepted. A MAC is none: its key would be public. */
export const SIGNATURES: Readonly<Record<string, { key: 'rsa' | 'ec'; digest: string; pss?: true }>> = {
  [`${DSIG}rsa-sha1`]: { key: 'rsa', digest: 'sha1' },
  [`${MORE}rsa-sha256`]: { key: 'rsa', digest: 'sha256' },
  [`${MORE}rsa-sha384`]: { key: 'rsa', digest: 'sha384' },
  [`${MORE}rsa-sha512`]: { key: 'rsa', digest: 'sha512' },
  [`${MORE}ecdsa-sha256`]: { key: 'ec', digest: 'sha256' },
  [`${MORE}ecdsa-sha384`]: { key: 'ec', digest: 'sha384' },
  [`${MORE}ecdsa-sha512`]: { key: 'ec', digest: 'sha512' },
  [`${PSS}sha256-rsa-MGF1`]: { key: 'rsa', digest: 'sha256', pss: true },
  [`${PSS}sha384-rsa-MGF1`]: { key: 'rsa', digest: 'sha384', pss: true },
  [`${PSS}sha512-rsa-MGF1`]: { key: 'rsa', digest: 'sha512', pss: true },
};
