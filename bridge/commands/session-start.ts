import type { Handlers } from '../listener/handlers.ts';
import type { Settings } from '../settings/schema.ts';

/** Says who the bridge is and what it serves. */
export function sessionStart(parts: {
  version: string;
  settings: Settings;
}): NonNullable<Handlers['session.start']> {
  const { agency, axis } = parts.settings;
  return async (_body, context) => ({
    bridgeVersion: parts.version,
    agency: agency
      ? {
          code: agency.code,
          name: agency.name,
          ...(agency.parent !== undefined && { parent: agency.parent }),
        }
      : null,
    axis: axis.kind,
    personalPhrase: context.personalPhrase,
  });
}
