import { readCertificates } from '../pdf/judge/cms/certificate.ts';
import { checkTimestamp } from '../pdf/judge/cms/timestamp.ts';
import { checkChain } from '../pdf/judge/trust/chain.ts';
import { loadTrustList } from '../pdf/judge/trust/trust-list.ts';

/**
 * Checks RFC 3161 tokens with nothing but the roots of their authority (a PEM file or a folder of them): imprint,
 * signature, purpose and chain at the token's own time; the authority's certificates travel in the token.
 * Answers that time as ISO 8601 UTC, or null when the token does not hold.
 */
export function timestampChecker(
  roots: string,
): (stamped: Uint8Array, token: Uint8Array) => Promise<string | null> {
  const trust = loadTrustList(roots);
  return async (stamped, token) => {
    try {
      const { right, time, certificate, data } = checkTimestamp(token, () => [stamped]);
      if (!right || time === null || !certificate) return null;
      const pool = readCertificates(data.certificates.map(({ der }) => der));
      const { anchored, reasons } = checkChain(certificate, pool, trust, time, 'time-stamping');
      return anchored && reasons.length === 0 ? new Date(time).toISOString() : null;
    } catch {
      // Whatever cannot be read is no proof.
      return null;
    }
  };
}
