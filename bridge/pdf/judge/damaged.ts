import type { PdfVerdict } from '../../../shared/document/verdict.ts';
import type { ReasonCode } from '../../../shared/document/verdict-reasons.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { PdfFile } from '../file/pdf-file.ts';
import type { ByteSource } from '../file/source.ts';
import { judgeOpened, type OpenedOptions } from './judge-opened.ts';
import { SourcePrefix } from './source-prefix.ts';

/**
 * A file whose newest state cannot be read. Where an older state that a signature covers can, its signatures are
 * told, so that the clerk learns that something was appended to an intact letter; the file is never sound. One without
 * a signature is read by looking for its objects, as signing does.
 * @param alsoLook gets the file where its objects were found, still open.
 */
export async function judgeDamaged(
  source: ByteSource,
  options: OpenedOptions,
  alsoLook: (file: PdfFile) => void,
): Promise<PdfVerdict> {
  for (const end of coveredEnds(source)) {
    const verdict = end < source.size ? await judgePrefix(source, end, options) : null;
    if (verdict) return verdict;
  }
  return (await judgeRebuilt(source, options, alsoLook)) ?? unreadable(source, 'FILE_UNREADABLE');
}

async function judgeRebuilt(
  source: ByteSource,
  options: OpenedOptions,
  alsoLook: (file: PdfFile) => void,
): Promise<PdfVerdict | null> {
  try {
    const file = PdfFile.open(new SourcePrefix(source, source.size), { damaged: 'rebuild' });
    const verdict = await judgeOpened(file, options);
    alsoLook(file);
    return tellDamage(verdict);
  } catch (thrown) {
    if (thrown instanceof KyguiError) return null;
    throw thrown;
  }
}

/** The verdict on a file that was read without its cross references. */
export const tellDamage = (verdict: PdfVerdict): PdfVerdict => ({
  ...verdict,
  reasons: [...verdict.reasons, 'FILE_DAMAGED'],
});

async function judgePrefix(
  source: ByteSource,
  end: number,
  options: OpenedOptions,
): Promise<PdfVerdict | null> {
  try {
    const verdict = await judgeOpened(PdfFile.open(new SourcePrefix(source, end)), options);
    if (!verdict.signed) return null;
    const appended: readonly ReasonCode[] = ['FILE_UNREADABLE', 'LAST_SIGNATURE_NOT_WHOLE_FILE'];
    return {
      ...verdict,
      sound: false,
      trusted: false,
      signatures: verdict.signatures.map((one) => ({ ...one, coversWholeFile: false })),
      reasons: [...new Set([...appended, ...verdict.reasons])],
    };
  } catch (thrown) {
    if (thrown instanceof KyguiError) return null;
    throw thrown;
  }
}

/** Ends of the coverage that byte ranges in the raw file claim, farthest first. */
function coveredEnds(source: ByteSource): number[] {
  const ends = new Set<number>();
  const step = 1024 * 1024;
  for (let at = 0; at < source.size && ends.size < MOST_RANGES; at += step) {
    const text = Buffer.from(source.read(at, step + 256)).toString('latin1');
    for (const match of text.matchAll(/\/ByteRange\s*\[\s*\d+\s+\d+\s+(\d{1,15})\s+(\d{1,15})\s*\]/gu)) {
      ends.add(Number(match[1]) + Number(match[2]));
    }
  }
  return [...ends].sort((a, b) => b - a);
}

const MOST_RANGES = 64;

/** A file that needs a password or a key. */
export const judgeLocked = (source: ByteSource): PdfVerdict => unreadable(source, 'FILE_ENCRYPTED');

/** Whether it is signed is told by the one mark that no writer can compress or encrypt. */
function unreadable(source: ByteSource, reason: ReasonCode): PdfVerdict {
  const signed = mentionsByteRange(source);
  return { signed, sound: false, trusted: false, signatures: [], reasons: [reason] };
}

function mentionsByteRange(source: ByteSource): boolean {
  const step = 1024 * 1024;
  for (let at = 0; at < source.size; at += step) {
    if (Buffer.from(source.read(at, step + 16)).includes('/ByteRange')) return true;
  }
  return false;
}
