import type { PdfVerdict } from '../../../shared/document/verdict.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { PdfFile } from '../file/pdf-file.ts';
import { type ByteSource, FileSource } from '../file/source.ts';
import { judgeDamaged, judgeLocked, tellDamage } from './damaged.ts';
import { type JudgeOptions, judgeOpened } from './judge-opened.ts';
import { EMPTY_TRUST_LIST, loadTrustList } from './trust/trust-list.ts';

export type { JudgeOptions } from './judge-opened.ts';

/** Codes of damage and refusal under which a file is judged unreadable instead of failing the call. */
const UNREADABLE = new Set([
  'PDF_XREF_DAMAGED',
  'PDF_OBJECT_DAMAGED',
  'PDF_LIMIT_EXCEEDED',
  'PDF_FILTER_UNSUPPORTED',
]);
const LOCKED = new Set(['PDF_NEEDS_PASSWORD', 'PDF_ENCRYPTION_UNSUPPORTED']);

/**
 * Judges every signature of a PDF: integrity, coverage, what changed since, chain, validity and revocation at
 * signing time. A file whose structure cannot be read is a verdict (never sound), not an exception.
 * @param alsoLook gets the file after it was judged, still open; not called where its structure cannot be read.
 * @throws PDF_NOT_PDF, PDF_READ_FAILED, TRUST_LIST_UNREADABLE
 */
export async function judgePdf(
  from: string | ByteSource,
  options: JudgeOptions,
  alsoLook: (file: PdfFile) => void = () => {},
): Promise<PdfVerdict> {
  const trust =
    (typeof options.trust === 'string' ? loadTrustList(options.trust) : options.trust) ?? EMPTY_TRUST_LIST;
  const source = typeof from === 'string' ? new FileSource(from) : from;
  try {
    const file = PdfFile.open(source, { damaged: 'when-unsigned' });
    const verdict = await judgeOpened(file, { ...options, trust });
    alsoLook(file);
    return file.damage ? tellDamage(verdict) : verdict;
  } catch (thrown) {
    const code = thrown instanceof KyguiError ? thrown.code : null;
    if (code !== null && LOCKED.has(code)) return withSource(from, judgeLocked);
    if (code === null || !(UNREADABLE.has(code) || code === 'PDF_NOT_PDF')) throw thrown;
    const verdict = await withSource(from, (again) => judgeDamaged(again, { ...options, trust }, alsoLook));
    // Without its header it is no PDF, unless a signature in it says that it was one.
    if (code === 'PDF_NOT_PDF' && !verdict.signed) throw thrown;
    return verdict;
  } finally {
    source.close();
  }
}

/** Opening a damaged file has closed its descriptor; looking at the raw bytes takes a new one. */
async function withSource(
  from: string | ByteSource,
  look: (source: ByteSource) => PdfVerdict | Promise<PdfVerdict>,
): Promise<PdfVerdict> {
  const source = typeof from === 'string' ? new FileSource(from) : from;
  try {
    return await look(source);
  } finally {
    source.close();
  }
}
