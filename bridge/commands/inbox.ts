import { type Bridge, requireExchange } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';

/** Incoming letters and requests, newest first. */
export const inboxList =
  (bridge: Bridge): NonNullable<Handlers['inbox.list']> =>
  (body) =>
    requireExchange(bridge).inbox.list(body);

/** One incoming letter: fields, files, verdicts, answers given. */
export const inboxItem =
  (bridge: Bridge): NonNullable<Handlers['inbox.item']> =>
  (body) =>
    requireExchange(bridge).inbox.item(body.itemId);

/** The clerk's answer; the status package leaves through the outbox at once. */
export const inboxAnswer =
  (bridge: Bridge): NonNullable<Handlers['inbox.answer']> =>
  async (body) => {
    const { inbox, outbox } = requireExchange(bridge);
    const answered = await inbox.answer(body);
    outbox.wake();
    return answered;
  };
