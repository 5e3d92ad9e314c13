// @long
/** @needs pcscd vsmartcard-vpcd pkcs11-tool openssl */
import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PinSource } from '../../bridge/token/pin/source.ts';
import type { Tokens } from '../../bridge/token/tokens.ts';
import type { KyguiError } from '../../shared/errors.ts';
import type { Signer } from '../../shared/signing/signer.ts';
import { createSandboxPki, type SandboxPki } from '../sandbox/pki/create.ts';
import { freePort } from '../sandbox/pki/free-port.ts';
import { PivApplet } from '../sandbox/token/card/piv-applet.ts';
import {
  startVirtualReader,
  type VirtualReader,
  virtualReaderProblem,
} from '../sandbox/token/card/virtual-reader.ts';
import { openTokens } from '../sandbox/token/open-tokens.ts';

const PIN = '246813';
const OPENSC = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';

let dir = '';
let pki: SandboxPki;
let reader: VirtualReader;
let tokens: Tokens;
let card: PivApplet;
let pull: () => void;

const cardNumber = (number: number) =>
  new PivApplet({
    pin: PIN,
    number,
    slots: { '9A': pki.identities.leaderEc, '9C': pki.identities.agency },
  });

const failureOf = (work: Promise<unknown>): Promise<Pick<KyguiError, 'code' | 'details'>> =>
  work.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: KyguiError) => error,
  );

async function expectGoodSignature(signer: Signer): Promise<void> {
  const data = randomBytes(64);
  const signature = await signer.sign(createHash('sha256').update(data).digest(), 'SHA-256');
  expect(verify('sha256', data, new X509Certificate(signer.certificate).publicKey, signature)).toBe(true);
}

const problem = await virtualReaderProblem();
if (problem !== null) process.stderr.write(`token-card.test.ts: 6 tests left out: ${problem}\n`);

describe.skipIf(problem !== null)('a smart card in a PC/SC reader', () => {
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kygui-card-'));
    pki = await createSandboxPki(join(dir, 'pki'), { port: 18_084 });
    reader = await startVirtualReader(join(dir, 'reader'), await freePort());
  });
  beforeEach(async () => {
    tokens = openTokens({ modulePath: OPENSC, env: {} }, { callTimeoutMs: 20_000, watchIntervalMs: 200 });
    card = cardNumber(0xd1);
    pull = await reader.insert(card);
    await expect.poll(() => tokens.list(), { timeout: 20_000 }).toHaveLength(1);
  });
  afterEach(async () => {
    await tokens.close();
    pull();
    const emptied = openTokens({ modulePath: OPENSC, env: {} });
    await expect.poll(() => emptied.list(), { timeout: 20_000 }).toHaveLength(0);
  });
  afterAll(async () => {
    await reader.close();
    await rm(dir, { recursive: true, force: true });
  });

  test('an EC key of a smart card signs several files with one PIN', async () => {
    const { thumbprint } = pki.identities.leaderEc;
    const batch = await tokens.openBatch({ certificateThumbprint: thumbprint, pin: PIN });
    expect(batch.pinsNeeded(3)).toBe(1);
    for (let file = 0; file < 3; file += 1) await expectGoodSignature(batch.signer);
    expect(card.signatures).toBe(3);
    await batch.close();
  });

  test('the signature key of a smart card wants the PIN for each file, and gets a new one each time', async () => {
    let asked = 0;
    const pins: PinSource = {
      ask: async () => {
        asked += 1;
        return { kind: 'pin', pin: new TextEncoder().encode(PIN) };
      },
    };
    const { thumbprint } = pki.identities.agency;
    const batch = await tokens.openBatch({ certificateThumbprint: thumbprint, pin: pins });
    expect(batch.certificate.alwaysAuthenticate).toBe(true);
    expect(batch.pinsNeeded(3)).toBe(3);
    for (let file = 0; file < 3; file += 1) await expectGoodSignature(batch.signer);
    expect(asked).toBe(3);
    await batch.close();
  });

  test('listing tokens in the middle of a batch does not log its card out', async () => {
    const { thumbprint } = pki.identities.leaderEc;
    const batch = await tokens.openBatch({ certificateThumbprint: thumbprint, pin: PIN });
    await expectGoodSignature(batch.signer);
    expect(await tokens.list()).toHaveLength(1);
    await expectGoodSignature(batch.signer);
    // Another bridge on this machine lists as well.
    const other = openTokens({ modulePath: OPENSC, env: {} });
    expect(await other.list()).toHaveLength(1);
    await expectGoodSignature(batch.signer);
    await batch.close();
  });

  test('a card pulled out pauses the batch; another card is refused, the same one goes on with a new PIN', async () => {
    const { thumbprint } = pki.identities.leaderEc;
    const batch = await tokens.openBatch({ certificateThumbprint: thumbprint, pin: PIN });
    await expectGoodSignature(batch.signer);
    pull();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await failureOf(batch.signer.sign(randomBytes(32), 'SHA-256'))).code).toBe('TOKEN_REMOVED');

    // The same certificate and PIN, another card.
    const other = cardNumber(0xd2);
    pull = await reader.insert(other);
    await expect.poll(() => tokens.list(), { timeout: 20_000 }).toHaveLength(1);
    const request = { certificateThumbprint: thumbprint, pin: PIN, tokenId: batch.token.id };
    expect((await failureOf(tokens.openBatch(request))).code).toBe('TOKEN_OTHER');
    expect(other.signatures).toBe(0);

    pull();
    await expect.poll(() => tokens.list(), { timeout: 20_000 }).toHaveLength(0);
    pull = await reader.insert(card);
    await expect.poll(() => tokens.list(), { timeout: 20_000 }).toHaveLength(1);
    const resumed = await tokens.openBatch(request);
    await expectGoodSignature(resumed.signer);
    await resumed.close();
  });

  test('a card that locks at the third wrong PIN is told step by step and never tried beyond', async () => {
    const { thumbprint } = pki.identities.leaderEc;
    const attempt = (pin: string, confirmLastTry = false) =>
      failureOf(tokens.openBatch({ certificateThumbprint: thumbprint, pin, confirmLastTry }));
    expect(await attempt('111111')).toMatchObject({ code: 'TOKEN_PIN_WRONG', details: { triesLeft: 2 } });
    expect(await attempt('222222')).toMatchObject({ code: 'TOKEN_PIN_WRONG', details: { triesLeft: 1 } });
    expect((await attempt(PIN)).code).toBe('TOKEN_LAST_TRY');
    expect((await attempt('333333', true)).code).toBe('TOKEN_LOCKED');
    expect((await attempt(PIN, true)).code).toBe('TOKEN_LOCKED');
  });

  test('putting a card in and pulling it out is noticed', async () => {
    let changes = 0;
    const stop = tokens.watch(() => {
      changes += 1;
    });
    // The first call says that somebody is watching now.
    await expect.poll(() => changes, { timeout: 30_000 }).toBeGreaterThan(0);
    const before = changes;
    pull();
    await expect.poll(() => changes, { timeout: 20_000 }).toBeGreaterThan(before);
    const removed = changes;
    pull = await reader.insert(card);
    await expect.poll(() => changes, { timeout: 20_000 }).toBeGreaterThan(removed);
    stop();
  });
});
