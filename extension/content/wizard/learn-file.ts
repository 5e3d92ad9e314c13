import { z } from 'zod';
import type { FileRule } from '../../../shared/profile/schema.ts';
import { caughtSchema } from '../catch-file.ts';
import { eventually } from '../controls.ts';
import { addressRule, Unlearned, valueRules } from './request-rule.ts';
import { type IsWritten, rememberHeld } from './value-source.ts';

const text = z.string().max(8000);
const pairs = z.array(z.tuple([z.string().max(200), text])).max(200);
/** Written by the page. */
const gotSchema = z.object({
  got: z.literal(true),
  address: z.url().max(8000),
  method: z.enum(['GET', 'POST']),
  headers: pairs,
  fields: pairs,
});
type Got = z.infer<typeof gotSchema>;

/** How long after its bytes a page may take to show a file, or to ask for it in a way that a rule can say. */
const SHOWN_WITHIN_MS = 500;

/** The rule that asks for the file as the page asked. */
function ruleOf(
  { address, method, headers, fields }: Got,
  root: ParentNode,
  isWritten: IsWritten,
): FileRule | undefined {
  if (new URL(address).origin !== location.origin) return undefined;
  try {
    const kept = valueRules(headers, root, isWritten);
    return {
      at: addressRule(address, root, isWritten),
      ...(method === 'POST' && { post: valueRules(fields, root, isWritten) }),
      ...(Object.keys(kept).length > 0 && { headers: kept }),
    };
  } catch (failure) {
    if (failure instanceof Unlearned) return undefined;
    throw failure;
  }
}

/**
 * Presses a button of the page that gets its file and learns from what it asks for: functions of other scripts, tokens
 * and forms need not be understood. `shown` is looked for meanwhile: a viewer that the press opens says more. `caught`
 * where the page got a PDF, but no rule can say how it asked.
 */
export async function learnFile<Shown>(
  event: string,
  button: HTMLElement,
  root: ParentNode,
  shown: () => Shown | undefined,
): Promise<{ learned: FileRule } | { shown: Shown } | { caught: true } | undefined> {
  const over = new AbortController();
  const isWritten = rememberHeld();
  let learned: FileRule | undefined;
  let bytesAt = Number.POSITIVE_INFINITY;
  const hear = (heard: Event) => {
    const { detail } = heard as CustomEvent<unknown>;
    if (typeof detail !== 'string' || detail.length > 1_000_000) return;
    try {
      const told: unknown = JSON.parse(detail);
      if (caughtSchema.safeParse(told).success) bytesAt = Math.min(bytesAt, performance.now());
      const got = gotSchema.safeParse(told);
      if (got.success) learned ??= ruleOf(got.data, root, isWritten);
    } catch {
      // No JSON: nothing of ours.
    }
  };
  document.addEventListener(event, hear, { signal: over.signal });
  try {
    button.click();
    return await eventually(() => {
      const seen = shown();
      if (seen !== undefined) return { shown: seen };
      if (learned) return { learned };
      return performance.now() - bytesAt > SHOWN_WITHIN_MS ? { caught: true } : undefined;
    });
  } finally {
    over.abort();
  }
}
