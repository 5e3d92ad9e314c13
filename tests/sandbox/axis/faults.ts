import { z } from 'zod';

/** Faults of the list in the axis API that happen while a call is answered or a package is passed on. */
export const FAULTS = {
  F1: ['hmac', 'stale', 'mismatch'],
  F2: ['hash-file'],
  F3: ['unknown', 'locked', 'unregistered', 'unknown-whole', 'locked-whole'],
  F4: ['html', 'html-after'],
  F5: ['empty', 'truncated'],
  F6: ['number', 'no-docid'],
  F7: ['stays'],
  F8: ['same-docid', 'new-docid', 'old-code'],
  F9: ['before-letter', 'twice', 'out-of-order', 'unpadded'],
  F10: ['late-13', 'recall-finished', 'recall-unknown'],
  F11: ['alias'],
  F12: ['no-organ', 'null'],
  F13: ['no-description', 'type-mismatch'],
  F14: ['zip-in-pdf', 'two-entries', 'truncated-zip', 'bomb', 'hostile-names'],
  F15: ['utf8-pdf'],
  F16: ['over-50', 'over-60'],
  F17: ['large', 'closed', 'slow'],
  F18: ['mid-upload', 'after-upload', 'lost', 'hang'],
  F19: ['no-line-end'],
  F20: ['withheld', 'delayed'],
  F21: ['latin', 'question-marks'],
  F22: [
    'stray-bytes',
    'bom',
    'utf-16',
    'unbound-prefix',
    'empty-elements',
    'wrong-date',
    'no-documentid',
    'no-bussiness',
    'uuid-documentid',
  ],
  F23: ['extra-headers'],
  F24: ['401', 'expired'],
  F25: ['redirect'],
  F27: ['slow', 'down', 'unavailable'],
} as const;

export type FaultId = keyof typeof FAULTS;

/**
 * Faults that put a package of their own into a pending list: the moment they are injected, or, with a probability,
 * whenever a receiver asks for its list.
 */
export const DELIVERED: readonly FaultId[] = ['F10', 'F14', 'F15', 'F16', 'F22'];

/** Faults that need no switch: the sandbox always takes what the client does. F26 is never sent to a client. */
export const ALWAYS: readonly FaultId[] = ['F19', 'F23'];

export const faultRuleSchema = z.object({
  id: z.enum(Object.keys(FAULTS) as [FaultId, ...FaultId[]]),
  variant: z.string().optional().describe('One of the variants of the fault; the first when absent'),
  operation: z.string().optional().describe('Only this operation'),
  systemId: z.string().optional().describe('Only calls of this system'),
  /** Unit: recipient of a delivered package; for F3 the recipient that fails. */
  agency: z.string().optional(),
  /** DocumentId that a delivered recall or request names. */
  documentId: z.string().optional(),
  times: z.int().min(1).optional().describe('How often; 1 by default, without end with a probability'),
  probability: z.number().gt(0).max(1).optional(),
  seed: z.int().default(1),
  delayMs: z.int().min(0).max(600_000).default(30_000).describe('For slow replies'),
});
export type FaultRule = z.output<typeof faultRuleSchema>;
export type FaultRuleInput = z.input<typeof faultRuleSchema>;

/** mulberry32: a small generator with a seed, so that a schedule can be run again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function isDelivered(id: FaultId, variant: string): boolean {
  return DELIVERED.includes(id) || variant === 'before-letter';
}

/** Faults that a schedule leaves out: what is true without a switch, and what only people can end. */
const UNSCHEDULED: readonly string[] = [
  'F3 unknown',
  'F3 locked',
  'F3 unregistered',
  'F3 unknown-whole',
  'F3 locked-whole',
];

export const faultScheduleSchema = z.object({
  seed: z.int(),
  probability: z.number().gt(0).max(1),
  /** Slow replies last this long. */
  delayMs: z.int().min(0).max(600_000).default(1000),
});
export type FaultScheduleInput = z.input<typeof faultScheduleSchema>;

/**
 * Every variant of every fault with the same probability, each with a seed of its own. The large packages (F16) and
 * the directory of full size (F17) come once at most.
 */
export function scheduledFaults(input: FaultScheduleInput): FaultRuleInput[] {
  const { seed, probability, delayMs } = faultScheduleSchema.parse(input);
  return (Object.keys(FAULTS) as FaultId[])
    .flatMap((id) => FAULTS[id].map((variant) => ({ id, variant })))
    .filter(({ id, variant }) => !ALWAYS.includes(id) && !UNSCHEDULED.includes(`${id} ${variant}`))
    .map(({ id, variant }, index) => ({
      id,
      variant,
      probability,
      delayMs,
      seed: seed * 1000 + index,
      ...(id === 'F16' || variant === 'large' ? { times: 1 } : {}),
    }));
}

interface ActiveRule {
  rule: FaultRule;
  variant: string;
  left: number;
  fired: number;
  random: () => number;
}

/** The faults switched on, in the order in which they were. */
export class FaultSchedule {
  #rules: ActiveRule[] = [];

  /** Throws on a variant that the fault does not have. */
  add(input: FaultRuleInput): ActiveRule {
    const rule = faultRuleSchema.parse(input);
    const variants: readonly string[] = FAULTS[rule.id];
    const variant = rule.variant ?? variants[0] ?? '';
    if (!variants.includes(variant)) throw new Error(`${rule.id} has no variant ${variant}`);
    const left = rule.times ?? (rule.probability === undefined ? 1 : Number.POSITIVE_INFINITY);
    const active = { rule, variant, left, fired: 0, random: seededRandom(rule.seed) };
    if (!isDelivered(rule.id, variant) || rule.probability !== undefined)
      if (!ALWAYS.includes(rule.id)) this.#rules.push(active);
    return active;
  }

  /**
   * The variant of the fault that strikes now, or null; with `variants` only one of those. Each call of a matching
   * rule uses up one time.
   */
  strike(
    id: FaultId,
    operation: string,
    systemId: string,
    variants: readonly string[] = FAULTS[id],
  ): { variant: string; rule: FaultRule } | null {
    for (const active of this.#rules) {
      const { rule } = active;
      if (rule.id !== id || active.left <= 0 || !variants.includes(active.variant)) continue;
      if (rule.operation !== undefined && rule.operation !== operation) continue;
      if (rule.systemId !== undefined && rule.systemId !== systemId) continue;
      if (rule.probability !== undefined && active.random() >= rule.probability) continue;
      active.left -= 1;
      active.fired += 1;
      return { variant: active.variant, rule };
    }
    return null;
  }

  clear(): void {
    this.#rules = [];
  }

  list(): { id: FaultId; variant: string; left: number | 'unlimited'; fired: number }[] {
    return this.#rules.map(({ rule, variant, left, fired }) => ({
      id: rule.id,
      variant,
      left: Number.isFinite(left) ? left : 'unlimited',
      fired,
    }));
  }
}
