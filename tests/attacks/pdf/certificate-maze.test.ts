import { expect, test } from 'vitest';
import { type Certificate, readCertificates } from '../../../bridge/pdf/judge/cms/certificate.ts';
import { checkChain } from '../../../bridge/pdf/judge/trust/chain.ts';
import { trustListOf } from '../../../bridge/pdf/judge/trust/trust-list.ts';
import { authority, certificate, type Identity } from './kit/pki.ts';

/** Layers of authorities in which each certified every one of the next: the ways through multiply with each layer. */
const LAYERS = 6;
const WIDE = 6;
const MOMENT = Date.UTC(2026, 0, 5);

function maze(top: Identity): { leaf: Identity; authorities: Identity[] } {
  const authorities: Identity[] = [];
  let above = [top];
  for (let layer = 0; layer < LAYERS; layer++) {
    // One name and one key for each layer: every certificate of it fits every one below.
    above = Array.from({ length: WIDE }, (_, index) =>
      certificate({
        commonName: `Tầng ${layer}`,
        issuer: above[index % above.length] ?? top,
        authority: true,
      }),
    );
    authorities.push(...above);
  }
  return { leaf: certificate({ commonName: 'Nguyễn Văn Mẫu', issuer: above[0] ?? top }), authorities };
}

const read = ({ der }: Identity): Certificate => {
  const [one] = readCertificates([der]);
  if (!one) throw new Error('certificate');
  return one;
};

test('a maze of cross-certified authorities that leads nowhere is left after a bounded number of checks', () => {
  const stranger = certificate({ commonName: 'Gốc lạ', authority: true });
  const { leaf, authorities } = maze(stranger);
  let looked = 0;
  const counted = (one: Certificate): Certificate =>
    new Proxy(one, {
      get: (target, key) => {
        if (key === 'signature') looked += 1;
        return Reflect.get(target, key);
      },
    });
  const { root } = authority();
  const pool = authorities.map((one) => counted(read(one)));
  const chain = checkChain(counted(read(leaf)), pool, trustListOf([root.der]), MOMENT, 'document-signing');
  expect(chain).toMatchObject({ anchored: false, reasons: ['CHAIN_INCOMPLETE'] });
  expect(looked).toBeGreaterThan(10);
  expect(looked).toBeLessThanOrEqual(200);
});

test('a maze that ends at a trusted root is still found through', () => {
  const { root } = authority();
  const { leaf, authorities } = maze(root);
  const chain = checkChain(
    read(leaf),
    authorities.map(read),
    trustListOf([root.der]),
    MOMENT,
    'document-signing',
  );
  expect(chain).toMatchObject({ anchored: true, reasons: [] });
});
