import type { Bridge } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';

/** Says who the bridge is and what it serves. */
export function sessionStart(parts: {
  version: string;
  bridge: Pick<Bridge, 'settings'>;
}): NonNullable<Handlers['session.start']> {
  return async (_body, context) => {
    const { agency, axis } = parts.bridge.settings;
    return {
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
    };
  };
}
