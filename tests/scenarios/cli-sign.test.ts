/** @needs openssl softhsm2-util pkcs11-tool pdfsig qpdf */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxPki, type SandboxPki } from '../sandbox/pki/create.ts';
import { freePort } from '../sandbox/pki/free-port.ts';
import { type PkiServer, startPkiServer } from '../sandbox/pki/server.ts';
import { createSandboxStamps, type SandboxStamps } from '../sandbox/stamps/create.ts';
import { createSandboxToken, type SandboxToken } from '../sandbox/token/softhsm.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { type Answered, createRunner, expectRefusal, type Runner } from './support/cli.ts';

let dir = '';
let pki: SandboxPki;
let pkiServer: PkiServer;
let token: SandboxToken;
let stamps: SandboxStamps;
let kygui: Runner;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-cli-sign-'));
  pki = await createSandboxPki(join(dir, 'pki'), { port: await freePort() });
  pkiServer = await startPkiServer(join(dir, 'pki'), pki.port);
  token = await createSandboxToken(join(dir, 'token'), pki, { identities: ['leader', 'agency'] });
  await rm(join(dir, 'stamps'), { recursive: true, force: true });
  stamps = await createSandboxStamps(await mkdtemp(join(dir, 'stamps-')));
  kygui = await createRunner(join(dir, 'home'), { ...token.env, PIN: token.pin });
  await kygui.settle({ trust: pki.trustDir, intermediates: pki.issuingPath });
  await writeFile(at('letter.pdf'), await makeLetter());
});
afterAll(async () => {
  await pkiServer?.close();
  await rm(dir, { recursive: true, force: true });
});

const at = (name: string) => join(dir, name);

const sign = (input: string, output: string, ...words: string[]): Promise<Answered> =>
  kygui.run([
    'sign',
    at(input),
    '-o',
    at(output),
    '--module',
    token.modulePath,
    '--pin-env',
    'PIN',
    ...words,
  ]);

/** What poppler says, and that the input is a byte prefix of the output. */
async function expectSigned(input: string, output: string, signatures: number): Promise<void> {
  const [before, after] = await Promise.all([readFile(at(input)), readFile(at(output))]);
  expect(after.subarray(0, before.length).equals(before)).toBe(true);
  const said = execFileSync('pdfsig', ['-nocert', at(output)], { encoding: 'utf8' });
  expect(said.match(/Signature is Valid/gu)).toHaveLength(signatures);
  expect(said.match(/Total document signed/gu)).toHaveLength(1);
  execFileSync('qpdf', ['--check', at(output)], { stdio: 'ignore' });
}

test('the token list names the certificates and how many PIN tries are left', async () => {
  const { status, json } = await kygui.run(['token', 'list', '--module', token.modulePath]);
  expect(status).toBe(0);
  expect(json.tokens).toMatchObject([{ label: token.label, triesLeft: 3 }]);
  expect(JSON.stringify(json)).toContain(pki.identities.leader.thumbprint);
});

test('a leader approves by certificate label, the agency issues by thumbprint, and verify says what pdfsig says', async () => {
  const approved = await sign(
    'letter.pdf',
    'approved.pdf',
    '--role',
    'approve',
    '--cert',
    'leader',
    '--image',
    stamps.signature,
  );
  expect(approved).toMatchObject({
    status: 0,
    json: {
      role: 'approve',
      level: 'B-B',
      certificate: { thumbprint: pki.identities.leader.thumbprint },
      placements: [{ part: 'image', reason: 'signer-name' }],
    },
  });
  await expectSigned('letter.pdf', 'approved.pdf', 1);
  const issued = await sign(
    'approved.pdf',
    'issued.pdf',
    '--role',
    'issue',
    '--cert',
    pki.identities.agency.thumbprint,
    '--number',
    '5',
    '--date',
    '2026-01-05',
    '--image',
    stamps.seal,
    '--image-width',
    '36',
  );
  expect(issued.status).toBe(0);
  const parts = (issued.json.placements as { part: string }[]).map(({ part }) => part);
  expect(parts.sort()).toEqual(['date', 'number', 'seal']);
  await expectSigned('approved.pdf', 'issued.pdf', 2);

  const verdict = await kygui.run(['verify', at('issued.pdf'), '--trust', pki.trustDir]);
  expect(verdict.status).toBe(0);
  expect(verdict.json).toMatchObject({
    signed: true,
    sound: true,
    trusted: true,
    // B-B has no time but the one the signer claims.
    reasons: ['SIGNING_TIME_CLAIMED'],
  });
  expect(Object.keys(verdict.json).sort()).toEqual(['reasons', 'signatures', 'signed', 'sound', 'trusted']);
  expect(verdict.json.signatures).toMatchObject([
    { thumbprint: pki.identities.leader.thumbprint },
    { thumbprint: pki.identities.agency.thumbprint },
  ]);
});

test('the same file judged without roots is sound and not trusted', async () => {
  await kygui.settle({});
  const { status, json } = await kygui.run(['verify', at('issued.pdf')]);
  await kygui.settle({ trust: pki.trustDir, intermediates: pki.issuingPath });
  expect(status).toBe(0);
  expect(json).toMatchObject({ signed: true, sound: true, trusted: false });
});

test('a file without signatures and a tampered one are told with status 3', async () => {
  const unsigned = await kygui.run(['verify', at('letter.pdf')]);
  expect(unsigned).toMatchObject({
    status: 3,
    json: { signed: false, sound: false, trusted: false, signatures: [] },
  });
  const bytes = await readFile(at('approved.pdf'));
  const place = bytes.indexOf('/MediaBox');
  expect(place).toBeGreaterThan(0);
  bytes.write('/MediaBoy', place);
  await writeFile(at('tampered.pdf'), bytes);
  const tampered = await kygui.run(['verify', at('tampered.pdf')]);
  expect(tampered).toMatchObject({ status: 3, json: { signed: true, sound: false } });
  expect(tampered.json.reasons).not.toEqual([]);
  expectRefusal(
    await sign('tampered.pdf', 'never.pdf', '--role', 'plain', '--cert', 'leader'),
    'GATE_SIGNATURES_BROKEN',
    3,
  );
});

test('a plain signature draws nothing unless a place is given by page and rectangle, or for each part', async () => {
  const invisible = await sign('letter.pdf', 'plain.pdf', '--role', 'plain', '--cert', 'leader');
  expect(invisible).toMatchObject({ status: 0, json: { role: 'plain', placements: [] } });
  await expectSigned('letter.pdf', 'plain.pdf', 1);
  const visible = await sign(
    'letter.pdf',
    'visible.pdf',
    '--role',
    'plain',
    '--cert',
    'leader',
    '--page',
    '1',
    '--rect',
    '300,100,180,60',
  );
  const rect = { x: 300, y: 100, width: 180, height: 60 };
  expect(visible).toMatchObject({ status: 0, json: { placements: [{ page: 1, rect, reason: 'given' }] } });
  await expectSigned('letter.pdf', 'visible.pdf', 1);
  const place = JSON.stringify([
    { part: 'number', page: 1, rect: { x: 120, y: 700, width: 40, height: 16 } },
    { part: 'seal', page: 1, rect: { x: 300, y: 200, width: 102, height: 102 } },
  ]);
  const placed = await sign(
    'letter.pdf',
    'placed.pdf',
    '--role',
    'issue',
    '--cert',
    'agency',
    '--number',
    '7',
    '--date',
    '2026-01-05',
    '--place',
    place,
    '--image',
    stamps.seal,
    '--image-width',
    '36',
  );
  expect(placed.status).toBe(0);
  expect(placed.json.placements).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        part: 'number',
        reason: 'given',
        rect: expect.objectContaining({ x: 120, y: 700 }),
      }),
      expect.objectContaining({
        part: 'seal',
        reason: 'given',
        rect: expect.objectContaining({ x: 300, y: 200 }),
      }),
    ]),
  );
});

test('text in the draft marks the place', async () => {
  const { status, json } = await sign(
    'letter.pdf',
    'anchored.pdf',
    '--role',
    'approve',
    '--cert',
    'leader',
    '--anchor',
    'SỞ NỘI VỤ MẪU',
  );
  expect(status).toBe(0);
  expect(json.placements).toMatchObject([{ reason: 'anchor' }]);
});

test.each(['B-T', 'B-LT', 'B-LTA'])('level %s is reached at signing and later by augment', async (level) => {
  const signed = await sign(
    'letter.pdf',
    `${level}.pdf`,
    '--role',
    'plain',
    '--cert',
    'leader',
    '--level',
    level,
    '--tsa',
    pki.tsaUrl,
  );
  expect(signed).toMatchObject({ status: 0, json: { level } });
  const augmented = await kygui.run([
    'augment',
    at('plain.pdf'),
    '-o',
    at(`later-${level}.pdf`),
    '--level',
    level,
    '--tsa',
    pki.tsaUrl,
  ]);
  expect(augmented.status).toBe(0);
  for (const name of [`${level}.pdf`, `later-${level}.pdf`]) {
    const { json } = await kygui.run(['verify', at(name), '--trust', pki.trustDir]);
    expect(json).toMatchObject({ signed: true, sound: true, trusted: true });
    expect((json.signatures as { level: string }[])[0]?.level).toBe(level);
  }
});

test('a level that cannot be reached is refused when it was asked for, and said when degrading was asked for', async () => {
  const away = [
    '--role',
    'plain',
    '--cert',
    'leader',
    '--level',
    'B-T',
    '--tsa',
    `http://127.0.0.1:${await freePort()}`,
  ];
  expectRefusal(await sign('letter.pdf', 'no-tsa.pdf', ...away), 'PDF_TSA_UNREACHABLE', 3);
  const degraded = await sign('letter.pdf', 'no-tsa.pdf', ...away, '--when-unreachable', 'degrade');
  expect(degraded).toMatchObject({ status: 0, json: { level: 'B-B', notices: ['PDF_LEVEL_LOWERED'] } });
});

test('one PIN signs a list: each file has its own row, and a file that is refused stops nothing else', async () => {
  await writeFile(at('broken.pdf'), 'no PDF');
  const list = [
    { input: 'letter.pdf', output: 'batch-1.pdf', role: 'plain' },
    { input: 'broken.pdf', output: 'batch-2.pdf', role: 'plain' },
    { input: 'letter.pdf', output: 'batch-3.pdf', role: 'approve' },
  ];
  await writeFile(at('list.json'), JSON.stringify(list));
  const words = ['--module', token.modulePath, '--cert', 'leader', '--pin-env', 'PIN'];
  const { status, json } = await kygui.run(['sign-batch', at('list.json'), ...words]);
  expect(status).toBe(3);
  expect(json.files).toMatchObject([
    { input: 'letter.pdf', signed: { output: 'batch-1.pdf', role: 'plain' }, error: null },
    { input: 'broken.pdf', signed: null, error: { code: 'PDF_NOT_PDF' } },
    { input: 'letter.pdf', signed: { output: 'batch-3.pdf', role: 'approve' }, error: null },
  ]);
  await expectSigned('letter.pdf', 'batch-1.pdf', 1);
  await expectSigned('letter.pdf', 'batch-3.pdf', 1);
  await writeFile(at('wrong-list.json'), JSON.stringify([{ input: 'letter.pdf', role: 'plain' }]));
  expectRefusal(await kygui.run(['sign-batch', at('wrong-list.json'), ...words]), 'USAGE', 2);
});

test('content that acts by itself stops an official role, and a policy file can say otherwise', async () => {
  const script = await PDFDocument.load(await makeLetter());
  script.addJavaScript('greeting', 'app.alert(1)');
  await writeFile(at('script.pdf'), await script.save());
  const words = ['--role', 'approve', '--cert', 'leader'];
  expectRefusal(await sign('script.pdf', 'never.pdf', ...words), 'GATE_ACTIVE_CONTENT', 3);
  await writeFile(at('policy.json'), JSON.stringify({ official: { findings: { JAVASCRIPT: 'warn' } } }));
  const allowed = await sign('script.pdf', 'by-policy.pdf', ...words, '--policy', at('policy.json'));
  expect(allowed.status).toBe(0);
  await expectSigned('script.pdf', 'by-policy.pdf', 1);
  // The same rule, from the settings; and one that lets broken signatures pass with a warning.
  const broken = { brokenSignatures: 'warn', findings: {} };
  await writeFile(at('settled-policy.json'), JSON.stringify({ official: broken, other: broken }));
  await kygui.settle({
    trust: pki.trustDir,
    intermediates: pki.issuingPath,
    signing: { policy: at('settled-policy.json') },
  });
  await sign('letter.pdf', 'to-break.pdf', '--role', 'plain', '--cert', 'leader');
  const bytes = await readFile(at('to-break.pdf'));
  await writeFile(
    at('broken-signature.pdf'),
    bytes.map((byte, index) => (index === 11 ? byte ^ 1 : byte)),
  );
  const passed = await sign('broken-signature.pdf', 'after-broken.pdf', ...words);
  expect(passed, JSON.stringify(passed.json)).toMatchObject({ status: 0 });
  await kygui.settle({ trust: pki.trustDir, intermediates: pki.issuingPath });
  expectRefusal(await sign('broken-signature.pdf', 'never.pdf', ...words), 'GATE_SIGNATURES_BROKEN', 3);
  await writeFile(at('bad-policy.json'), JSON.stringify({ everybody: {} }));
  const bad = await sign('letter.pdf', 'never.pdf', ...words, '--policy', at('bad-policy.json'));
  expectRefusal(bad, 'POLICY_INVALID', 3);
});
