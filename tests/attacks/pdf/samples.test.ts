import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judgePdf } from '../../../bridge/pdf/judge/judge.ts';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';

const SAMPLES = join(dirname(fileURLToPath(import.meta.url)), '../../../../shared/samples/pdf');

function listed(folder: string): string[] {
  const path = join(SAMPLES, folder);
  if (!existsSync(path)) {
    console.warn(`SKIPPED: no sample files in ${folder}; the generated attacks of this folder still run`);
    return [];
  }
  return readdirSync(path)
    .filter((name) => name.endsWith('.pdf'))
    .sort();
}

const judge = (folder: string, name: string) => judgePdf(join(SAMPLES, folder, name), { trust: null });

/** Signed files of pyHanko's test data whose signatures and later changes follow the rules. */
const SOUND = [
  'certified-with-indirect-refs-in-dir.pdf',
  'ed448-shake256-nolen.pdf',
  'extensions-direct.pdf',
  'extensions-indirect.pdf',
  'extensions-update-direct.pdf',
  'extensions-update-indirect.pdf',
  'form-update-no-override-appearance-stream-ap-indirect.pdf',
  'form-update-original-ap-type-wrong.pdf',
  'form-update-override-appearance-stream-ap-indirect.pdf',
  'form-update-override-appearance-stream.pdf',
  'minimal-signed-twice-both-created.pdf',
  'minimal-signed-twice-no-sig-type.pdf',
  'minimal-signed-twice-second-created.pdf',
  'minimal-two-fields-signed-twice.pdf',
  'pades-lta-dss-indirect-arrs-test-2.pdf',
  'pades-lta-dss-indirect-arrs-test.pdf',
  'pades-with-old-style-signing-cert-attr-issser.pdf',
  'pades-with-old-style-signing-cert-attr.pdf',
  'separate-annots-kids-indir.pdf',
  'sig-no-signed-attrs.pdf',
  'sig-with-ski-sid.pdf',
];

/** Signed files that break a rule, with the reason that names it. */
const UNSOUND: Readonly<Record<string, ReasonCode>> = {
  'base.pdf': 'CHANGED_METADATA',
  'ed448-disallowed-hash.pdf': 'ALGORITHM_FORBIDDEN',
  'extensions-indirect-not-all-paths.pdf': 'CHANGED_CATALOG',
  'form-update-ap-indirect-sneaky-trailer.pdf': 'SHARED_APPEARANCE',
  'form-update-no-override-appearance-stream-ap-indirect-sneaky.pdf': 'SHARED_APPEARANCE',
  'form-update-override-appearance-stream-ap-indirect-sneaky.pdf': 'SHARED_APPEARANCE',
  'form-update-override-appearance-stream-sneaky.pdf': 'CHANGED_CATALOG',
  'one-byterange.pdf': 'BYTE_RANGE_MALFORMED',
  'pdf-sig-with-econtent.pdf': 'CMS_NOT_DETACHED',
  'signature-gap-too-big.pdf': 'BYTE_RANGE_GAP',
  'signed-encrypted-pubkey-with-catalog-ref.pdf': 'FILE_ENCRYPTED',
  'tail-uncovered.pdf': 'LAST_SIGNATURE_NOT_WHOLE_FILE',
  'weird-byterange.pdf': 'BYTE_RANGE_GAP',
};

describe('published attacks', () => {
  const names = listed('attacks');
  it(`finds ${names.length} files`, () => {
    expect(names.length === 0 || names.length >= 8).toBe(true);
  });
  for (const name of names) {
    it(`${name} is signed and never sound`, async () => {
      expect(await judge('attacks', name)).toMatchObject({ signed: true, sound: false, trusted: false });
    });
  }
});

describe("signed files of pyHanko's test data", () => {
  const names = new Set(listed('pyhanko'));
  for (const name of SOUND.filter((one) => names.has(one))) {
    it(`${name} is sound`, async () => {
      const verdict = await judge('pyhanko', name);
      expect(verdict).toMatchObject({ signed: true, sound: true, trusted: false });
    });
  }
  for (const [name, reason] of Object.entries(UNSOUND).filter(([one]) => names.has(one))) {
    it(`${name} is not sound: ${reason}`, async () => {
      const verdict = await judge('pyhanko', name);
      expect(verdict).toMatchObject({ signed: true, sound: false });
      expect(verdict.reasons).toContain(reason);
    });
  }
  it('the other files are unsigned or cannot be read, and never sound', async () => {
    const known = new Set([...SOUND, ...Object.keys(UNSOUND)]);
    for (const name of names) {
      if (known.has(name)) continue;
      const verdict = await judge('pyhanko', name);
      expect([name, verdict.signed, verdict.sound]).toEqual([name, false, false]);
    }
  });
});

describe('real files without signatures', () => {
  it('are neither signed nor sound', async () => {
    for (const name of listed('real')) {
      const verdict = await judge('real', name);
      expect([name, verdict.signed, verdict.sound]).toEqual([name, false, false]);
    }
  });
});
