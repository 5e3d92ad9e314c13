import { execFileSync } from 'node:child_process';
import { createPrivateKey, type KeyObject, privateEncrypt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HashName, KeyType, Signer } from '../../shared/signing/signer.ts';

/** DigestInfo prefixes of RFC 8017, 9.2, note 1. */
const DIGEST_INFO: Record<HashName, string> = {
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-512': '3051300d060960864801650304020305000440',
};

export type TestKey = 'rsa:2048' | 'rsa:3072' | 'rsa:4096' | 'P-256' | 'P-384';

export interface TestIdentity {
  signer: Signer;
  commonName: string;
  /** PEM of the certificate and of its issuer. */
  certificatePem: string;
  rootPem: string;
}

const CONFIG = `
[req]
distinguished_name = dn
prompt = no
utf8 = yes
string_mask = utf8only
[dn]
[leaf]
basicConstraints = CA:FALSE
keyUsage = digitalSignature, nonRepudiation
[root]
basicConstraints = critical, CA:TRUE
keyUsage = keyCertSign, cRLSign
`;

/** A key and a certificate with a Vietnamese name, made by openssl under a root made for it. */
export function createIdentity(
  folder: string,
  name: string,
  commonName: string,
  key: TestKey = 'rsa:2048',
): TestIdentity {
  mkdirSync(folder, { recursive: true });
  const at = (file: string) => join(folder, `${name}-${file}`);
  const config = at('openssl.cnf');
  writeFileSync(config, CONFIG);
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const newKey = key.startsWith('rsa')
    ? ['-newkey', key]
    : ['-newkey', 'ec', '-pkeyopt', `ec_paramgen_curve:${key}`];
  const subject = (cn: string) => `/C=VN/O=Cơ quan Mẫu/CN=${cn}`;
  const rootSubject = subject('Cơ quan chứng thực Mẫu');
  openssl(
    'req',
    '-x509',
    '-utf8',
    '-config',
    config,
    '-extensions',
    'root',
    '-nodes',
    ...newKey,
    '-keyout',
    at('root.key'),
    '-out',
    at('root.pem'),
    '-days',
    '3650',
    '-subj',
    rootSubject,
  );
  openssl(
    'req',
    '-new',
    '-utf8',
    '-config',
    config,
    '-nodes',
    ...newKey,
    '-keyout',
    at('leaf.key'),
    '-out',
    at('leaf.csr'),
    '-subj',
    subject(commonName),
  );
  openssl(
    'x509',
    '-req',
    '-in',
    at('leaf.csr'),
    '-CA',
    at('root.pem'),
    '-CAkey',
    at('root.key'),
    '-CAcreateserial',
    '-out',
    at('leaf.pem'),
    '-days',
    '1000',
    '-extfile',
    config,
    '-extensions',
    'leaf',
  );
  return openIdentity(folder, name, commonName, key);
}

/** An identity that {@link createIdentity} made before. */
export function openIdentity(
  folder: string,
  name: string,
  commonName: string,
  key: TestKey = 'rsa:2048',
): TestIdentity {
  const at = (file: string) => join(folder, `${name}-${file}`);
  const certificatePem = readFileSync(at('leaf.pem'), 'utf8');
  const rootPem = readFileSync(at('root.pem'), 'utf8');
  const privateKey = createPrivateKey(readFileSync(at('leaf.key')));
  return {
    commonName,
    certificatePem,
    rootPem,
    signer: {
      certificate: derOf(certificatePem),
      chain: [derOf(rootPem)],
      keyType: keyTypeOf(key),
      sign: async (digest, hash) => signDigest(privateKey, digest, hash),
    },
  };
}

function keyTypeOf(key: string): KeyType {
  if (key.startsWith('rsa:')) return { kind: 'rsa', bits: Number(key.slice(4)) };
  return { kind: 'ec', curve: key === 'P-384' ? 'P-384' : 'P-256' };
}

export function derOf(pem: string): Uint8Array {
  const body = pem.replace(/-----[^-]+-----/gu, '').replace(/\s+/gu, '');
  return Uint8Array.from(Buffer.from(body, 'base64'));
}

/** Signs a finished digest as a token does. Node hashes before it signs with EC, so openssl does that part. */
function signDigest(key: KeyObject, digest: Uint8Array, hash: HashName): Uint8Array {
  if (key.asymmetricKeyType === 'rsa') {
    return privateEncrypt(
      { key, padding: 1 },
      Buffer.concat([Buffer.from(DIGEST_INFO[hash], 'hex'), digest]),
    );
  }
  const pem = key.export({ type: 'pkcs8', format: 'pem' });
  const folder = mkdtempSync(join(tmpdir(), 'kygui-test-key-'));
  try {
    const keyFile = join(folder, 'key.pem');
    writeFileSync(keyFile, pem, { mode: 0o600 });
    return Uint8Array.from(
      execFileSync('openssl', ['pkeyutl', '-sign', '-inkey', keyFile], { input: digest }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
