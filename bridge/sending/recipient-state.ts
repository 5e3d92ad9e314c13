import type { z } from 'zod';
import type { recipientStateSchema } from '../../shared/protocol/commands/letters.ts';

export type RecipientState = z.infer<typeof recipientStateSchema>;

const BY_CODE: Readonly<Record<string, RecipientState>> = {
  '01': 'arrived',
  '02': 'refused',
  '03': 'accepted',
  '04': 'assigned',
  '05': 'processing',
  '06': 'finished',
  '15': 'recall-agreed',
  '16': 'recall-refused',
};

/** What a status code says of its recipient; null for codes without a meaning of their own (13, private ones). */
export function stateOfStatus(statusCode: string): RecipientState | null {
  return BY_CODE[statusCode] ?? null;
}

/** Steps of handling in their order; a later one includes the earlier. */
const LADDER: readonly RecipientState[] = ['arrived', 'accepted', 'assigned', 'processing', 'finished'];

/**
 * The state to show for a recipient from all statuses it sent, in the order of their own times (edXML 6.2):
 * the highest step reached, a refusal that came later ("trả lại"), an agreement to a recall above all. Null when
 * no status says anything.
 */
export function stateOfStatuses(
  statuses: readonly { statusCode: string; at: string }[],
): RecipientState | null {
  let shown: RecipientState | null = null;
  const inOrder = statuses
    .map((status, position) => ({ ...status, position }))
    .sort((a, b) => (a.at === b.at ? a.position - b.position : a.at < b.at ? -1 : 1));
  for (const { statusCode } of inOrder) {
    const next = stateOfStatus(statusCode);
    if (next === null || shown === 'recall-agreed') continue;
    const step = LADDER.indexOf(next);
    const reached = shown === null ? -1 : LADDER.indexOf(shown);
    if (step === -1) shown = next;
    else if (shown === 'refused' || shown === 'recall-refused') shown = step > 0 ? next : shown;
    else if (step > reached) shown = next;
  }
  return shown;
}

/** Nothing more has to be done by the outbox for a recipient in one of these states. */
export function isSettled(state: RecipientState): boolean {
  return !['waiting', 'sending', 'outcome-unknown', 'exported', 'sent', 'arrived'].includes(state);
}
