import * as z from 'zod';
import { findingSeveritySchema } from './warning.ts';

/**
 * One result of a check. `id` follows the axis' own naming: N missing, R out of range, M mismatch, T wrong type,
 * then the path (`N.MessageHeader.To`), without counters, so that policy can name it. `path` is the place, with
 * counters. `value` may hold personal data and belongs in no log.
 */
const findingSchema = z.object({
  id: z.string(),
  severity: findingSeveritySchema,
  path: z.string(),
  vi: z.string(),
  en: z.string(),
  /** What was found there. */
  value: z.string().optional(),
  /** How many like places share this finding; absent for one. */
  count: z.int().positive().optional(),
  /** What should stand there. */
  expected: z.object({ vi: z.string(), en: z.string() }).optional(),
  /** The text that asks for it. */
  clause: z.string().optional(),
  /** Line of the element, or of the one that should hold it, from 1; known when a file was checked. */
  line: z.int().positive().optional(),
  /** Field of the draft that a clerk mends, when there is one: `subject`, `recipients`, `attachments` … */
  field: z.string().optional(),
});
export type Finding = z.infer<typeof findingSchema>;

/** Severities that an office sets otherwise than we do, by the finding's id; `off` silences it. */
const findingPolicySchema = z.record(z.string(), z.enum(['error', 'warning', 'notice', 'off']));
export type FindingPolicy = z.infer<typeof findingPolicySchema>;

/** Rules that no policy can soften. */
const FIXED = new Set(['R.Document.Secrecy']);

export function applyPolicy(findings: readonly Finding[], policy: FindingPolicy): Finding[] {
  return findings.flatMap((finding) => {
    const severity = FIXED.has(finding.id) ? undefined : policy[finding.id];
    if (severity === 'off') return [];
    return [severity === undefined ? finding : { ...finding, severity }];
  });
}

/** True when nothing forbids going on. */
export function passes(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== 'error');
}
