import { type Bridge, requireExchange } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';

/** Units of the axis directory as the clerk types. */
export function directorySearch(bridge: Bridge): NonNullable<Handlers['directory.search']> {
  return async (body) => ({ units: await requireExchange(bridge).directory.search(body.text, body.limit) });
}
