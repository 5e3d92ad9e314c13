import { expect, it } from 'vitest';
import { cms } from './kit/cms.ts';
import { nil } from './kit/der.ts';
import { bodyOf, revise, signedLetter, stream } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority, certificate, crl, extension } from './kit/pki.ts';

it('a revoked signer is not spared by the mark of those who answer for an authority', async () => {
  const { issuing } = authority();
  const mark = extension('1.3.6.1.5.5.7.48.1.5', false, nil());
  const signer = certificate({ commonName: 'Phan Thị Mẫu', issuer: issuing, extensions: [mark] });
  const letter = signedLetter({
    makeCms: (content) => cms(content, { signer, certificates: [signer, issuing] }),
  });
  const revoked = [{ serial: signer.serial, at: new Date('2025-06-01') }];
  const verdict = await judged(
    revise(letter, {
      1: bodyOf(letter, 1).replace(/ >>$/u, ' /DSS 50 0 R >>'),
      50: '<< /Type /DSS /CRLs [51 0 R] >>',
      51: stream('', crl(issuing, revoked, new Date('2026-01-01'), new Date('2026-01-10'))),
    }),
  );
  expect(verdict).toMatchObject({ sound: true, trusted: false });
  expect(verdict.reasons).toContain('CERTIFICATE_REVOKED');
});
