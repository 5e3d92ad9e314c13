import type { z } from 'zod';
import type { COMMANDS, CommandName } from '../../shared/protocol/commands.ts';
import type { EventFrame } from '../../shared/protocol/frames.ts';

/** What a handler knows of the connection it serves. */
export interface CommandContext {
  connectionId: string;
  /** Origin of the extension, as the browser sent it. */
  origin: string;
  pairingId: string;
  /** What the browser profile was called at pairing. */
  pairingLabel: string;
  /** Chosen at pairing; shown in windows that ask for a PIN. */
  personalPhrase: string | null;
  /** Fires when the connection is gone; work that survives it goes on. */
  signal: AbortSignal;
  /** Sends an event to this connection alone; quietly nothing once it is gone. */
  sendEvent(event: EventFrame): void;
  /**
   * Bytes of the stream that the request named, in order, until its end; the sender is held back while the
   * reader is slow. @throws CHANNEL_LOST when the connection breaks first
   */
  openReadStream(stream: number): AsyncIterable<Uint8Array>;
  /** Sends bytes and the end of the stream, waiting while the other side is slow; gives their number. */
  writeStream(stream: number, bytes: AsyncIterable<Uint8Array>): Promise<number>;
}

/** One function for each command; a command without one is answered CHANNEL_COMMAND_UNKNOWN. */
export type Handlers = {
  readonly [Name in CommandName]?: (
    body: z.output<(typeof COMMANDS)[Name]['request']>,
    context: CommandContext,
  ) => Promise<z.input<(typeof COMMANDS)[Name]['answer']>>;
};

/** What the listener needs of a log; pino fits. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
