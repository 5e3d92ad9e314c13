import { pino } from 'pino';

/**
 * The only fields a log line may carry: codes, counts, times and opaque ids. No subject, no names, no file
 * names, no PIN, no secret, no header of the axis; a field outside of this list is dropped, not masked.
 */
export const LOG_FIELDS = [
  'code',
  'command',
  'connectionId',
  'pairingId',
  'jobKey',
  'documentId',
  'letterId',
  'outboxId',
  'itemId',
  'axisDocId',
  'step',
  'state',
  'operation',
  'messageType',
  'count',
  'size',
  'ms',
  'port',
  'attempt',
  'version',
  'slot',
  'pid',
  'signal',
] as const;

const allowed = new Set<string>(LOG_FIELDS);
/** Longest text that can be a code or an id. */
const MAX_TEXT = 100;

/** What every part logs with: allow-listed fields first, then an event name that is a constant of the code. */
export interface Log {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

function kept(fields: object): Record<string, string | number | boolean> {
  const result: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (!allowed.has(key)) continue;
    if (
      typeof value === 'number' ||
      typeof value === 'boolean' ||
      (typeof value === 'string' && value.length <= MAX_TEXT)
    )
      result[key] = value;
  }
  return result;
}

/** Log lines as JSON on `destination`, standard error unless told otherwise. */
export function createLog(level: string, destination: NodeJS.WritableStream = process.stderr): Log {
  const base = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    debug: (fields, event) => base.debug(kept(fields), event),
    info: (fields, event) => base.info(kept(fields), event),
    warn: (fields, event) => base.warn(kept(fields), event),
    error: (fields, event) => base.error(kept(fields), event),
  };
}
