import { mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KyguiError } from '../../../shared/errors.ts';
import type { RawToken } from '../host/messages.ts';
import { returnValueError } from '../return-values.ts';
import { PinGuard } from './guard.ts';
import { givenPin } from './source.ts';
import { filePinTries, memoryPinTries } from './tries.ts';

const PIN_SET = 0x8;
const COUNT_LOW = 0x1_0000;
const FINAL_TRY = 0x2_0000;
const LOCKED = 0x4_0000;
const token = (flags: number): RawToken => ({
  slot: '0',
  label: 'VGCA Token',
  manufacturer: 'Mẫu',
  model: 'Mẫu',
  serialNumber: '0123456789',
  flags: PIN_SET | flags,
  minPinLength: 4,
  maxPinLength: 16,
});
const pin = (text: string) => new TextEncoder().encode(text);
const fails = (name: number) => () => Promise.reject(returnValueError(name, 'm', 'C_Login'));

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-pin-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test.each([
  [0, 0, 3, false],
  [0, 1, 2, false],
  [0, 2, 1, true],
  [0, 7, 1, true],
  [COUNT_LOW, 0, 2, false],
  [COUNT_LOW | FINAL_TRY, 0, 1, true],
] as const)('flags %i and %i wrong PINs of ours leave %i tries', async (flags, wrong, triesLeft, lastTry) => {
  const store = memoryPinTries();
  for (let count = 0; count < wrong; count += 1) await store.increment('t');
  expect(await new PinGuard(store).triesLeft('t', token(flags))).toEqual({
    triesLeft,
    lastTry,
    locked: false,
  });
});

test('a locked token and one without a PIN are refused before a PIN is given', async () => {
  const guard = new PinGuard(memoryPinTries());
  await expect(guard.admit('t', token(LOCKED), true)).rejects.toMatchObject({ code: 'TOKEN_LOCKED' });
  await expect(guard.admit('t', { ...token(0), flags: 0 }, true)).rejects.toMatchObject({
    code: 'TOKEN_PIN_NOT_SET',
  });
});

test('wrong PINs of three windows at the same moment stop before the last try, which nobody confirmed', async () => {
  const path = join(dir, 'tries.json');
  const guards = [0, 1, 2].map(() => new PinGuard(filePinTries(path)));
  for (const guard of guards) await guard.admit('t', token(0), false);
  let compared = 0;
  const ended = await Promise.allSettled(
    guards.map((guard, index) =>
      guard.attempt(
        't',
        pin(`000${index}`),
        () => {
          compared += 1;
          return fails(0xa0)();
        },
        async () => token(0),
        false,
      ),
    ),
  );
  expect(compared).toBe(2);
  expect(
    ended
      .map((end) => (end.status === 'rejected' && end.reason instanceof KyguiError ? end.reason.code : ''))
      .sort(),
  ).toEqual(['TOKEN_LAST_TRY', 'TOKEN_PIN_WRONG', 'TOKEN_PIN_WRONG']);
});

test('a try is counted before the token answers, so that a driver that never answers has spent it', async () => {
  const store = memoryPinTries();
  const guard = new PinGuard(store);
  let counted = -1;
  const hung = guard.attempt(
    't',
    pin('1234'),
    async () => {
      counted = await store.get('t');
      throw new KyguiError('TOKEN_DRIVER_HUNG', { module: 'm', seconds: 60 });
    },
    async () => token(0),
  );
  await expect(hung).rejects.toMatchObject({ code: 'TOKEN_DRIVER_HUNG' });
  expect(counted).toBe(1);
  expect(await store.get('t')).toBe(1);
});

test('a lock that a killed process left before the clock was put back does not keep the token waiting', async () => {
  const file = join(dir, 'tries.json');
  await writeFile(`${file}.lock`, '');
  const later = new Date(Date.now() + 86_400_000);
  await utimes(`${file}.lock`, later, later);
  const store = filePinTries(file);
  await store.increment('t');
  expect(await store.get('t')).toBe(1);
});

test('a return value that proves the PIN was not compared gives the try back', async () => {
  const store = memoryPinTries();
  const guard = new PinGuard(store);
  for (const value of [0x50, 0xa2, 0x100]) {
    await expect(guard.attempt('t', pin('1234'), fails(value), async () => token(0))).rejects.toThrow();
    expect(await store.get('t')).toBe(0);
  }
  await expect(guard.attempt('t', pin('1234'), fails(0x32), async () => token(0))).rejects.toThrow();
  expect(await store.get('t')).toBe(1);
});

test('the token that locks at this very PIN is told as locked, not as one try left', async () => {
  const guard = new PinGuard(memoryPinTries());
  await expect(guard.attempt('t', pin('1234'), fails(0xa0), async () => token(LOCKED))).rejects.toMatchObject(
    {
      code: 'TOKEN_LOCKED',
    },
  );
});

test('a rejected PIN is recognised, on that token only, until a right one was given', async () => {
  const guard = new PinGuard(memoryPinTries());
  await guard.attempt('t', pin('1234'), fails(0xa0), async () => token(0)).catch(() => {});
  expect(() => guard.inspect('t', token(0), pin('1234'))).toThrowError(/TOKEN_PIN_SAME/u);
  guard.inspect('t', token(0), pin('1235'));
  guard.inspect('other', token(0), pin('1234'));
  await guard.attempt(
    't',
    pin('1235'),
    async () => {},
    async () => token(0),
  );
  guard.inspect('t', token(0), pin('1234'));
});

test('PINs outside the limits of the token are refused; nonsense limits are not believed', () => {
  const guard = new PinGuard(memoryPinTries());
  expect(() => guard.inspect('t', token(0), pin('123'))).toThrowError(/TOKEN_PIN_LENGTH/u);
  expect(() => guard.inspect('t', token(0), pin('1'.repeat(17)))).toThrowError(/TOKEN_PIN_LENGTH/u);
  expect(() => guard.inspect('t', token(0), pin(''))).toThrowError(/TOKEN_PIN_LENGTH/u);
  guard.inspect('t', { ...token(0), minPinLength: 0, maxPinLength: 0 }, pin('123'));
  guard.inspect('t', { ...token(0), minPinLength: 2 ** 32, maxPinLength: 2 ** 40 }, pin('123'));
});

test('a given PIN is handed out once', async () => {
  const source = givenPin('1234');
  const request = {
    tokenLabel: '',
    serialTail: '',
    certificateName: '',
    triesLeft: 3,
    lastTry: false,
    purpose: 'login',
  } as const;
  expect(await source.ask(request)).toMatchObject({ kind: 'pin' });
  await expect(source.ask(request)).rejects.toMatchObject({ code: 'TOKEN_PIN_NEEDED' });
});

test('twenty counts at once from two stores over one file are all kept', async () => {
  const file = join(dir, 'tries.json');
  const stores = [filePinTries(file), filePinTries(file)];
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => stores[index % 2]?.increment(index % 4 < 2 ? 'a' : 'b')),
  );
  expect([await stores[0]?.get('a'), await stores[1]?.get('b')]).toEqual([10, 10]);
  await stores[0]?.reset('a');
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ b: 10 });
});

test('a damaged count file does not stop signing', async () => {
  const file = join(dir, 'tries.json');
  await writeFile(file, '{"a":');
  const store = filePinTries(file);
  expect(await store.get('a')).toBe(0);
  await store.increment('a');
  expect(await store.get('a')).toBe(1);
});

test('a PIN whose try cannot be written down is never given to the token, and the reason is named', async () => {
  const file = join(dir, 'tries.json');
  const guard = new PinGuard(filePinTries(file));
  let given = 0;
  const attempt = () =>
    guard.attempt(
      't',
      pin('123456'),
      async () => {
        given += 1;
      },
      async () => token(0),
    );
  // Linux answers every write to this device as a full disk does.
  await symlink('/dev/full', `${file}.new`);
  await expect(attempt()).rejects.toMatchObject({ code: 'STORE_DISK_FULL' });
  await rm(dir, { recursive: true });
  await expect(attempt()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', details: { reason: 'ENOENT' } });
  await mkdir(dir);
  expect(given).toBe(0);
  await attempt();
  expect(given).toBe(1);
});
