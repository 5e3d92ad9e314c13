import { loadTrustList } from '../pdf/judge/trust/trust-list.ts';
import { httpSettings } from '../pdf/levels/http.ts';
import { hostOf } from '../pdf/levels/inside-address.ts';
import { issuerSource } from '../pdf/levels/issuer-source.ts';
import type { Authorities } from '../pdf/levels/raise-level.ts';
import { HttpRevocationProvider } from '../pdf/levels/revocation-client.ts';
import { HttpTimestampAuthority } from '../pdf/levels/timestamp-client.ts';
import type { Settings } from '../settings/schema.ts';
import { readCertificateFiles } from './certificates.ts';

/** The authorities that the settings name: time-stamps, revocation answers, issuing certificates. */
export function composeAuthorities(settings: Settings): Authorities {
  const http = httpSettings({ timeLimit: settings.online.timeLimitMs });
  const provider = settings.online.revocation ? new HttpRevocationProvider(http) : null;
  const certificates = readCertificateFiles(settings.intermediates);
  const namedHosts = new Set(settings.signing.tsa === undefined ? [] : [hostOf(settings.signing.tsa)]);
  const findIssuer = provider ? (of: Uint8Array) => provider.issuer(of) : null;
  return {
    timestamp:
      settings.signing.tsa === undefined ? null : new HttpTimestampAuthority(settings.signing.tsa, http),
    revocation: {
      ocsp: async (...asked) => provider?.ocsp(...asked) ?? null,
      crl: async (...asked) => provider?.crl(...asked) ?? null,
      issuer: issuerSource(certificates, findIssuer, namedHosts),
    },
    ...(findIssuer && { findIssuer }),
    certificates,
    namedHosts,
    anchors: () =>
      settings.trust === undefined ? [] : loadTrustList(settings.trust).anchors.map(({ der }) => der),
  };
}
