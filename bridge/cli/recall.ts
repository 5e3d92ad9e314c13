import { recallLetter } from '../commands/recall-letter.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import type { Outcome } from './output.ts';

/** `kygui recall LETTER --reason TEXT`: see {@link recallLetter}. @throws SENDING_NOTHING_TO_RECALL */
export async function recallOutcome(bridge: Bridge, letterId: string, reason: string): Promise<Outcome> {
  const { outbox } = requireExchange(bridge);
  const recall = await recallLetter(bridge, letterId, reason);
  await outbox.tick();
  const after = await outbox.item(recall.letterId);
  return {
    json: after,
    lines: [`${after.code} · ${after.state} · ${after.letterId}`],
    exit: after.state === 'failed' ? 1 : 0,
  };
}
