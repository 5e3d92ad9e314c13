import { type Logger, pino } from 'pino';

/**
 * The only fields a log line may carry: codes, counts, times and opaque ids. No subject, no names, no file
 * names, no PIN, no secret, no header of the axis; a field outside of this list is dropped, not masked.
 */
export interface LogFields {
  code?: string;
  command?: string;
  connectionId?: string;
  pairingId?: string;
  jobKey?: string;
  documentId?: string;
  letterId?: string;
  itemId?: string;
  axisDocId?: string;
  step?: string;
  state?: string;
  count?: number;
  size?: number;
  ms?: number;
  port?: number;
  attempt?: number;
  version?: string;
}

const allowed = new Set<string>([
  'code',
  'command',
  'connectionId',
  'pairingId',
  'jobKey',
  'documentId',
  'letterId',
  'itemId',
  'axisDocId',
  'step',
  'state',
  'count',
  'size',
  'ms',
  'port',
  'attempt',
  'version',
] satisfies (keyof LogFields)[]);

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const pick = (fields: object): Record<string, string | number> => {
  const kept: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (allowed.has(key) && (typeof value === 'number' || (typeof value === 'string' && value.length <= 100)))
      kept[key] = value;
  }
  return kept;
};

/** Log lines as JSON, one event name and allow-listed fields each; `event` is a constant of the code. */
export function createLog(level: string, destination: NodeJS.WritableStream = process.stderr): Log {
  const base: Logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    info: (event, fields = {}) => base.info(pick(fields), event),
    warn: (event, fields = {}) => base.warn(pick(fields), event),
    error: (event, fields = {}) => base.error(pick(fields), event),
  };
}
