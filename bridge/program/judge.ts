import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { RevocationProvider } from '../../shared/signing/signer.ts';
import type { GateReport, Intent } from '../pdf/judge/gate.ts';
import { checkGateInChild, type JudgeHost, judgeFileInChild } from '../pdf/judge/host/judge-in-child.ts';
import type { JudgeOptions } from '../pdf/judge/judge.ts';

/** The one judge of a bridge: its trust list, its way to revocation answers, and a child process for each file. */
export interface Judge {
  judge(path: string): Promise<PdfVerdict>;
  /** Null when the file is no PDF. */
  ifPdf(path: string): Promise<PdfVerdict | null>;
  /** What speaks against signing the file in a role, or against sending it. */
  gate(path: string, intent: Intent): Promise<GateReport>;
}

export interface JudgeParts {
  host: JudgeHost;
  /** Folder or PEM file of the roots; null judges integrity alone. */
  trust: string | null;
  revocation?: RevocationProvider | null;
}

export function judgeWith({ host, trust, revocation = null }: JudgeParts): Judge {
  const options: JudgeOptions = { trust, revocation };
  const judge = (path: string) => judgeFileInChild(path, options, host);
  return {
    judge,
    gate: (path, intent) => checkGateInChild(path, intent, options, host),
    async ifPdf(path) {
      try {
        return await judge(path);
      } catch (error) {
        if (error instanceof KyguiError && error.code === 'PDF_NOT_PDF') return null;
        throw error;
      }
    },
  };
}
