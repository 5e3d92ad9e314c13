import { AsyncLocalStorage } from 'node:async_hooks';
import { z } from 'zod';

/**
 * Who ordered an act: the paired browser profile, or the command line, and the account of the system under which this
 * bridge runs. Nothing else is known of a person, and nothing else is kept.
 */
export const actorSchema = z.strictObject({
  /** Id of the pairing; null for the command line. */
  pairing: z.string().nullable(),
  /** What the profile was called at pairing. */
  label: z.string().nullable(),
  /** Name of the account; null where the system tells none. */
  account: z.string().nullable(),
});
export type Actor = z.infer<typeof actorSchema>;

const acting = new AsyncLocalStorage<Actor>();

/** Every record that is written in the course of `work`, and nowhere else, names this actor. */
export function actingAs<Result>(actor: Actor, work: () => Result): Result {
  return acting.run(actor, work);
}

/** Null where the program acts by itself: statuses 01, what a worker sends. */
export function currentActor(): Actor | null {
  return acting.getStore() ?? null;
}
