import { describe, expect, it } from 'vitest';
import type { PdfVerdict, SignatureVerdict } from '../../shared/document/verdict.ts';
import type { ReasonCode } from '../../shared/document/verdict-reasons.ts';
import type { OutputFile } from '../files/output-file.ts';
import type { CheckedSignedPdf } from '../pdf/prepare-host/messages.ts';
import { keepRightResult } from './result-check.ts';

const to = { draft: '/nowhere/draft.pdf', path: '/nowhere/out.pdf' } as unknown as OutputFile;
const OWN = 'a1';

const signature = (more: Partial<SignatureVerdict>): SignatureVerdict =>
  ({
    fieldName: 'KyGui_plain_1',
    thumbprint: OWN,
    intact: true,
    coversWholeFile: true,
    ...more,
  }) as SignatureVerdict;

function attempt(signatures: readonly SignatureVerdict[], reasons: readonly ReasonCode[]): Promise<void> {
  const verdict = { signed: true, sound: false, trusted: false, signatures, reasons } as PdfVerdict;
  const result = { signed: { fieldName: 'KyGui_plain_1' }, verdict } as CheckedSignedPdf;
  const before = async () => ({ ...verdict, signed: false, signatures: [], reasons: [] });
  return keepRightResult(to, result, OWN, before);
}

describe('a result that is not sound is thrown away', () => {
  it('and the token is blamed where its value is wrong', async () => {
    for (const one of [signature({ intact: false }), signature({ thumbprint: 'b2' })])
      await expect(attempt([one], ['SIGNATURE_VALUE_WRONG'])).rejects.toMatchObject({
        code: 'PDF_SIGNATURE_VALUE_WRONG',
      });
  });

  it('and the file is named where the value is right', async () => {
    await expect(attempt([signature({})], ['DUPLICATE_OBJECT', 'NO_TRUST_LIST'])).rejects.toMatchObject({
      code: 'PDF_XREF_DAMAGED',
      details: { where: 'DUPLICATE_OBJECT' },
    });
    await expect(attempt([], ['FILE_UNREADABLE'])).rejects.toMatchObject({ code: 'PDF_XREF_DAMAGED' });
  });
});
