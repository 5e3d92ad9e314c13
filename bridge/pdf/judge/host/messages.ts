import { z } from 'zod';
import { Finding, type GatePolicy } from '../../../../shared/document/gate.ts';
import { roleSchema } from '../../../../shared/document/role.ts';
import { PdfVerdict } from '../../../../shared/document/verdict.ts';

/** Binary values cross the process border as base64. */
const base64 = z.base64();

/** What the parent asks of the child: one job for one process. */
export const JudgeJob = z.object({
  kind: z.enum(['judge', 'gate']),
  path: z.string(),
  /** DER certificates. */
  anchors: z.array(base64),
  now: z.iso.datetime().nullable(),
  /** The parent can be asked for revocation answers. */
  canAsk: z.boolean(),
  intent: z.union([roleSchema, z.literal('send')]).nullable(),
  policy: z.unknown().nullable(),
  rssMegabytes: z.int().positive(),
  cpuSeconds: z.number().positive(),
});

export type JudgeJob = z.infer<typeof JudgeJob>;

const GateReportMessage = z.object({
  verdict: PdfVerdict,
  findings: z.array(Finding),
  warnings: z.array(z.string()),
  refusal: z
    .object({
      code: z.enum(['GATE_SIGNATURES_BROKEN', 'GATE_ACTIVE_CONTENT']),
      details: z.record(z.string(), z.string()),
    })
    .nullable(),
});

/** What the child says. */
export const FromChild = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ask'),
    id: z.int(),
    what: z.enum(['ocsp', 'crl', 'issuer']),
    certificate: base64,
    /** Empty when it is the issuer that is asked for. */
    issuer: z.union([base64, z.literal('')]),
  }),
  z.object({ kind: z.literal('verdict'), verdict: PdfVerdict }),
  z.object({ kind: z.literal('gate'), report: GateReportMessage }),
  z.object({
    kind: z.literal('error'),
    code: z.string(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
]);

export type FromChild = z.infer<typeof FromChild>;

/** What the parent says after the job: the answer to an `ask`, null when there is none. */
export const ToChild = z.object({ id: z.int(), answer: base64.nullable() });

export type ToChild = z.infer<typeof ToChild>;

export type GatePolicyInput = z.input<typeof GatePolicy>;
