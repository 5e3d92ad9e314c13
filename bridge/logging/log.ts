import { pino } from 'pino';

/**
 * The only fields a log line may carry: codes, counts, times and opaque ids. No subject, no names, no file
 * names, no PIN, no secret, no header of the axis; a field outside of this list is dropped, not masked. Beside them
 * stands where in the code a failure came from.
 */
const LOG_FIELDS = [
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
  'module',
  'how',
  'call',
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

export type LogFields = {
  readonly [Name in (typeof LOG_FIELDS)[number]]?: string | number | boolean | null | undefined;
} & {
  /** A failure of our own making: only its kind and the places in the code are kept. */
  readonly err?: unknown;
};

const allowed = new Set<string>(LOG_FIELDS);
/** Longest text that can be a code or an id. */
const MAX_TEXT = 100;

/** What every part logs with: allow-listed fields first, then an event name that is a constant of the code. */
export interface Log {
  debug(fields: LogFields, event: string): void;
  info(fields: LogFields, event: string): void;
  warn(fields: LogFields, event: string): void;
  error(fields: LogFields, event: string): void;
}

const MOST_FRAMES = 10;
const FRAME = /^ {4}at (?:(?<caller>[\w.<>#[\] ]+) \()?.*?(?<place>[\w.-]+:\d+:\d+)\)?$/u;

/** The kind of a failure and where in the code it was thrown; never its message, which may quote a letter. */
function trace(error: Error): { kind: string; at: string[] } {
  const frames = (error.stack ?? '').split('\n').flatMap((line) => {
    const { caller = '', place } = FRAME.exec(line)?.groups ?? {};
    return place === undefined ? [] : [`${caller} ${place}`.trim().slice(0, MAX_TEXT)];
  });
  return { kind: error.name.slice(0, MAX_TEXT), at: frames.slice(0, MOST_FRAMES) };
}

function kept(fields: LogFields): Record<string, unknown> {
  const result: Record<string, unknown> = fields.err instanceof Error ? { err: trace(fields.err) } : {};
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
