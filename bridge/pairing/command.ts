import { z } from 'zod';
import { askControl, type ControlHandler } from './control.ts';
import type { PairingDesk } from './desk.ts';

/** Name of the ask in the control of the running bridge. */
export const PAIR_ASK = 'pair';

const shownCodeSchema = z.object({ code: z.string(), expiresAt: z.string() });
/** What to show while the bridge waits for the code to be typed. */
export type ShownCode = z.infer<typeof shownCodeSchema>;

const pairedSchema = z.object({ label: z.string(), origin: z.string(), createdAt: z.string() });
/** What was paired; the key stays in the bridge. */
export type Paired = z.infer<typeof pairedSchema>;

/** The running bridge's side of `kygui pair`: shows a code, waits, and gives up when the asker goes away. */
export function pairHandler(desk: PairingDesk): ControlHandler {
  return async (_, { news, signal }) => {
    const session = desk.start();
    signal.addEventListener('abort', () => session.cancel());
    news({ code: session.code, expiresAt: session.expiresAt } satisfies ShownCode);
    const { label, origin, createdAt } = await session.done;
    return { label, origin, createdAt } satisfies Paired;
  };
}

/**
 * The side of `kygui pair`: asks the running bridge for a code, hands it to `show`, waits for the outcome.
 * @throws BRIDGE_NOT_RUNNING, PAIRING_BUSY, PAIRING_CODE_SPENT, PAIRING_CODE_EXPIRED, CANCELLED
 */
export async function askPairing(
  controlFile: string,
  options: { show(code: ShownCode): void; signal?: AbortSignal },
): Promise<Paired> {
  const answer = await askControl(controlFile, {
    ask: PAIR_ASK,
    news: (words) => options.show(shownCodeSchema.parse(words)),
    ...(options.signal && { signal: options.signal }),
  });
  return pairedSchema.parse(answer);
}
