import { rm } from 'node:fs/promises';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { reasonWeight } from '../../shared/document/verdict-reasons.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { OutputFile } from '../files/output-file.ts';
import { nameDraft } from '../pdf/append/draft.ts';
import type { CheckedSignedPdf } from '../pdf/prepare-host/messages.ts';

/**
 * Gives a signed and flushed draft its name when it is what was asked for, and takes it away otherwise: a result that is
 * not right is never seen under its name.
 * @param before as {@link isRightResult} takes it.
 * @throws PDF_SIGNATURE_VALUE_WRONG, PDF_XREF_DAMAGED, PDF_WRITE_FAILED
 */
export async function keepRightResult(
  to: OutputFile,
  { signed, verdict }: CheckedSignedPdf,
  thumbprint: string,
  before: () => Promise<PdfVerdict>,
): Promise<void> {
  try {
    const own = { fieldName: signed.fieldName, thumbprint };
    if (!(await isRightResult(verdict, own, before))) throw whyWrong(verdict, own);
    await nameDraft(to);
  } catch (thrown) {
    await rm(to.draft, { force: true }).catch(() => undefined);
    throw thrown;
  }
}

/**
 * The token's value is right and the file all the same not sound: readers disagree about what the file was before, so
 * that nothing signed above it can be.
 */
function whyWrong(verdict: PdfVerdict, own: Own): KyguiError {
  const signature = verdict.signatures.find((one) => one.fieldName === own.fieldName);
  const isOurs = signature?.thumbprint === own.thumbprint && signature.intact;
  const isUnread = !signature && verdict.reasons.includes('FILE_UNREADABLE');
  if (!isOurs && !isUnread) return new KyguiError('PDF_SIGNATURE_VALUE_WRONG');
  const reasons = verdict.reasons.filter((code) => reasonWeight(code) === 'unsound');
  return new KyguiError('PDF_XREF_DAMAGED', { where: reasons.join(', ') });
}

interface Own {
  fieldName: string;
  thumbprint: string;
}

/**
 * True when a signed file may be handed out: all of it is sound and the newest signature is the one that was asked for.
 * Where the office's policy let a file with broken signatures pass, only the own one is asked to be right.
 * @param before the judgement on the file as it was; asked for only when the result is not sound.
 */
async function isRightResult(
  verdict: PdfVerdict,
  own: Own,
  before: () => Promise<PdfVerdict>,
): Promise<boolean> {
  const signature = verdict.signatures.find((one) => one.fieldName === own.fieldName);
  if (signature?.thumbprint !== own.thumbprint) return false;
  if (verdict.sound) return true;
  const earlier = await before();
  if (!earlier.signed || earlier.sound) return false;
  // What was right before must be right still.
  const kept = earlier.signatures.every(
    (one) => !one.intact || verdict.signatures.some((now) => now.fieldName === one.fieldName && now.intact),
  );
  return kept && signature.intact && signature.coversWholeFile;
}
