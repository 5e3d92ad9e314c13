import { z } from 'zod';
import { KyguiError, toKyguiError } from '../../shared/errors.ts';
import { type Content, encodeChunk, encodeJson, encodeKeepAlive } from '../../shared/protocol/codec.ts';
import type { Command } from '../../shared/protocol/commands/command.ts';
import { COMMANDS } from '../../shared/protocol/commands.ts';
import { type EventFrame, requestFrameSchema } from '../../shared/protocol/frames.ts';
import { CHUNK_BYTES } from '../../shared/protocol/limits.ts';
import type { CommandContext, Handlers, Log } from './handlers.ts';
import { IncomingStream } from './incoming-stream.ts';

/** Requests of one connection that may be under way at once. */
const MOST_REQUESTS = 64;

type AnyHandler = (body: unknown, context: CommandContext) => Promise<unknown>;

const streamRequestSchema = z.object({ stream: z.number() });

export interface DispatcherOptions {
  handlers: Handlers;
  log: Log;
  identity: Pick<CommandContext, 'connectionId' | 'origin' | 'pairingId' | 'pairingLabel' | 'personalPhrase'>;
  /** Resolves when the record is with the socket and the socket is not too full. */
  send(record: Uint8Array): Promise<void>;
  /** Stops and resumes reading from the socket. */
  hold(held: boolean): void;
}

/** Turns frames of one proven connection into calls of handlers, and their answers into frames. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #gone = new AbortController();
  readonly #streams = new Map<number, IncomingStream>();
  #requests = 0;
  #lastId = 0;
  #lastStream = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Takes one decrypted record; throws CHANNEL_VIOLATION when the connection must be cut. */
  receive(content: Content): void {
    if (content.kind === 'keep-alive') {
      if (content.ask) this.#post(encodeKeepAlive(false));
    } else if (content.kind === 'chunk') {
      const stream = this.#streams.get(content.stream);
      if (stream) stream.push(content.payload);
      // The rest of an upload whose request is answered already is let pass.
      else if (content.stream > this.#lastStream)
        throw new KyguiError('CHANNEL_VIOLATION', { problem: 'chunk without a request' });
    } else {
      this.#request(content.frame);
    }
  }

  sendEvent(event: EventFrame): void {
    this.#post(encodeJson(event));
  }

  /** The connection is gone. */
  close(): void {
    this.#gone.abort();
    for (const stream of this.#streams.values()) stream.stop(new KyguiError('CHANNEL_LOST'));
    this.#streams.clear();
  }

  #post(record: Uint8Array): void {
    if (this.#gone.signal.aborted) return;
    this.#options.send(record).catch((thrown: unknown) => {
      const { code } = toKyguiError(thrown);
      this.#options.log.warn({ code, connectionId: this.#options.identity.connectionId }, 'frame not sent');
    });
  }

  #request(frame: unknown): void {
    const parsed = requestFrameSchema.safeParse(frame);
    if (!parsed.success || parsed.data.id <= this.#lastId)
      throw new KyguiError('CHANNEL_VIOLATION', { problem: 'request frame' });
    const { id, command, body } = parsed.data;
    this.#lastId = id;
    const named = streamRequestSchema.safeParse(body);
    let incoming: IncomingStream | undefined;
    if (named.success && named.data.stream > this.#lastStream) {
      this.#lastStream = named.data.stream;
      incoming = new IncomingStream(this.#options.hold);
      this.#streams.set(named.data.stream, incoming);
    }
    void this.#serve(id, command, body).finally(() => {
      if (!named.success || !incoming) return;
      incoming.stop(new KyguiError('CHANNEL_LOST'));
      this.#streams.delete(named.data.stream);
    });
  }

  async #serve(id: number, command: string, body: unknown): Promise<void> {
    const { log, identity } = this.#options;
    const started = performance.now();
    try {
      if (this.#requests >= MOST_REQUESTS) throw new KyguiError('CHANNEL_BUSY');
      this.#requests += 1;
      try {
        const answer = await this.#call(command, body);
        await this.#options.send(encodeJson({ id, ok: true, body: answer }));
      } finally {
        this.#requests -= 1;
      }
      log.debug({ command, connectionId: identity.connectionId, ms: elapsed(started) }, 'answered');
    } catch (thrown) {
      const error = toKyguiError(thrown);
      const { code, details } = error;
      const fields = { code, command: command.slice(0, 60), connectionId: identity.connectionId };
      // Only failures of our own making carry a cause into the log; a request's content never goes there.
      if (code === 'INTERNAL') log.error({ ...fields, err: error.cause }, 'command failed');
      else log.info({ ...fields, ms: elapsed(started) }, 'command refused or failed');
      this.#post(encodeJson({ id, ok: false, error: { code, details } }));
    }
  }

  async #call(name: string, body: unknown): Promise<unknown> {
    const { handlers } = this.#options;
    if (!Object.hasOwn(COMMANDS, name) || !Object.hasOwn(handlers, name))
      throw new KyguiError('CHANNEL_COMMAND_UNKNOWN', { command: name.slice(0, 60) });
    const { request, answer }: Command = COMMANDS[name as keyof typeof COMMANDS];
    const asked = request.safeParse(body);
    if (!asked.success) {
      const field = asked.error.issues[0]?.path.join('.') || '(whole)';
      throw new KyguiError('CHANNEL_MESSAGE_INVALID', { command: name, field: field.slice(0, 100) });
    }
    const handler = handlers[name as keyof Handlers] as unknown as AnyHandler;
    const given = answer.safeParse(await handler(asked.data, this.#context()));
    if (!given.success) throw given.error;
    return given.data;
  }

  #context(): CommandContext {
    return {
      ...this.#options.identity,
      signal: this.#gone.signal,
      sendEvent: (event) => this.sendEvent(event),
      openReadStream: (stream) => {
        const incoming = this.#streams.get(stream);
        if (!incoming) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'stream number' });
        return incoming.read();
      },
      writeStream: (stream, bytes) => this.#writeStream(stream, bytes),
    };
  }

  async #writeStream(stream: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    let written = 0;
    for await (const piece of bytes) {
      for (let offset = 0; offset < piece.length; offset += CHUNK_BYTES) {
        const chunk = piece.subarray(offset, offset + CHUNK_BYTES);
        await this.#options.send(encodeChunk(stream, chunk));
        written += chunk.length;
      }
    }
    await this.#options.send(encodeChunk(stream, new Uint8Array(0)));
    return written;
  }
}

function elapsed(started: number): number {
  return Math.round(performance.now() - started);
}
