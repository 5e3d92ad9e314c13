import { readFile } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import { KyguiError } from '../../../shared/errors.ts';

/** One enrolled bridge, named by the SHA-256 of its certificate (lower-case hex). */
export interface Peer {
  fingerprint: string;
}

const plain = (fingerprint: string) => fingerprint.replace(/[:\s]/gu, '').toLowerCase();

/**
 * SHA-256 fingerprints, one a line, as `openssl x509 -fingerprint -sha256` prints them or bare; `#` begins a remark.
 * @throws GATEWAY_DENY_LIST
 */
async function readDenied(file: string | undefined): Promise<ReadonlySet<string>> {
  if (file === undefined) return new Set();
  try {
    const lines = (await readFile(file, 'utf8')).split(/\r?\n/u);
    const entries = lines
      .map((line) => plain(line.replace(/#.*$/u, '').replace(/^.*=/u, '')))
      .filter((entry) => entry !== '');
    // A line that is no fingerprint would let somebody in whom the agency meant to shut out.
    if (!entries.every((entry) => /^[0-9a-f]{64}$/u.test(entry))) throw new Error('not a fingerprint');
    return new Set(entries);
  } catch (cause) {
    throw new KyguiError('GATEWAY_DENY_LIST', {}, { cause });
  }
}

/**
 * Who asks. TLS has verified the chain and that the caller holds the key; a refusal is said in words here, because
 * Node ends a refused handshake without an alert and the clerk would read "connection broken". Asked for every
 * request: a certificate withdrawn a moment ago counts on an open connection too.
 * @throws GATEWAY_CERTIFICATE_…, GATEWAY_DENY_LIST
 */
export async function identifyPeer(socket: TLSSocket, deniedFile: string | undefined): Promise<Peer> {
  const certificate = socket.getPeerCertificate();
  if (!certificate?.raw) throw new KyguiError('GATEWAY_CERTIFICATE_MISSING');
  const reason = String(socket.authorizationError ?? '');
  const now = Date.now();
  const inTime = Date.parse(certificate.valid_from) <= now && now <= Date.parse(certificate.valid_to);
  if (!socket.authorized && !/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/u.test(reason))
    throw new KyguiError('GATEWAY_CERTIFICATE_FOREIGN', { reason });
  if (!socket.authorized || !inTime) throw new KyguiError('GATEWAY_CERTIFICATE_EXPIRED');
  const fingerprint = plain(certificate.fingerprint256);
  if ((await readDenied(deniedFile)).has(fingerprint)) throw new KyguiError('GATEWAY_CERTIFICATE_DENIED');
  return { fingerprint };
}
