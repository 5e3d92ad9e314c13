import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PreparedSignature, prepareSignature } from '../../bridge/pdf/prepare.ts';
import { signPdf } from '../../bridge/pdf/sign.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { libraries, SIGNING_TIME } from '../vectors/sign-for-test.ts';
import { createIdentity, type TestIdentity } from '../vectors/test-signer.ts';

let folder = '';
let identity: TestIdentity;
let bytes: Buffer;
let prepared: PreparedSignature;
let signatures = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-consent-'));
  identity = createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
  bytes = Buffer.from(await makeLetter());
  writeFileSync(join(folder, 'in.pdf'), bytes);
  prepared = await prepareSignature(
    join(folder, 'in.pdf'),
    { role: 'plain', signerName: identity.commonName, time: SIGNING_TIME },
    { libraries },
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sign = (input: string) =>
  signPdf({
    input,
    output: join(folder, 'out.pdf'),
    prepared,
    signer: {
      ...identity.signer,
      sign: (digest, hash) => {
        signatures++;
        return identity.signer.sign(digest, hash);
      },
    },
    libraries,
  });

const leftovers = () => readdirSync(folder).filter((name) => name.endsWith('.part'));

describe('between consent and signing', () => {
  it('refuses a file in which any byte was flipped, asks the token for nothing and leaves nothing behind', async () => {
    const changed = join(folder, 'changed.pdf');
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const copy = Buffer.from(bytes);
        copy[at] = (copy[at] ?? 0) ^ mask;
        writeFileSync(changed, copy);
        await expect(sign(changed)).rejects.toMatchObject({ code: 'PDF_CHANGED_SINCE_CONSENT' });
        expect(existsSync(join(folder, 'out.pdf'))).toBe(false);
      }),
      { numRuns: 60 },
    );
    expect(signatures).toBe(0);
    expect(leftovers()).toEqual([]);
  });

  it('refuses a file that grew or was cut', async () => {
    const changed = join(folder, 'changed.pdf');
    for (const copy of [Buffer.concat([bytes, Buffer.from('\n')]), bytes.subarray(0, bytes.length - 1)]) {
      writeFileSync(changed, copy);
      await expect(sign(changed)).rejects.toMatchObject({ code: 'PDF_CHANGED_SINCE_CONSENT' });
    }
    expect(signatures).toBe(0);
  });

  it('signs the untouched file', async () => {
    const signed = await sign(join(folder, 'in.pdf'));
    expect(signatures).toBe(1);
    expect(readFileSync(join(folder, 'out.pdf'))).toHaveLength(signed.size);
  });
});

describe('a signer that misbehaves', () => {
  const attempt = (value: (digest: Uint8Array) => Promise<Uint8Array>) =>
    signPdf({
      input: join(folder, 'in.pdf'),
      output: join(folder, 'never.pdf'),
      prepared,
      signer: { ...identity.signer, sign: value },
      libraries,
    });

  it('is caught when its value does not fit the certificate', async () => {
    await expect(attempt(async () => new Uint8Array(256))).rejects.toMatchObject({
      code: 'PDF_SIGNATURE_VALUE_WRONG',
    });
    expect(existsSync(join(folder, 'never.pdf'))).toBe(false);
    expect(leftovers()).toEqual([]);
  });

  it('leaves no file behind when it fails', async () => {
    await expect(attempt(() => Promise.reject(new Error('pulled out')))).rejects.toThrow('pulled out');
    expect(existsSync(join(folder, 'never.pdf'))).toBe(false);
    expect(leftovers()).toEqual([]);
  });
});
