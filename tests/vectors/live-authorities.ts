import { createPrivateKey, privateEncrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { httpSettings } from '../../bridge/pdf/levels/http.ts';
import type { Authorities, Level } from '../../bridge/pdf/levels/raise-level.ts';
import { HttpRevocationProvider } from '../../bridge/pdf/levels/revocation-client.ts';
import { HttpTimestampAuthority } from '../../bridge/pdf/levels/timestamp-client.ts';
import { prepareSignature } from '../../bridge/pdf/prepare.ts';
import { signPdf } from '../../bridge/pdf/sign.ts';
import type { Signer } from '../../shared/signing/signer.ts';
import { createSandboxPki, type SandboxPki } from '../sandbox/pki/create.ts';
import { freePort } from '../sandbox/pki/free-port.ts';
import type { IdentityName } from '../sandbox/pki/identities.ts';
import { type PkiServer, startPkiServer } from '../sandbox/pki/server.ts';
import { libraries } from './sign-for-test.ts';

/** DigestInfo of SHA-256 before its value (RFC 8017 §9.2). */
const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

export interface SignChoice {
  who?: IdentityName;
  authorities?: Authorities;
  degrade?: boolean;
  /** Certificates on the token beside the signer's; the issuing one. */
  chain?: readonly Uint8Array[];
}

/** openssl's own CA, OCSP, CRL and TSA behind HTTP, asked by the product's clients. */
export interface LiveAuthorities {
  readonly pki: SandboxPki;
  readonly server: PkiServer;
  readonly revocation: HttpRevocationProvider;
  /** Clients that remember no earlier answer. */
  authorities(choice?: { timeLimit?: number; anchors?: readonly Uint8Array[] }): Authorities;
  /** Signs `input` as *plain*, at the level, with a key of the PKI. */
  sign(level: Level, input: string, output: string, choice?: SignChoice): ReturnType<typeof signPdf>;
}

export async function startLiveAuthorities(folder: string): Promise<LiveAuthorities> {
  const port = await freePort();
  const pki = await createSandboxPki(folder, { port });
  const server = await startPkiServer(folder, port);

  const signerOf = (name: IdentityName, chain: readonly Uint8Array[] = [pki.issuing]): Signer => {
    const identity = pki.identities[name];
    const key = createPrivateKey(readFileSync(identity.keyPath));
    return {
      certificate: identity.certificate,
      chain,
      keyType: { kind: 'rsa', bits: 3072 },
      sign: async (digest) => privateEncrypt({ key, padding: 1 }, Buffer.concat([SHA256_INFO, digest])),
    };
  };
  const authorities: LiveAuthorities['authorities'] = ({ timeLimit = 10_000, anchors = [pki.root] } = {}) => {
    const settings = httpSettings({ timeLimit });
    const revocation = new HttpRevocationProvider(settings);
    return {
      timestamp: new HttpTimestampAuthority(pki.tsaUrl, settings),
      revocation,
      findIssuer: (certificate) => revocation.issuer(certificate),
      certificates: [],
      anchors: () => anchors,
    };
  };
  return {
    pki,
    server,
    revocation: new HttpRevocationProvider(httpSettings({ timeLimit: 10_000 })),
    authorities,
    async sign(level, input, output, choice = {}) {
      const { who = 'leader', degrade = false } = choice;
      const signerName = pki.identities[who].commonName;
      const prepared = await prepareSignature(
        input,
        { role: 'plain', signerName, time: Date.now() },
        { libraries },
      );
      return signPdf({
        input,
        output,
        prepared,
        signer: signerOf(who, choice.chain),
        libraries,
        level,
        authorities: choice.authorities ?? authorities(),
        whenUnreachable: degrade ? 'degrade' : 'stop',
      });
    },
  };
}
