import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KyguiError } from '../../../../shared/errors.ts';
import { type Certificate, readCertificates, sameBytes } from '../cms/certificate.ts';

/** Certificates that an administrator trusts. Nothing is built in (signing rules, section 5). */
export interface TrustList {
  /** Where a chain may end. */
  readonly anchors: readonly Certificate[];
}

export const EMPTY_TRUST_LIST: TrustList = { anchors: [] };

const CERTIFICATE_FILE = /\.(?:pem|crt|cer|der)$/iu;
const PEM = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/gu;

/**
 * Reads trust anchors from a PEM or DER file, or from every `.pem`, `.crt`, `.cer`, `.der` file of a folder.
 * Throws TRUST_LIST_UNREADABLE when the path cannot be read or holds no certificate.
 */
export function loadTrustList(path: string): TrustList {
  try {
    const found = statSync(path);
    if (!found.isDirectory() && !found.isFile())
      throw new KyguiError('TRUST_LIST_UNREADABLE', { problem: 'not a file' });
    const files = found.isDirectory()
      ? readdirSync(path)
          .filter((name) => CERTIFICATE_FILE.test(name))
          .sort()
          .map((name) => join(path, name))
      : [path];
    const list = trustListOf(files.flatMap((file) => certificatesIn(readFileSync(file))));
    if (list.anchors.length === 0)
      throw new KyguiError('TRUST_LIST_UNREADABLE', { problem: 'no certificate' });
    return list;
  } catch (cause) {
    if (cause instanceof KyguiError) throw cause;
    const problem = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new KyguiError('TRUST_LIST_UNREADABLE', { problem }, { cause });
  }
}

/** A trust list of DER certificates. */
export function trustListOf(certificates: Iterable<Uint8Array>): TrustList {
  return { anchors: readCertificates(certificates) };
}

/** DER certificates of a PEM text, or the file itself when it is not PEM. */
function certificatesIn(bytes: Buffer): Uint8Array[] {
  const blocks = [...bytes.toString('latin1').matchAll(PEM)];
  if (blocks.length === 0) return [bytes];
  return blocks.map((block) => Buffer.from(block[1] ?? '', 'base64'));
}

/** True when issuer and subject are the same name. */
export const isSelfIssued = (certificate: Certificate): boolean =>
  sameBytes(certificate.issuer, certificate.subject);
