/** @needs openssl qpdf */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PdfFile } from '../../../bridge/pdf/file/pdf-file.ts';
import { makeLetter, qpdf } from '../../vectors/make-pdf.ts';
import { signForTest } from '../../vectors/sign-for-test.ts';
import { createIdentity, type TestIdentity } from '../../vectors/test-signer.ts';
import { judged } from './kit/judged.ts';

let folder = '';
let identity: TestIdentity;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-padding-'));
  identity = createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
  writeFileSync(at('letter.pdf'), await makeLetter());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A signed file, and the place behind the signature's value with what an encryption of zeros would leave there. */
async function signedWithin(...encryption: string[]) {
  qpdf(at('letter.pdf'), at('locked.pdf'), ...encryption, '--allow-weak-crypto');
  await signForTest(at('locked.pdf'), at('signed.pdf'), identity, { role: 'plain' });
  const bytes = readFileSync(at('signed.pdf'));
  const text = bytes.toString('latin1');
  const signature = [...text.matchAll(/(\d+) 0 obj\n<<[^>]*?\/Contents </gu)].at(-1);
  const start = (signature?.index ?? 0) + (signature?.[0].length ?? 0);
  const hex = text.slice(start, text.indexOf('>', start));
  const used = hex.replace(/(?:00)+$/u, '').length;
  const file = PdfFile.open(at('signed.pdf'));
  const number = Number(signature?.[1]);
  const encrypted = (length: number) =>
    Buffer.from(file.encryption?.encryptString(new Uint8Array(length), number, 0) ?? []);
  // AES puts a vector before what it encrypts and padding behind it.
  const residue = encrypted(hex.length / 2 - (encrypted(16).length - 16)).toString('hex');
  file.close();
  return (change: (residue: string) => string) => {
    const out = Buffer.from(bytes);
    out.write(change(residue).slice(used), start + used, 'latin1');
    return judged(out);
  };
}

describe.each([
  ['RC4', ['--encrypt', '', 'owner', '128', '--use-aes=n', '--']],
  ['AES-128', ['--encrypt', '', 'owner', '128', '--use-aes=y', '--']],
  ['AES-256', ['--encrypt', '', 'owner', '256', '--']],
])('the place behind the value of a signature in a file encrypted by %s', (_name, encryption) => {
  it('may hold the zeros of an empty place that was encrypted, and nothing else', async () => {
    const judgeWith = await signedWithin(...encryption);
    expect(await judgeWith((residue) => residue)).toMatchObject({ signed: true, sound: true });
    const foreign = await judgeWith(
      (residue) => `${residue.slice(0, -400)}${'ab'.repeat(16)}${residue.slice(-368)}`,
    );
    expect(foreign).toMatchObject({ sound: false });
    expect(foreign.reasons).toContain('CONTENTS_PADDING');
  });
});
