import { MemorySource } from '../../../../bridge/pdf/file/source.ts';
import { type JudgeOptions, judgePdf } from '../../../../bridge/pdf/judge/judge.ts';
import { trustListOf } from '../../../../bridge/pdf/judge/trust/trust-list.ts';
import type { PdfVerdict } from '../../../../shared/document/verdict.ts';
import { authority } from './pki.ts';

/** The verdict on bytes, trusting the test root. */
export const judged = (file: Uint8Array, options: Partial<JudgeOptions> = {}): Promise<PdfVerdict> =>
  judgePdf(new MemorySource(file), {
    trust: trustListOf([authority().root.der]),
    now: new Date('2026-06-01T00:00:00Z'),
    ...options,
  });
