/** Digest names as WebCrypto spells them; SHA-1 is accepted when judging, never when signing. */
export type HashName = 'SHA-256' | 'SHA-384' | 'SHA-512';

export type KeyType = { kind: 'rsa'; bits: number } | { kind: 'ec'; curve: 'P-256' | 'P-384' | 'P-521' };

/**
 * Something that holds a private key: a token, a card, a test key.
 * `sign` takes a finished digest and returns the signature value as CMS wants it: PKCS#1 v1.5 bytes for RSA,
 * DER `ECDSA-Sig-Value` (RFC 3279 2.2.3) for EC.
 */
export interface Signer {
  /** The signer's certificate, DER, exactly as the token holds it. */
  readonly certificate: Uint8Array;
  /** Issuing certificates known to the token or the settings, nearest first, DER; may be empty. */
  readonly chain: readonly Uint8Array[];
  readonly keyType: KeyType;
  sign(digest: Uint8Array, hash: HashName): Promise<Uint8Array>;
  /** RSASSA-PSS with the same hash in the mask and a salt of its length; absent where the holder cannot. */
  signPss?(digest: Uint8Array, hash: HashName): Promise<Uint8Array>;
}

/** An RFC 3161 authority: takes a digest, returns the DER `TimeStampToken` (a CMS ContentInfo). */
export interface TimestampAuthority {
  stamp(digest: Uint8Array, hash: HashName, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Where revocation data comes from. Certificates are DER; answers are DER OCSPResponse or CertificateList. */
export interface RevocationProvider {
  ocsp(certificate: Uint8Array, issuer: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | null>;
  crl(certificate: Uint8Array, issuer: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | null>;
  /** The certificate of the issuer, where a signature brings none; trusted for nothing. */
  issuer?(certificate: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | null>;
}
