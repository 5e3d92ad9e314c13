import { FINDINGS, type Finding, GatePolicy, type Measure } from '../../../shared/document/gate.ts';
import { OFFICIAL_ROLES, type Role } from '../../../shared/document/role.ts';
import type { PdfVerdict } from '../../../shared/document/verdict.ts';
import { reasonWeight } from '../../../shared/document/verdict-reasons.ts';
import { KyguiError } from '../../../shared/errors.ts';

/** For what the file is to be used: a role to sign it in, or `send` for a letter that goes to the axis. */
export type Intent = Role | 'send';

/** What the gate saw. `refusal` null means that the file may pass; the clerk is then shown the warnings. */
export interface GateReport {
  readonly verdict: PdfVerdict;
  readonly findings: readonly Finding[];
  readonly warnings: readonly (Finding['code'] | 'BROKEN_SIGNATURES')[];
  readonly refusal: {
    readonly code: 'GATE_SIGNATURES_BROKEN' | 'GATE_ACTIVE_CONTENT';
    readonly details: Readonly<Record<string, string>>;
  } | null;
}

/** Reads a policy. @throws POLICY_INVALID naming the first entry that does not fit. */
export function readGatePolicy(json: unknown): GatePolicy {
  const parsed = GatePolicy.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KyguiError('POLICY_INVALID', {
    problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  });
}

/** The decision alone, for a verdict and findings at hand. */
export function decide(
  verdict: PdfVerdict,
  findings: readonly Finding[],
  intent: Intent,
  policy: GatePolicy,
): GateReport {
  const official = intent === 'send' || OFFICIAL_ROLES.includes(intent);
  const rules = official ? policy.official : policy.other;
  const measured = (measure: Measure) => findings.filter((one) => rules.findings[one.code] === measure);
  const broken = verdict.signed && !verdict.sound;
  const warnings: GateReport['warnings'] = [
    ...(broken && rules.brokenSignatures === 'warn' ? (['BROKEN_SIGNATURES'] as const) : []),
    ...measured('warn').map((one) => one.code),
  ];
  const report = { verdict, findings, warnings };
  if (broken && rules.brokenSignatures === 'refuse') {
    const reasons = verdict.reasons.filter((code) => reasonWeight(code) === 'unsound').join(', ');
    return { ...report, refusal: { code: 'GATE_SIGNATURES_BROKEN', details: { reasons } } };
  }
  const refused = measured('refuse');
  if (refused.length === 0) return { ...report, refusal: null };
  const details = {
    findings: refused.map((one) => FINDINGS[one.code].vi).join(', '),
    findingsEn: refused.map((one) => FINDINGS[one.code].en).join(', '),
    codes: refused.map((one) => one.code).join(', '),
  };
  return { ...report, refusal: { code: 'GATE_ACTIVE_CONTENT', details } };
}

/** Throws the refusal of a report, if there is one. */
export function passGate(report: GateReport): GateReport {
  if (report.refusal) throw new KyguiError(report.refusal.code, report.refusal.details);
  return report;
}
