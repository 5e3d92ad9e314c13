// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { NotPoured, PIECE_BYTES, pourFailure, pourFile, takeFile } from './pieces.ts';
import { asJson, type PortEnd, portPair } from './port-pair.ts';

const bytesOf = (size: number) => Uint8Array.from({ length: size }, (_, index) => (index * 31) % 256);

/** A channel of browsers that carry files; Node's clone does not know happy-dom's. */
const asItIs = (message: unknown): unknown => message;

/** Pours a file through, as the two ends do; gives it, and how much was told on the way. */
async function pass(carry: (message: unknown) => unknown, size: number) {
  const [from, to] = portPair(carry);
  const told: number[] = [];
  const taken = takeFile(to, (now) => told.push(now)).finally(() => to.disconnect());
  await pourFile(from, new Blob([bytesOf(size)]));
  return { bytes: new Uint8Array(await (await taken).arrayBuffer()), told };
}

test.each([0, 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES + 5])(
  'a file of %i bytes arrives as it left, in pieces where the channel knows JSON only',
  async (size) => {
    const { bytes, told } = await pass(asJson, size);
    expect(Buffer.from(bytes).equals(bytesOf(size))).toBe(true);
    expect(told).toHaveLength(Math.ceil(size / PIECE_BYTES));
  },
);

test('a channel that carries files carries it whole', async () => {
  const { bytes, told } = await pass(asItIs, 2 * PIECE_BYTES);
  expect(Buffer.from(bytes).equals(bytesOf(2 * PIECE_BYTES))).toBe(true);
  expect(told).toEqual([2 * PIECE_BYTES]);
});

test('a file that the channel refuses to carry goes in pieces', async () => {
  const refusing = (message: unknown) => {
    if ((message as { whole?: Blob }).whole) throw new DOMException('not cloned', 'DataCloneError');
    return asJson(message);
  };
  // Nobody asks for pieces of what was never offered.
  expect((await pass(refusing, 5)).bytes).toHaveLength(5);
});

const broken: [string, (from: PortEnd) => void, string | undefined][] = [
  ['the port ends', (from) => from.disconnect(), undefined],
  ['the page says why', (from) => pourFailure(from, 'SITE_SESSION_EXPIRED'), 'SITE_SESSION_EXPIRED'],
];
test.each(broken)('no file: %s', async (_, end, failure) => {
  const [from, to] = portPair(asJson);
  const taken = takeFile(to, () => undefined);
  end(from);
  const thrown: unknown = await taken.catch((reason: unknown) => reason);
  expect(thrown).toBeInstanceOf(NotPoured);
  expect((thrown as NotPoured).failure).toBe(failure);
});

test('a taker that wants no more gets no file', async () => {
  const [from, to] = portPair(asItIs);
  const taken = takeFile(to, () => {
    throw new Error('too large');
  }).finally(() => to.disconnect());
  await pourFile(from, new Blob([bytesOf(9)]));
  await expect(taken).rejects.toThrow('too large');
});
