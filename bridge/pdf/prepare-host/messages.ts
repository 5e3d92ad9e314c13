import type { ErrorDetails } from '../../../shared/errors.ts';
import type { ReadLimits } from '../file/limits.ts';
import type { PdfDescription } from '../inspect.ts';
import type { PreparedSignature } from '../prepare.ts';
import type { SignatureRequestInput } from '../request.ts';

/** One job for the reading process; sent by structured clone, so bytes stay bytes. */
export type ReaderJob =
  | {
      kind: 'prepare';
      path: string;
      request: SignatureRequestInput;
      limits?: Partial<ReadLimits>;
      allowRebuild?: boolean;
      bindContent?: boolean;
      drawPreviews?: boolean;
    }
  | { kind: 'inspect'; path: string; limits?: Partial<ReadLimits> }
  | { kind: 'text'; path: string; limits?: Partial<ReadLimits> };

/** {@link PdfDescription} without the error object, which does not cross processes. */
export type PlainDescription = Omit<PdfDescription, 'damage'> & { damaged: boolean };

export type ReaderAnswer =
  | { kind: 'prepared'; prepared: PreparedSignature }
  | { kind: 'described'; description: PlainDescription }
  | { kind: 'read'; pages: string[] }
  | { kind: 'error'; code: string; details: ErrorDetails };

/** What the process gets before its first job. */
export interface ReaderSetup {
  kind: 'setup';
  fontDirectory: string | null;
  rssMegabytes: number;
}
