import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KyguiError } from '../../../shared/errors.ts';
import { issuedLetter, signedLetter } from './kit/document.ts';
import { judged } from './kit/judged.ts';

/** A file that is refused as a whole is not sound either; any other exception is a fault of ours. */
async function isSound(file: Buffer): Promise<boolean> {
  try {
    return (await judged(file)).sound;
  } catch (error) {
    if (error instanceof KyguiError && error.code === 'PDF_NOT_PDF') return false;
    throw error;
  }
}

function gapOf(file: Buffer): [number, number] {
  const ranges = [...file.toString('latin1').matchAll(/\/ByteRange \[0 (\d+) (\d+) \d+\]/gu)];
  const last = ranges.at(-1);
  return [Number(last?.[1]), Number(last?.[2])];
}

describe('any byte changed', () => {
  for (const [name, file] of [
    ['one signature', signedLetter()],
    ['two signatures', issuedLetter()],
  ] as const) {
    it(`a changed bit in the covered bytes is never sound: ${name}`, async () => {
      const [from, to] = gapOf(file);
      const position = fc
        .nat({ max: file.length - (to - from) - 1 })
        .map((at) => (at < from ? at : at + (to - from)));
      await fc.assert(
        fc.asyncProperty(position, fc.integer({ min: 0, max: 7 }), async (at, bit) => {
          const changed = Buffer.from(file);
          changed[at] = (changed[at] ?? 0) ^ (1 << bit);
          expect(await isSound(changed)).toBe(false);
        }),
        { numRuns: 300 },
      );
    });

    it(`a byte put in or taken out anywhere is never sound: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.nat({ max: file.length - 1 }),
          fc.boolean(),
          fc.integer({ min: 0, max: 255 }),
          async (at, add, byte) => {
            const [from, to] = gapOf(file);
            // White space inside the hexadecimal string means nothing to readers, but the coverage no longer fits.
            fc.pre(at < from || at > to);
            const changed = add
              ? Buffer.concat([file.subarray(0, at), Uint8Array.of(byte), file.subarray(at)])
              : Buffer.concat([file.subarray(0, at), file.subarray(at + 1)]);
            expect(await isSound(changed)).toBe(false);
          },
        ),
        { numRuns: 200 },
      );
    });
  }

  it('any bytes behind the file are never sound', async () => {
    const file = issuedLetter();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 64 }), async (tail) => {
        expect(await isSound(Buffer.concat([file, tail]))).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});
