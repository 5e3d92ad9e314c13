import type { RevocationProvider } from '../../../shared/signing/signer.ts';
import { certificateParts } from '../cms/certificate-parts.ts';
import { NULL, octetString, oid, sequence } from '../cms/der.ts';
import { digestByOid, hashOf } from '../judge/cms/algorithms.ts';
import { child, decodeExactly, smallInteger } from '../judge/cms/asn1.ts';
import { readCertificate } from '../judge/cms/certificate.ts';
import { certificateAddresses } from './certificate-addresses.ts';
import { ask, HttpFailure, type HttpSettings } from './http.ts';

const SHA1 = '1.3.14.3.2.26';
/** CRLs are fetched once in this time: every signature of the day asks for the same ones. */
const CRL_KEPT = 10 * 60_000;
/** As long as an issuer's certificate; where none was had, a batch does not wait for it with each file. */
const ISSUER_KEPT = { found: CRL_KEPT, missing: 60_000 } as const;
const MOST_ISSUERS = 1000;

/**
 * Asks the addresses that certificates name: OCSP (RFC 6960, appendix A) and CRLs. An address that does not answer
 * gives null; whether an answer is right is judged by who uses it.
 */
export class HttpRevocationProvider implements RevocationProvider {
  readonly #settings: HttpSettings;
  readonly #crls = new Map<string, { at: number; crl: Uint8Array }>();
  readonly #issuers = new Map<string, { until: number; certificate: Uint8Array | null }>();

  constructor(settings: HttpSettings) {
    this.#settings = settings;
  }

  async ocsp(certificate: Uint8Array, issuer: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | null> {
    const body = ocspRequest(certificate, issuer);
    for (const url of certificateAddresses(certificate).ocsp) {
      const answer = await this.#quietly({ url, body, contentType: 'application/ocsp-request', signal });
      if (answer && isSuccessful(answer)) return answer;
    }
    return null;
  }

  async crl(certificate: Uint8Array, _issuer: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | null> {
    for (const url of certificateAddresses(certificate).crls) {
      const kept = this.#crls.get(url);
      if (kept && Date.now() - kept.at < CRL_KEPT) return kept.crl;
      const crl = await this.#quietly({ url, signal });
      if (!crl || !isDer(crl)) continue;
      this.#crls.set(url, { at: Date.now(), crl });
      return crl;
    }
    return null;
  }

  /** The issuer's certificate from the address in the certificate; null when there is none or no answer. */
  async issuer(certificate: Uint8Array, signal?: AbortSignal): Promise<Uint8Array | null> {
    for (const url of certificateAddresses(certificate).issuers) {
      const kept = this.#issuers.get(url);
      const known = kept && Date.now() < kept.until ? kept : await this.#askIssuer(url, signal);
      if (known.certificate) return known.certificate;
    }
    return null;
  }

  async #askIssuer(url: string, signal?: AbortSignal): Promise<{ certificate: Uint8Array | null }> {
    const answer = await this.#quietly({ url, signal });
    const certificate = answer && isDer(answer) ? answer : null;
    // A question that was given up says nothing about the address.
    if (certificate || !signal?.aborted) {
      if (this.#issuers.size >= MOST_ISSUERS) this.#issuers.clear();
      const until = Date.now() + (certificate ? ISSUER_KEPT.found : ISSUER_KEPT.missing);
      this.#issuers.set(url, { until, certificate });
    }
    return { certificate };
  }

  async #quietly(question: Parameters<typeof ask>[0]): Promise<Uint8Array | null> {
    try {
      return await ask(question, this.#settings);
    } catch (thrown) {
      if (thrown instanceof HttpFailure) return null;
      throw thrown;
    }
  }
}

/** OCSPRequest for one certificate; the CertID is hashed with SHA-1, which every responder knows. */
function ocspRequest(certificate: Uint8Array, issuer: Uint8Array): Uint8Array {
  const parts = certificateParts(certificate);
  const authority = readCertificate(issuer);
  const digest = digestByOid(SHA1);
  if (!digest) throw new TypeError('SHA-1 unknown');
  const id = sequence(
    sequence(oid(SHA1), NULL),
    octetString(hashOf(digest, authority.subject)),
    octetString(hashOf(digest, authority.keyBits)),
    parts.serial,
  );
  return sequence(sequence(sequence(sequence(id))));
}

function isSuccessful(answer: Uint8Array): boolean {
  try {
    return smallInteger(child(decodeExactly(answer), 0)) === 0;
  } catch {
    return false;
  }
}

const isDer = (bytes: Uint8Array): boolean => bytes[0] === 0x30;
