import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { judgePdf } from '../../bridge/pdf/judge/judge.ts';
import { signAtOnce } from '../../bridge/pdf/sign-at-once.ts';
import type { Role } from '../../shared/document/role.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { libraries, SIGNING_TIME, signForTest } from '../vectors/sign-for-test.ts';
import { createIdentity, type TestIdentity } from '../vectors/test-signer.ts';

let folder = '';
let identity: TestIdentity;
let letter: Buffer;
let asked = 0;
let onSign: () => void = () => {};

const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-at-once-'));
  identity = createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
  letter = Buffer.from(await makeLetter());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  asked = 0;
  onSign = () => {};
  writeFileSync(at('in.pdf'), letter);
});

const judged = (path: string) => judgePdf(path, { trust: null });

const sign = (role: Role = 'plain', examine: (path: string) => Promise<unknown> = judged) =>
  signAtOnce(
    {
      input: at('in.pdf'),
      draft: at('out.part'),
      request: { role, signerName: identity.commonName, time: SIGNING_TIME },
      gate: { intent: role, policy: null },
      signer: {
        ...identity.signer,
        sign: (digest, hash) => {
          asked += 1;
          onSign();
          return identity.signer.sign(digest, hash);
        },
      },
      libraries,
    },
    examine,
  );

/** Refused with this code, the key never asked, nothing left behind. */
async function expectRefused(code: string, role: Role = 'plain'): Promise<void> {
  await expect(sign(role)).rejects.toMatchObject({ code });
  expect(asked).toBe(0);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
}

describe('a file that is signed in one go', () => {
  it('is the input byte for byte and one sound signature, which was judged before anybody sees it', async () => {
    const { seen, signed, prepared } = await sign('approve');
    expect(seen).toMatchObject({ sound: true, signatures: [{ fieldName: signed.fieldName }] });
    expect(prepared.stamps).toHaveLength(1);
    expect(readFileSync(at('out.part')).subarray(0, letter.length).equals(letter)).toBe(true);
    rmSync(at('out.part'));
  });

  it('is what passed the gate, though the input is exchanged while the token signs', async () => {
    onSign = () => writeFileSync(at('in.pdf'), 'something else');
    expect((await sign()).seen).toMatchObject({ sound: true });
    expect(readFileSync(at('out.part')).subarray(0, letter.length).equals(letter)).toBe(true);
    rmSync(at('out.part'));
  });

  it('with damaged cross references is read by its objects, openly', async () => {
    const text = letter.toString('latin1').replace(/startxref\s+\d+/u, 'startxref\n7');
    writeFileSync(at('in.pdf'), Buffer.from(text, 'latin1'));
    const { seen, prepared } = await sign();
    expect(prepared.notices).toEqual(['PDF_REBUILT']);
    expect(seen).toMatchObject({ sound: true });
    rmSync(at('out.part'));
  });

  it('that is no PDF, runs a script or holds a broken signature is refused before the key is asked', async () => {
    writeFileSync(at('in.pdf'), 'no PDF');
    await expectRefused('PDF_NOT_PDF');
    const script = await PDFDocument.load(letter);
    script.addJavaScript('greeting', 'app.alert(1)');
    writeFileSync(at('in.pdf'), await script.save());
    await expectRefused('GATE_ACTIVE_CONTENT', 'approve');
    writeFileSync(at('in.pdf'), letter);
    await signForTest(at('in.pdf'), at('signed.pdf'), identity, { role: 'plain' });
    const broken = readFileSync(at('signed.pdf'));
    broken[11] = (broken[11] ?? 0) ^ 1;
    writeFileSync(at('in.pdf'), broken);
    await expectRefused('GATE_SIGNATURES_BROKEN', 'approve');
  });

  it('leaves nothing behind when the look at the result fails', async () => {
    await expect(sign('plain', () => Promise.reject(new Error('not sound')))).rejects.toThrow('not sound');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
