/** @needs gcc softhsm2-util pkcs11-tool openssl */
import { createHash, randomBytes, verify, X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type PinRequest, type PinSource, pinPadSource } from '../../bridge/token/pin/source.ts';
import type { Tokens, TokensOptions } from '../../bridge/token/tokens.ts';
import { describeError, KyguiError } from '../../shared/errors.ts';
import { createSandboxPki, type SandboxPki } from '../sandbox/pki/create.ts';
import { createFaultModule, type FaultModule } from '../sandbox/token/fault-module.ts';
import { openTokens } from '../sandbox/token/open-tokens.ts';
import { createSandboxToken } from '../sandbox/token/softhsm.ts';

let dir = '';
let pki: SandboxPki;
let fault: FaultModule;
let leader = '';
let opened: Tokens[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-faults-'));
  pki = await createSandboxPki(join(dir, 'pki'), { port: 18_082 });
  const token = await createSandboxToken(join(dir, 'token'), pki, { identities: ['leader', 'agency'] });
  fault = await createFaultModule(join(dir, 'fault'), token);
  leader = pki.identities.leader.thumbprint;
});
beforeEach(() => fault.reset());
afterEach(async () => {
  await fault.order();
  await Promise.all(opened.map((tokens) => tokens.close()));
  opened = [];
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function open(options: Partial<TokensOptions> = {}): Tokens {
  const tokens = openTokens(fault, { callTimeoutMs: 4000, ...options });
  opened.push(tokens);
  return tokens;
}

const request = (pin: string | PinSource = fault.pin) => ({ certificateThumbprint: leader, pin });
const digest = () => randomBytes(32);

async function failureOf(work: Promise<unknown>): Promise<KyguiError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof KyguiError) return error;
    throw error;
  }
  throw new Error('expected a failure');
}

/** After a fault is over, the same bridge lists the token and signs. */
async function expectRecovered(tokens: Tokens): Promise<void> {
  await fault.order();
  const batch = await tokens.openBatch({ ...request(), confirmLastTry: true });
  const data = randomBytes(64);
  const signature = await batch.signer.sign(createHash('sha256').update(data).digest(), 'SHA-256');
  const { publicKey } = new X509Certificate(batch.signer.certificate);
  expect(verify('sha256', data, publicKey, signature)).toBe(true);
  await batch.close();
}

test.each(['C_Initialize', 'C_GetSlotList', 'C_GetTokenInfo', 'C_FindObjectsInit'])(
  'a driver that crashes in %s while tokens are listed is reported, and the bridge goes on',
  async (call) => {
    const tokens = open();
    await fault.order(`crash ${call}`);
    const { modules, tokens: none } = await tokens.inspect();
    expect(none).toEqual([]);
    expect(modules[0]?.error?.code).toBe('TOKEN_DRIVER_CRASHED');
    expect((await failureOf(tokens.find('leader'))).code).toBe('TOKEN_DRIVER_CRASHED');
    await expectRecovered(tokens);
  },
);

test.each(['C_Initialize', 'C_GetSlotList'])(
  'a driver that hangs in %s is stopped after the time limit and reported',
  async (call) => {
    const tokens = open({ callTimeoutMs: 3000 });
    await fault.order(`hang ${call}`);
    expect((await failureOf(tokens.find('leader'))).code).toBe('TOKEN_DRIVER_HUNG');
    await expectRecovered(tokens);
  },
);

test.each([
  ['crash', 'TOKEN_DRIVER_CRASHED'],
  ['exit', 'TOKEN_DRIVER_CRASHED'],
  ['hang', 'TOKEN_DRIVER_HUNG'],
] as const)('a driver that will %s in C_Sign fails every signature under way with %s', async (how, code) => {
  const tokens = open({ callTimeoutMs: 3000 });
  const batch = await tokens.openBatch(request());
  await batch.signer.sign(digest(), 'SHA-256');
  await fault.order(`${how} C_Sign`);
  const failures = await Promise.all([1, 2, 3].map(() => failureOf(batch.signer.sign(digest(), 'SHA-256'))));
  expect(failures.map((failure) => failure.code)).toEqual([code, code, code]);
  expect((await failureOf(batch.signer.sign(digest(), 'SHA-256'))).code).toBe('TOKEN_BATCH_CLOSED');
  await expectRecovered(tokens);
});

test.each(['crash', 'hang'])(
  'a PIN that goes to a driver which will %s in C_Login counts as a try and is not given again',
  async (how) => {
    const tokens = open({ callTimeoutMs: 3000 });
    await tokens.list();
    await fault.order(`${how} C_Login`);
    const { code } = await failureOf(tokens.openBatch(request()));
    expect(code).toBe(how === 'crash' ? 'TOKEN_DRIVER_CRASHED' : 'TOKEN_DRIVER_HUNG');
    expect(await fault.logins()).toEqual(['1 pin']);
    await fault.order();
    expect((await tokens.list())[0]?.triesLeft).toBe(2);
    await expectRecovered(tokens);
    expect((await tokens.list())[0]?.triesLeft).toBe(3);
  },
);

test('the process ends with the batch even when logout and finalize hang', async () => {
  const tokens = open();
  const batch = await tokens.openBatch(request());
  await fault.order('hang C_Logout', 'hang C_Finalize');
  await batch.close();
  expect((await failureOf(batch.signer.sign(digest(), 'SHA-256'))).code).toBe('TOKEN_BATCH_CLOSED');
  await expectRecovered(tokens);
});

test('a garbled signature is thrown away, whatever the driver says', async () => {
  const tokens = open();
  const batch = await tokens.openBatch(request());
  await fault.order('garbage C_Sign');
  expect((await failureOf(batch.signer.sign(digest(), 'SHA-256'))).code).toBe('TOKEN_SIGNATURE_WRONG');
  await fault.order();
  await batch.signer.sign(digest(), 'SHA-256');
  await batch.close();
});

test('garbled certificates and token data are left out or reported, never believed', async () => {
  const tokens = open();
  await fault.order('garbage C_GetAttributeValue');
  expect((await tokens.list())[0]?.certificates).toEqual([]);
  await fault.order('garbage C_GetTokenInfo');
  const [garbled] = await tokens.list();
  expect(garbled?.pinLength ?? null).toBeNull();
  await fault.order('garbage C_GetSlotList');
  const { modules } = await tokens.inspect();
  expect(modules[0]?.error?.code).toBe('TOKEN_DRIVER_CRASHED');
  await expectRecovered(tokens);
});

test('a token that locks at the third wrong PIN without any warning flag: two tries, then a confirmation', async () => {
  const tokens = open();
  await fault.order('locks-after-three');
  const attempt = (pin: string, confirmLastTry = false) =>
    failureOf(tokens.openBatch({ ...request(pin), confirmLastTry }));
  expect((await attempt('wrong-1')).details).toMatchObject({ triesLeft: 2 });
  expect((await attempt('wrong-2')).details).toMatchObject({ triesLeft: 1 });
  expect((await attempt('wrong-3')).code).toBe('TOKEN_LAST_TRY');
  expect(await fault.logins()).toEqual(['1 pin', '1 pin']);
  expect((await attempt('wrong-3', true)).code).toBe('TOKEN_LOCKED');
  expect(await fault.logins()).toHaveLength(3);
  expect((await tokens.list())[0]).toMatchObject({ flags: { locked: true }, triesLeft: 0 });
  expect((await attempt(fault.pin, true)).code).toBe('TOKEN_LOCKED');
  expect(await fault.logins()).toHaveLength(3);
});

test('a driver that says PIN_LOCKED by itself is believed', async () => {
  const tokens = open();
  await tokens.list();
  await fault.order('return C_Login 0xA4');
  expect((await failureOf(tokens.openBatch(request()))).code).toBe('TOKEN_LOCKED');
});

test('a token pulled out in the middle of a batch: what was signed is kept, the rest says removed', async () => {
  const tokens = open();
  await fault.order('pulled-after-signatures 3');
  const batch = await tokens.openBatch(request());
  const { id } = batch.token;
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => batch.signer.sign(digest(), 'SHA-256')),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'TOKEN_REMOVED' });
  }
  await fault.order();
  const resumed = await tokens.openBatch({ ...request(), tokenId: id });
  await resumed.signer.sign(digest(), 'SHA-256');
  await resumed.close();
});

test('a batch resumes only with the token it began with, and the PIN does not reach another', async () => {
  const tokens = open();
  const batch = await tokens.openBatch(request());
  const { id } = batch.token;
  await fault.order('pulled');
  expect((await failureOf(batch.signer.sign(digest(), 'SHA-256'))).code).toBe('TOKEN_REMOVED');
  const before = await fault.logins();
  expect((await failureOf(tokens.openBatch({ ...request(), tokenId: id }))).code).toBe('TOKEN_NONE');
  await fault.order('swapped');
  expect((await failureOf(tokens.openBatch({ ...request(), tokenId: id }))).code).toBe('TOKEN_OTHER');
  expect(await fault.logins()).toEqual(before);
});

test('a token that wants the PIN for each signature: three PINs for three files, told beforehand', async () => {
  const tokens = open();
  await fault.order('always-authenticate');
  const asked: PinRequest[] = [];
  const pins: PinSource = {
    ask: async (about) => {
      asked.push(about);
      return { kind: 'pin', pin: new TextEncoder().encode(fault.pin) };
    },
  };
  const batch = await tokens.openBatch(request(pins));
  expect(batch.certificate.alwaysAuthenticate).toBe(true);
  expect(batch.pinsNeeded(3)).toBe(3);
  expect(await tokens.pinsNeeded(leader, 12)).toEqual({ count: 12, certain: true });
  for (let file = 0; file < 3; file += 1) await batch.signer.sign(digest(), 'SHA-256');
  expect(asked.map(({ purpose }) => purpose)).toEqual(['login', 'signature', 'signature']);
  expect(await fault.logins()).toEqual(['1 pin', '2 pin', '2 pin', '2 pin']);
  await batch.close();
});

test('three signatures at once on such a token ask for one PIN at a time', async () => {
  const tokens = open();
  await fault.order('always-authenticate');
  let asking = 0;
  const together: number[] = [];
  const pins: PinSource = {
    ask: async () => {
      asking += 1;
      together.push(asking);
      await new Promise((resolve) => setTimeout(resolve, 50));
      asking -= 1;
      return { kind: 'pin', pin: new TextEncoder().encode(fault.pin) };
    },
  };
  const batch = await tokens.openBatch(request(pins));
  await Promise.all([1, 2, 3].map(() => batch.signer.sign(digest(), 'SHA-256')));
  expect(together).toEqual([1, 1, 1]);
  await batch.close();
});

test('one PIN given for such a token signs one file; the second asks for another PIN', async () => {
  const tokens = open();
  await fault.order('always-authenticate');
  const batch = await tokens.openBatch(request());
  await batch.signer.sign(digest(), 'SHA-256');
  expect((await failureOf(batch.signer.sign(digest(), 'SHA-256'))).code).toBe('TOKEN_PIN_NEEDED');
  await batch.close();
});

test('a wrong PIN at one of the signatures counts like any other and leaves the session usable', async () => {
  const tokens = open();
  await fault.order('always-authenticate');
  const given = [fault.pin, 'wrong-pin', fault.pin];
  const pins: PinSource = {
    ask: async () => ({ kind: 'pin', pin: new TextEncoder().encode(given.shift() ?? '') }),
  };
  const batch = await tokens.openBatch(request(pins));
  await batch.signer.sign(digest(), 'SHA-256');
  const failure = await failureOf(batch.signer.sign(digest(), 'SHA-256'));
  expect(failure).toMatchObject({ code: 'TOKEN_PIN_WRONG', details: { triesLeft: 2 } });
  await batch.signer.sign(digest(), 'SHA-256');
  await batch.close();
});

test('on a reader with its own keys the PIN is typed there: no PIN is given by the program', async () => {
  const tokens = open();
  await fault.order('pin-pad');
  await fault.type(fault.pin);
  expect((await tokens.list())[0]?.pinPad).toBe(true);
  const batch = await tokens.openBatch(request('never used'));
  await batch.signer.sign(digest(), 'SHA-256');
  await batch.close();
  expect(await fault.logins()).toEqual(['1 null']);
});

test('a wrong PIN typed on the reader counts, and typing again is not refused', async () => {
  const tokens = open();
  await fault.order('pin-pad');
  await fault.type('wrong-pin');
  const failure = await failureOf(tokens.openBatch(request(pinPadSource)));
  expect(failure).toMatchObject({ code: 'TOKEN_PIN_WRONG', details: { triesLeft: 2 } });
  await fault.type(fault.pin);
  const batch = await tokens.openBatch(request(pinPadSource));
  await batch.close();
  expect((await tokens.list())[0]?.triesLeft).toBe(3);
});

test('a PIN entry cancelled on the reader costs no try', async () => {
  const tokens = open();
  await tokens.list();
  await fault.order('pin-pad', 'return C_Login 0x50');
  expect((await failureOf(tokens.openBatch(request(pinPadSource)))).code).toBe('TOKEN_FUNCTION_CANCELED');
  await fault.order();
  expect((await tokens.list())[0]?.triesLeft).toBe(3);
});

test('a code of the maker reaches the clerk with its number', async () => {
  const tokens = open();
  const batch = await tokens.openBatch(request());
  await fault.order('return C_Sign 0x80009001');
  const failure = await failureOf(batch.signer.sign(digest(), 'SHA-256'));
  expect(failure.code).toBe('TOKEN_VENDOR_ERROR');
  expect(describeError(failure.code, failure.details, 'vi').says).toContain('0x80009001');
  await batch.close();
});

test.each([
  ['0x30', 'TOKEN_DEVICE_ERROR'],
  ['0x90', 'TOKEN_OPERATION_ACTIVE'],
  ['0x101', 'TOKEN_USER_NOT_LOGGED_IN'],
  ['0xb3', 'TOKEN_SESSION_HANDLE_INVALID'],
  ['0x150', 'TOKEN_BUFFER_TOO_SMALL'],
] as const)('C_Sign returning %s is told as %s and the next signature succeeds', async (value, code) => {
  const tokens = open();
  const batch = await tokens.openBatch(request());
  await fault.order(`return C_Sign ${value}`);
  expect((await failureOf(batch.signer.sign(digest(), 'SHA-256'))).code).toBe(code);
  await fault.order();
  await batch.signer.sign(digest(), 'SHA-256');
  await batch.close();
});

test('insertion and removal are noticed, and a watcher that crashes is replaced', async () => {
  const tokens = open({ watchIntervalMs: 100 });
  await fault.order('pulled');
  let changes = 0;
  const stop = tokens.watch(() => {
    changes += 1;
  });
  await expect.poll(() => changes, { timeout: 20_000 }).toBeGreaterThan(0);
  const watching = changes;
  await fault.order();
  await expect.poll(() => changes, { timeout: 10_000 }).toBeGreaterThan(watching);
  const inserted = changes;
  await fault.order('pulled');
  await expect.poll(() => changes, { timeout: 10_000 }).toBeGreaterThan(inserted);
  const removed = changes;
  await fault.order('crash C_GetSlotList');
  await expect.poll(() => changes, { timeout: 10_000 }).toBeGreaterThan(removed);
  const crashed = changes;
  await fault.order();
  await expect.poll(() => changes, { timeout: 15_000 }).toBeGreaterThan(crashed);
  stop();
});
