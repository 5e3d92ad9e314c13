// @long
/** @needs openssl pdfsig qpdf mutool */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toKyguiError } from '../../shared/errors.ts';
import { expectSoundSignedPdf } from './expect-sound-signed-pdf.ts';
import { signForTest } from './sign-for-test.ts';
import { createIdentity, type TestIdentity } from './test-signer.ts';

const samples = fileURLToPath(new URL('../../../shared/samples/pdf/', import.meta.url));
const filesIn = (folder: string): string[] => {
  const path = join(samples, folder);
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.pdf')) : [];
};

/** Refusals that are right whatever the file: it needs a password, or its author forbids signing. */
const RIGHT_REFUSALS = new Set([
  'PDF_NEEDS_PASSWORD',
  'PDF_ENCRYPTION_UNSUPPORTED',
  'PDF_PERMISSION_DENIED',
  'PDF_LOCKED_BY_SIGNATURE',
  'PDF_XFA_FORM',
]);

let folder = '';
let identity: TestIdentity;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-real-'));
  identity = createIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function signTwice(path: string): Promise<string | null> {
  const once = join(folder, 'once.pdf');
  const twice = join(folder, 'twice.pdf');
  try {
    await signForTest(path, once, identity, { role: 'plain' });
    const { prepared } = await signForTest(once, twice, identity, { role: 'plain', visible: true });
    expectSoundSignedPdf(path, once, { rootPem: identity.rootPem });
    expectSoundSignedPdf(once, twice, { rootPem: identity.rootPem, stamps: prepared.placements });
    return null;
  } catch (thrown) {
    const error = toKyguiError(thrown);
    if (error.code === 'INTERNAL') throw thrown;
    return error.code;
  } finally {
    rmSync(once, { force: true });
    rmSync(twice, { force: true });
  }
}

describe('real PDFs', () => {
  const names = filesIn('real');
  if (names.length === 0) console.warn('../shared/samples/pdf/real is absent: 0 real PDFs were signed');

  it.skipIf(names.length === 0)(
    'are signed twice, or refused for a right reason',
    async () => {
      const refused: string[] = [];
      const wrong: string[] = [];
      for (const name of names) {
        const code = await signTwice(join(samples, 'real', name)).catch((thrown: unknown) => {
          wrong.push(`${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
          return null;
        });
        if (code === null) continue;
        if (RIGHT_REFUSALS.has(code)) refused.push(`${name}: ${code}`);
        else wrong.push(`${name}: ${code}`);
      }
      console.info(
        `${names.length - refused.length - wrong.length} of ${names.length} signed twice`,
        refused,
        wrong,
      );
      expect(wrong).toEqual([]);
      expect(names.length - refused.length).toBeGreaterThanOrEqual(names.length * 0.99);
    },
    600_000,
  );
});
