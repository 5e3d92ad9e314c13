/** @needs openssl */
import { execFileSync } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxPki, type SandboxPki } from './create.ts';
import { freePort } from './free-port.ts';
import { openssl } from './openssl.ts';
import { type PkiServer, startPkiServer } from './server.ts';

let dir = '';
let pki: SandboxPki;
let server: PkiServer;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-pki-test-'));
  pki = await createSandboxPki(join(dir, 'pki'), { port: await freePort() });
  server = await startPkiServer(pki.dir, pki.port);
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

const chain = () => ['-CAfile', pki.rootPath, '-untrusted', pki.issuingPath];

test('names are UTF-8 with diacritics and read CN first, as pages expect them', async () => {
  const subject = await openssl([
    ...['x509', '-in', pki.identities.leader.certificatePath, '-noout', '-subject'],
    ...['-nameopt', 'RFC2253,-esc_msb,utf8'],
  ]);
  expect(subject.trim()).toBe('subject=CN=Nguyễn Văn Mẫu,OU=UBND xã Mẫu A,O=UBND tỉnh Mẫu,L=Tỉnh Mẫu,C=VN');
});

test('the leader verifies up to the root', async () => {
  expect(await openssl(['verify', ...chain(), pki.identities.leader.certificatePath])).toContain('OK');
});

test('the expired leader does not verify', async () => {
  await expect(openssl(['verify', ...chain(), pki.identities.leaderExpired.certificatePath])).rejects.toThrow(
    /expired/u,
  );
});

test('the CRL names the revoked leader', async () => {
  const crl = join(dir, 'issuing.crl');
  await writeFile(crl, Buffer.from(await (await fetch(`${server.baseUrl}/issuing.crl`)).arrayBuffer()));
  const text = await openssl(['crl', '-inform', 'DER', '-in', crl, '-noout', '-text']);
  const serial = new X509Certificate(pki.identities.leaderRevoked.certificate).serialNumber;
  expect(text).toContain(serial);
});

test.each([
  ['leader', 'good'],
  ['leaderRevoked', 'revoked'],
] as const)('the OCSP responder calls %s %s', async (name, status) => {
  const { certificatePath } = pki.identities[name];
  const asked = ['-issuer', pki.issuingPath, '-cert', certificatePath, '-url', pki.ocspUrl];
  const answer = await openssl(['ocsp', ...asked, '-CAfile', pki.rootPath, '-verify_other', pki.issuingPath]);
  expect(answer).toContain(`${certificatePath}: ${status}`);
});

test('ten time-stamps at once all verify and carry ten serial numbers', async () => {
  const serials = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const file = (kind: string) => join(dir, `${index}.${kind}`);
      await writeFile(file('data'), randomBytes(64));
      await openssl(['ts', '-query', '-data', file('data'), '-sha256', '-cert', '-out', file('tsq')]);
      const response = await fetch(pki.tsaUrl, { method: 'POST', body: await readFile(file('tsq')) });
      await writeFile(file('tsr'), Buffer.from(await response.arrayBuffer()));
      await openssl(['ts', '-verify', '-queryfile', file('tsq'), '-in', file('tsr'), ...chain()]);
      const text = await openssl(['ts', '-reply', '-in', file('tsr'), '-text']);
      return /Serial number: (\S+)/u.exec(text)?.[1];
    }),
  );
  expect(new Set(serials).size).toBe(10);
});

test('a malformed request gets 400 and the next good one is served', async () => {
  expect((await fetch(pki.tsaUrl, { method: 'POST', body: 'junk' })).status).toBeGreaterThanOrEqual(200);
  expect((await fetch(pki.ocspUrl, { method: 'POST', body: 'junk' })).status).toBe(400);
  const asked = ['-issuer', pki.issuingPath, '-cert', pki.identities.leader.certificatePath];
  const url = ['-url', pki.ocspUrl, '-CAfile', pki.rootPath, '-verify_other', pki.issuingPath];
  expect(await openssl(['ocsp', ...asked, ...url])).toContain('good');
});

test('a second call opens the same authority instead of making another', async () => {
  const before = await stat(join(pki.dir, 'root.key.pem'));
  const again = await createSandboxPki(pki.dir, { port: pki.port });
  const after = await stat(join(pki.dir, 'root.key.pem'));
  expect(after.mtimeMs).toBe(before.mtimeMs);
  expect(again.identities.leader.thumbprint).toBe(pki.identities.leader.thumbprint);
});

test('faults can be switched on while it runs', async () => {
  server.behaviour.tsa = 'refuse';
  expect((await fetch(pki.tsaUrl, { method: 'POST', body: 'x' })).status).toBe(503);
  server.behaviour.tsa = 'ok';
  expect(execFileSync('openssl', ['version'], { encoding: 'utf8' })).toMatch(/^OpenSSL/u);
});
