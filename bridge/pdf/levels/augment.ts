import { KyguiError } from '../../../shared/errors.ts';
import { outputFile } from '../../files/output-file.ts';
import { Draft, nameDraft } from '../append/draft.ts';
import { assertSignable, readPermissions } from '../append/lock.ts';
import { assertOtherFile } from '../append/other-file.ts';
import type { DrawingLibraries } from '../drawing/appearance.ts';
import { PdfFile } from '../file/pdf-file.ts';
import {
  type Authorities,
  addDocumentTimestamp,
  addValidationData,
  hasSignatureTimestamp,
  type Level,
  type PlacedSignature,
  placedSignatures,
} from './raise-level.ts';

export interface AugmentOptions {
  input: string;
  output: string;
  /** B-T adds a document time-stamp, B-LT validation data of every signature (and B-T first), B-LTA both. */
  level: Exclude<Level, 'B-B'>;
  authorities: Authorities;
  libraries: DrawingLibraries;
  /** Milliseconds since 1970 UTC; revocation answers must hold then. */
  now: number;
}

/**
 * Raises the level of a signed file by what stands behind its signatures; nothing of them changes.
 * @throws PDF_OUTPUT_IS_INPUT, PDF_NOTHING_TO_AUGMENT, PDF_TSA_UNREACHABLE, PDF_TSA_REFUSED, PDF_TSA_ANSWER_WRONG,
 * PDF_REVOCATION_UNAVAILABLE, PDF_CERTIFICATE_REVOKED, and what signing throws about files
 */
export async function augmentPdf(options: AugmentOptions): Promise<{ sha256: string; size: number }> {
  const { input, output, level, authorities } = options;
  assertOtherFile(input, output);
  const to = await outputFile(output);
  const draft = await Draft.copyOf(input, to.draft, 'sha256');
  try {
    const present = await withFile(draft, (file) => {
      assertSignable(readPermissions(file));
      return placedSignatures(file);
    });
    if (present.length === 0) throw new KyguiError('PDF_NOTHING_TO_AUGMENT');
    const addTimestamp = async () => {
      const { timestamp } = authorities;
      if (!timestamp) throw new KyguiError('PDF_TSA_UNREACHABLE', { reason: 'no address' });
      await withFile(draft, (file) => addDocumentTimestamp(draft, file, timestamp, options.libraries));
    };
    if (level !== 'B-T') {
      // B-LT stands on B-T (ETSI EN 319 142-1, 6.3): without a trusted time the validation data prove nothing.
      if (level === 'B-LT' && awaitsTimestamp(present)) await addTimestamp();
      for (const signature of await withFile(draft, placedSignatures)) {
        await withFile(draft, (file) => addValidationData(draft, file, signature, authorities, options.now));
      }
    }
    if (level !== 'B-LT') await addTimestamp();
    await draft.flush();
    await nameDraft(to);
    return { sha256: draft.sha256(), size: draft.size };
  } catch (thrown) {
    await draft.drop();
    throw thrown;
  }
}

/** True when a signature has no time-stamp of its own and no document time-stamp stands behind it. */
function awaitsTimestamp(signatures: readonly PlacedSignature[]): boolean {
  const sealed = signatures.findLastIndex((signature) => signature.timestamp);
  return signatures.some((signature, index) => index > sealed && !hasSignatureTimestamp(signature));
}

/** Opens the draft as it is now, and closes it whatever happens. */
export async function withFile<T>(draft: Draft, use: (file: PdfFile) => T | Promise<T>): Promise<T> {
  const file = PdfFile.open(draft.path);
  try {
    return await use(file);
  } finally {
    file.close();
  }
}
