import { createHash, X509Certificate } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { opensslConfig } from './config.ts';
import { type IdentityName, type IdentityPlan, identityNames, identityPlans } from './identities.ts';
import { writeKey } from './keys.ts';
import { openssl } from './openssl.ts';

/** One certificate of the sandbox with its key; all paths are absolute. */
export interface SandboxIdentity {
  name: IdentityName;
  commonName: string;
  certificatePath: string;
  keyPath: string;
  /** DER. */
  certificate: Uint8Array;
  /** SHA-256 of the DER certificate, lower-case hex. */
  thumbprint: string;
}

export interface SandboxPki {
  dir: string;
  port: number;
  baseUrl: string;
  ocspUrl: string;
  tsaUrl: string;
  /** Folder holding only the trust anchor (`root.pem`): what an administrator would import. */
  trustDir: string;
  rootPath: string;
  issuingPath: string;
  tsaPath: string;
  /** Issuing authority, DER. */
  issuing: Uint8Array;
  root: Uint8Array;
  identities: Record<IdentityName, SandboxIdentity>;
}

const LAYOUT_VERSION = 1;
/** Authorities that this process has made. */
let madeHere = 0;
const authorityLife = { from: '20200101000000Z', to: '20450101000000Z' };

/**
 * Makes the sandbox authority in `dir`, or opens the one that is there when it was made by the same plan for
 * the same port. Addresses inside the certificates point at `http://127.0.0.1:<port>`, where
 * {@link startPkiServer} answers.
 */
export async function createSandboxPki(dir: string, options: { port: number }): Promise<SandboxPki> {
  const home = resolve(dir);
  const baseUrl = `http://127.0.0.1:${options.port}`;
  const config = opensslConfig(baseUrl);
  const plan = createHash('sha256')
    .update(JSON.stringify([LAYOUT_VERSION, config, identityPlans, authorityLife]))
    .digest('hex');
  const made = await readFile(join(home, 'plan.sha256'), 'utf8').catch(() => '');
  if (made !== plan) {
    const building = `${home}.building`;
    await rm(building, { recursive: true, force: true });
    madeHere += 1;
    await build(building, config, madeHere);
    await writeFile(join(building, 'plan.sha256'), plan);
    await rm(home, { recursive: true, force: true });
    await rename(building, home);
  }
  return open(home, options.port, baseUrl);
}

async function build(dir: string, config: string, authority: number): Promise<void> {
  await mkdir(join(dir, 'issued'), { recursive: true });
  await mkdir(join(dir, 'trust'));
  await writeFile(join(dir, 'openssl.cnf'), config);
  await writeFile(join(dir, 'tsa.serial.txt'), '01');
  for (const authority of ['root', 'issuing']) {
    await writeFile(join(dir, `${authority}.index.txt`), '');
    await writeFile(join(dir, `${authority}.index.txt.attr`), 'unique_subject = no\n');
    await writeFile(join(dir, `${authority}.serial.txt`), '1001');
    await writeFile(join(dir, `${authority}.crlnumber.txt`), '01');
  }
  const rootName = '/C=VN/O=Cơ quan mật mã Mẫu/CN=Cơ quan chứng thực số Mẫu (RootCA)';
  const issuingName = '/C=VN/O=Cơ quan mật mã Mẫu/CN=CA Mẫu phục vụ các cơ quan Nhà nước G2';
  const servers = '/C=VN/O=Cơ quan mật mã Mẫu/CN=';
  await Promise.all([
    request(dir, authority, 'root', 'rsa:3072', rootName),
    request(dir, authority, 'issuing', 'rsa:3072', issuingName),
    request(dir, authority, 'tsa', 'rsa:2048', `${servers}Dấu thời gian Mẫu`),
    request(dir, authority, 'ocsp', 'rsa:2048', `${servers}Trả lời trạng thái chứng thư Mẫu`),
    ...identityNames.map((name) => {
      const plan: IdentityPlan = identityPlans[name];
      const subject = `/C=VN/L=${plan.locality}/O=${plan.organization}/OU=${plan.organizationalUnit}/CN=${plan.commonName}`;
      return request(dir, authority, name, plan.key, subject, plan.email);
    }),
  ]);
  // One after another: `openssl ca` keeps its database without locks.
  await issue(dir, 'root', 'root', 'root_extensions', authorityLife.from, authorityLife.to, true);
  await issue(dir, 'issuing', 'root', 'issuing_extensions', authorityLife.from, authorityLife.to);
  await issue(dir, 'tsa', 'issuing', 'tsa_extensions', authorityLife.from, authorityLife.to);
  await issue(dir, 'ocsp', 'issuing', 'ocsp_extensions', authorityLife.from, authorityLife.to);
  for (const name of identityNames) {
    const plan: IdentityPlan = identityPlans[name];
    await issue(dir, name, 'issuing', 'signer_extensions', plan.notBefore, plan.notAfter);
    if (plan.revoked !== undefined) {
      const revoke = ['-revoke', `${name}.pem`, '-crl_reason', plan.revoked];
      await openssl(['ca', '-config', 'openssl.cnf', '-name', 'issuing', ...revoke], dir);
    }
  }
  for (const authority of ['root', 'issuing']) {
    await openssl(['x509', '-in', `${authority}.pem`, '-outform', 'DER', '-out', `${authority}.cer`], dir);
    await issueCrl(dir, authority);
  }
  await cp(join(dir, 'root.pem'), join(dir, 'trust', 'root.pem'));
}

/** A key and a certificate request `<name>.csr.pem`. */
async function request(
  dir: string,
  authority: number,
  name: string,
  key: IdentityPlan['key'],
  subject: string,
  email?: string,
): Promise<void> {
  await writeKey(dir, name, key, authority);
  const mail = email === undefined ? [] : ['-addext', `subjectAltName=email:${email}`];
  const into = ['-key', `${name}.key.pem`, '-out', `${name}.csr.pem`];
  await openssl(['req', '-new', '-utf8', '-config', 'openssl.cnf', '-subj', subject, ...mail, ...into], dir);
}

async function issue(
  dir: string,
  name: string,
  authority: string,
  extensions: string,
  from: string,
  to: string,
  selfSigned = false,
): Promise<void> {
  const span = ['-startdate', from, '-enddate', to, '-extensions', extensions];
  const self = selfSigned ? ['-selfsign', '-keyfile', `${name}.key.pem`] : [];
  const files = ['-in', `${name}.csr.pem`, '-out', `${name}.pem`, '-notext'];
  const ca = ['ca', '-batch', '-utf8', '-config', 'openssl.cnf', '-name', authority];
  await openssl([...ca, ...span, ...self, ...files], dir);
}

/** Writes a fresh `<authority>.crl` (DER, seven days). */
export async function issueCrl(dir: string, authority: string): Promise<void> {
  const pem = `${authority}.crl.pem`;
  await openssl(['ca', '-config', 'openssl.cnf', '-name', authority, '-gencrl', '-out', pem], dir);
  await openssl(['crl', '-in', pem, '-outform', 'DER', '-out', `${authority}.crl`], dir);
}

async function open(dir: string, port: number, baseUrl: string): Promise<SandboxPki> {
  const read = async (name: string) => new X509Certificate(await readFile(join(dir, `${name}.pem`))).raw;
  const one = async (name: IdentityName): Promise<SandboxIdentity> => {
    const certificate = await read(name);
    return {
      name,
      commonName: identityPlans[name].commonName,
      certificatePath: join(dir, `${name}.pem`),
      keyPath: join(dir, `${name}.key.pem`),
      certificate,
      thumbprint: createHash('sha256').update(certificate).digest('hex'),
    };
  };
  const identities = Object.fromEntries(
    await Promise.all(identityNames.map(async (name) => [name, await one(name)] as const)),
  ) as Record<IdentityName, SandboxIdentity>;
  return {
    dir,
    port,
    baseUrl,
    ocspUrl: `${baseUrl}/ocsp`,
    tsaUrl: `${baseUrl}/tsa`,
    trustDir: join(dir, 'trust'),
    rootPath: join(dir, 'root.pem'),
    issuingPath: join(dir, 'issuing.pem'),
    tsaPath: join(dir, 'tsa.pem'),
    issuing: await read('issuing'),
    root: await read('root'),
    identities,
  };
}
