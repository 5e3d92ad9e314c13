import { loadTrustList } from '../pdf/judge/trust/trust-list.ts';
import { httpSettings } from '../pdf/levels/http.ts';
import type { Authorities } from '../pdf/levels/raise-level.ts';
import { HttpRevocationProvider } from '../pdf/levels/revocation-client.ts';
import { HttpTimestampAuthority } from '../pdf/levels/timestamp-client.ts';
import type { Settings } from '../settings/schema.ts';
import { readCertificateFiles } from './certificates.ts';

/** The authorities that the settings name: time-stamps, revocation answers, issuing certificates. */
export function composeAuthorities(settings: Settings): Authorities {
  const http = httpSettings({ timeLimit: settings.online.timeLimitMs });
  const revocation = settings.online.revocation ? new HttpRevocationProvider(http) : null;
  return {
    timestamp:
      settings.signing.tsa === undefined ? null : new HttpTimestampAuthority(settings.signing.tsa, http),
    revocation,
    ...(revocation && {
      findIssuer: (certificate: Uint8Array, signal?: AbortSignal) => revocation.issuer(certificate, signal),
    }),
    certificates: readCertificateFiles(settings.intermediates),
    anchors: () =>
      settings.trust === undefined ? [] : loadTrustList(settings.trust).anchors.map(({ der }) => der),
  };
}
