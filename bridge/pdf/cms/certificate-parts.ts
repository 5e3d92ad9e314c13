import { KyguiError } from '../../../shared/errors.ts';
import { readElement, readElements, TAG } from './der.ts';

/** Parts of an X.509 certificate (RFC 5280, 4.1) as they stand, DER and verbatim. */
export interface CertificateParts {
  /** The whole certificate without anything after it. */
  certificate: Uint8Array;
  issuer: Uint8Array;
  subject: Uint8Array;
  /** INTEGER element. */
  serial: Uint8Array;
  subjectPublicKeyInfo: Uint8Array;
}

/**
 * Cuts a certificate into the parts that a signature repeats. Nothing is decoded and encoded again: a name written as
 * UTF8String must come back as the same bytes.
 * @throws PDF_SIGNER_CERTIFICATE_INVALID
 */
export function certificateParts(bytes: Uint8Array): CertificateParts {
  const certificate = readElement(bytes);
  const tbs = certificate ? readElement(certificate.contents) : null;
  const fields = tbs ? readElements(tbs.contents) : null;
  if (!certificate || !fields) throw new KyguiError('PDF_SIGNER_CERTIFICATE_INVALID');
  // [0] version is left out in version 1.
  const at = fields[0]?.tag === 0xa0 ? 1 : 0;
  const [serial, , issuer, , subject, key] = fields.slice(at);
  if (serial?.tag !== TAG.integer || !issuer || !subject || !key) {
    throw new KyguiError('PDF_SIGNER_CERTIFICATE_INVALID');
  }
  return {
    certificate: certificate.whole,
    issuer: issuer.whole,
    subject: subject.whole,
    serial: serial.whole,
    subjectPublicKeyInfo: key.whole,
  };
}
