import type { GatePolicy } from '../../../shared/document/gate.ts';
import type { PdfVerdict } from '../../../shared/document/verdict.ts';
import type { ErrorDetails } from '../../../shared/errors.ts';
import type { HashName, KeyType } from '../../../shared/signing/signer.ts';
import type { FileWords } from '../../scan/file-words.ts';
import type { ReadLimits } from '../file/limits.ts';
import type { PdfDescription } from '../inspect.ts';
import type { GateReport, Intent } from '../judge/gate-decision.ts';
import type { Level } from '../levels/raise-level.ts';
import type { PreparedSignature } from '../prepare.ts';
import type { DocumentText } from '../printed-text.ts';
import type { SignatureRequestInput } from '../request.ts';
import type { SignedPdf } from '../sign.ts';

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
      /** The gate is passed first; a file that it refuses is answered by its report. */
      gate?: { intent: Intent; policy: GatePolicy | null };
    }
  | { kind: 'inspect'; path: string; limits?: Partial<ReadLimits> }
  | { kind: 'text'; path: string; limits?: Partial<ReadLimits> }
  /** A file of any kind, searched as far as it can be; `name` is how it is called in what could not be. */
  | { kind: 'words'; path: string; name: string; limits?: Partial<ReadLimits> }
  | { kind: 'picture'; png: Uint8Array }
  | { kind: 'sample' }
  | { kind: 'gate'; path: string; intent: Intent; policy: GatePolicy | null }
  | {
      kind: 'sign';
      input: string;
      draft: string;
      prepared: PreparedSignature;
      help: SigningHelp;
      level?: Level;
      whenUnreachable?: 'stop' | 'degrade';
    }
  | {
      kind: 'sign-at-once';
      input: string;
      draft: string;
      request: SignatureRequestInput;
      gate: { intent: Intent; policy: GatePolicy | null };
      help: SigningHelp;
      level?: Level;
      whenUnreachable?: 'stop' | 'degrade';
    };

/** A job with the processor time that it may take. */
export interface ReaderOrder {
  kind: 'order';
  job: ReaderJob;
  seconds: number;
}

/** What the process knows of key and authorities, which stay with the bridge. */
export interface SigningHelp {
  certificate: Uint8Array;
  chain: Uint8Array[];
  keyType: KeyType;
  authorities: {
    timestamp: boolean;
    revocation: boolean;
    findIssuer: boolean;
    certificates: Uint8Array[];
    /** Configured trust, for levels that need it. */
    anchors: Uint8Array[];
  } | null;
}

/** A question of the process while it signs; digests and certificates only. */
export interface ReaderAsk {
  kind: 'ask';
  id: number;
  ask:
    | { what: 'sign' | 'stamp'; digest: Uint8Array; hash: HashName }
    | { what: 'ocsp' | 'crl'; certificate: Uint8Array; issuer: Uint8Array }
    | { what: 'issuer'; certificate: Uint8Array };
}

export type AskReply =
  | { kind: 'reply'; id: number; value: Uint8Array | null }
  | { kind: 'reply'; id: number; error: { code: string; details: ErrorDetails } };

/** A signature that was made, and what the judge says of the flushed draft; trust was not asked. */
export interface CheckedSignedPdf {
  signed: SignedPdf;
  verdict: PdfVerdict;
}

/** The same for a file that was prepared in one go. */
export interface SignedAtOnce extends CheckedSignedPdf {
  /** The judge's word on the file as it was before. */
  before: PdfVerdict;
  placements: PreparedSignature['placements'];
  notices: PreparedSignature['notices'];
  /** What the gate warned of. */
  warned: GateReport['warnings'];
}

/** {@link PdfDescription} without the error object, which does not cross processes. */
export type PlainDescription = Omit<PdfDescription, 'damage'> & { damaged: boolean };

export type ReaderAnswer =
  | { kind: 'prepared'; prepared: PreparedSignature }
  | { kind: 'described'; description: PlainDescription }
  | { kind: 'read'; text: DocumentText }
  | { kind: 'searched'; words: FileWords }
  | { kind: 'gated'; report: GateReport }
  | { kind: 'drawable' }
  | { kind: 'made'; pdf: Uint8Array }
  | { kind: 'signed'; result: CheckedSignedPdf }
  | { kind: 'signed-at-once'; result: SignedAtOnce }
  | { kind: 'error'; code: string; details: ErrorDetails };

/** Said once, when the process can take its first job. */
export interface ReaderReady {
  kind: 'ready';
}

/** What the process gets before its first job. */
export interface ReaderSetup {
  kind: 'setup';
  fontDirectory: string | null;
  rssMegabytes: number;
}
