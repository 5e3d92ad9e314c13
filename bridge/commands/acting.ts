import { userInfo } from 'node:os';
import { actingAs } from '../audit/actor.ts';
import type { CommandContext, Handlers } from '../listener/handlers.ts';

type AnyHandler = (body: unknown, context: CommandContext) => Promise<unknown>;

/** The same handlers; what they put into the record names the paired profile that asked. */
export function namedInRecord<Some extends Handlers>(handlers: Some): Some {
  const named = Object.entries(handlers).map(([name, handler]) => {
    const work = handler as AnyHandler;
    const wrapped: AnyHandler = (body, context) => {
      const { pairingId, pairingLabel } = context;
      const actor = { pairing: pairingId, label: pairingLabel.slice(0, 100), account: accountName() };
      return actingAs(actor, () => work(body, context));
    };
    return [name, wrapped];
  });
  return Object.fromEntries(named) as Some;
}

/** Orders of the command line. */
export const asCommandLine = <Result>(work: () => Result): Result =>
  actingAs({ pairing: null, label: null, account: accountName() }, work);

/** The account that this bridge runs under; some systems have no name for it. */
function accountName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
