import { DEFAULT_GATE_POLICY, type GatePolicy } from '../../shared/document/gate.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { RevocationProvider } from '../../shared/signing/signer.ts';
import type { GateReport, Intent } from '../pdf/judge/gate-decision.ts';
import { checkGateInChild, type JudgeHost, judgeFileInChild } from '../pdf/judge/host/judge-in-child.ts';
import type { JudgeOptions } from '../pdf/judge/judge.ts';

/**
 * The one judge of a bridge: its trust list, its way to revocation answers, and a child process for each file. With a
 * digest the answer is kept for a while: the same bytes are shown, approved and signed within minutes.
 */
export interface Judge {
  judge(path: string, sha256?: string): Promise<PdfVerdict>;
  /** Null when the file is no PDF. */
  ifPdf(path: string): Promise<PdfVerdict | null>;
  /** What speaks against signing the file in a role, or against sending it. */
  gate(path: string, intent: Intent, sha256?: string): Promise<GateReport>;
  /** What the gate goes by. */
  readonly policy: GatePolicy;
}

export interface JudgeParts {
  host: JudgeHost;
  /** Folder or PEM file of the roots; null judges integrity alone. */
  trust: string | null;
  revocation?: RevocationProvider | null;
  /** What content is refused or warned about; the built-in policy without it. */
  policy?: GatePolicy;
}

/** Long enough for one consent, short enough that a revocation of this morning is seen. */
const KEPT_MS = 10 * 60_000;
const MOST_KEPT = 100;

/** Remembers answers by key for {@link KEPT_MS}; failures are not remembered. */
function remembering<Answer>(): (key: string | null, ask: () => Promise<Answer>) => Promise<Answer> {
  const kept = new Map<string, { at: number; answer: Promise<Answer> }>();
  return (key, ask) => {
    if (key === null) return ask();
    const known = kept.get(key);
    if (known && Date.now() - known.at < KEPT_MS) return known.answer;
    const answer = ask();
    kept.set(key, { at: Date.now(), answer });
    answer.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return answer;
  };
}

export function judgeWith({ host, trust, revocation = null, policy }: JudgeParts): Judge {
  const options: JudgeOptions = { trust, revocation };
  const verdicts = remembering<PdfVerdict>();
  const reports = remembering<GateReport>();
  const judge = (path: string, sha256?: string) =>
    verdicts(sha256 ?? null, () => judgeFileInChild(path, options, host));
  return {
    judge,
    policy: policy ?? DEFAULT_GATE_POLICY,
    gate: (path, intent, sha256) =>
      reports(sha256 === undefined ? null : `${intent} ${sha256}`, () =>
        checkGateInChild(path, intent, { ...options, ...(policy && { policy }) }, host),
      ),
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
