import type { Check } from '../doctor/check.ts';
import { runChecks } from '../doctor/check.ts';
import type { Handlers } from '../listener/handlers.ts';

/** Runs the named checks of the installation, and tells each before it is made where the run has a name. */
export function doctorRun(checks: () => Check[]): NonNullable<Handlers['doctor.run']> {
  return async ({ run }, context) => ({
    checks: await runChecks(checks(), (next) => {
      if (run !== undefined) context.sendEvent({ event: 'doctor.progress', run, ...next });
    }),
  });
}
