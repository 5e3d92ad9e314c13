import type { Check } from '../doctor/check.ts';
import { runChecks } from '../doctor/check.ts';
import type { Handlers } from '../listener/handlers.ts';

/** Runs the named checks of the installation. */
export function doctorRun(checks: () => Check[]): NonNullable<Handlers['doctor.run']> {
  return async () => ({ checks: await runChecks(checks()) });
}
