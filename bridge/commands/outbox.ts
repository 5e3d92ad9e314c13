import { type Bridge, requireExchange } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';
import { recallLetter } from './recall-letter.ts';

/** Outgoing letters, newest first. */
export const outboxList =
  (bridge: Bridge): NonNullable<Handlers['outbox.list']> =>
  (body) =>
    requireExchange(bridge).outbox.list(body);

/** One outgoing letter with the timeline of each recipient. */
export const outboxItem =
  (bridge: Bridge): NonNullable<Handlers['outbox.item']> =>
  (body) =>
    requireExchange(bridge).outbox.item(body.letterId);

/** Answers of ours that did not get through. */
export const outboxAnswers =
  (bridge: Bridge): NonNullable<Handlers['outbox.answers']> =>
  (body) =>
    requireExchange(bridge).outbox.answers(body.limit);

/** Stops a letter that has not left. */
export const outboxCancel =
  (bridge: Bridge): NonNullable<Handlers['outbox.cancel']> =>
  async (body) => {
    await requireExchange(bridge).outbox.cancel(body.letterId);
    return {};
  };

/** The clerk's decision on a letter that failed or whose outcome is unknown. */
export const outboxRetry =
  (bridge: Bridge): NonNullable<Handlers['outbox.retry']> =>
  async (body) => {
    const { outbox } = requireExchange(bridge);
    await outbox.retry(body.letterId, body.decision);
    outbox.wake();
    return {};
  };

/** The clerk asks a sent letter back. */
export const outboxRecall =
  (bridge: Bridge): NonNullable<Handlers['outbox.recall']> =>
  async (body) => {
    const recall = await recallLetter(bridge, body.letterId, body.reason);
    requireExchange(bridge).outbox.wake();
    return recall;
  };
