import { ERRORS, type ErrorCode, KyguiError } from '../../../shared/errors.ts';
import { type Content, encodeJson, encodeKeepAlive } from '../../../shared/protocol/codec.ts';
import {
  COMMANDS,
  type CommandAnswer,
  type CommandName,
  type CommandRequest,
} from '../../../shared/protocol/commands.ts';
import { answerFrameSchema, type EventFrame, eventFrameSchema } from '../../../shared/protocol/frames.ts';
import type { Link } from './link.ts';

/** Keep-alive rounds without a sign of the bridge after which a link counts as dead. */
const SILENT_ROUNDS = 3;

interface Pending {
  resolve(body: unknown): void;
  reject(error: KyguiError): void;
}

export interface CallsOptions {
  hear(event: EventFrame): void;
  /** Called at each keep-alive round. */
  stayAwake: () => void;
  keepAliveMs: number;
}

/** Requests, answers, events and downloads of one link; ends with it. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #downloads = new Map<number, (payload: Uint8Array) => void>();
  #link: Link | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastId = 0;
  #lastStream = 0;
  #silentRounds = 0;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Takes the link, once it is open. */
  start(link: Link): void {
    this.#link = link;
    this.#timer = setInterval(() => {
      this.#options.stayAwake();
      this.#silentRounds += 1;
      // While bytes wait in the socket the bridge may be busy writing; silence then proves nothing.
      if (this.#silentRounds > SILENT_ROUNDS && link.waiting === 0) link.close();
      else void link.send(encodeKeepAlive(true)).catch(() => undefined);
    }, this.#options.keepAliveMs);
  }

  /** The link is gone; what waits for an answer hears why. */
  end(error: KyguiError): void {
    clearInterval(this.#timer);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#downloads.clear();
  }

  close(): void {
    this.#link?.close();
  }

  /** Takes one decrypted record. */
  receive(content: Content): void {
    this.#silentRounds = 0;
    if (content.kind === 'keep-alive') {
      if (content.ask) void this.#link?.send(encodeKeepAlive(false)).catch(() => undefined);
    } else if (content.kind === 'chunk') {
      if (content.payload.length > 0) this.#downloads.get(content.stream)?.(content.payload);
    } else {
      this.#frame(content.frame);
    }
  }

  /** A number for a binary stream, never used before in this connection. */
  nextStream(): number {
    this.#lastStream += 1;
    return this.#lastStream;
  }

  /** Hands the payloads of a stream to `take`; gives the way to stop. */
  download(stream: number, take: (payload: Uint8Array) => void): () => void {
    this.#downloads.set(stream, take);
    return () => this.#downloads.delete(stream);
  }

  /** Encrypts and sends; resolves when the socket has room. @throws CHANNEL_LOST */
  async send(record: Uint8Array): Promise<void> {
    if (!this.#link) throw new KyguiError('CHANNEL_LOST');
    await this.#link.send(record);
  }

  async ask<Name extends CommandName>(
    command: Name,
    body: CommandRequest<Name>,
  ): Promise<CommandAnswer<Name>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    // Also rejected when the connection ends while the request is still being sent.
    answered.catch(() => undefined);
    try {
      await this.send(encodeJson({ id, command, body }));
    } catch (error) {
      this.#pending.delete(id);
      throw error;
    }
    const given = await answered;
    const checked = COMMANDS[command].answer.safeParse(given);
    if (!checked.success) throw new KyguiError('CHANNEL_MESSAGE_INVALID', { command, field: 'answer' });
    return checked.data as CommandAnswer<Name>;
  }

  #frame(frame: unknown): void {
    const event = eventFrameSchema.safeParse(frame);
    if (event.success) {
      this.#options.hear(event.data);
      return;
    }
    const answer = answerFrameSchema.safeParse(frame);
    // A newer bridge may send events this version does not know; they are let pass.
    if (!answer.success) return;
    const asked = this.#pending.get(answer.data.id);
    this.#pending.delete(answer.data.id);
    if (answer.data.ok) {
      asked?.resolve(answer.data.body);
      return;
    }
    const { code, details } = answer.data.error;
    asked?.reject(
      Object.hasOwn(ERRORS, code)
        ? new KyguiError(code as ErrorCode, details)
        : new KyguiError('INTERNAL', { code }),
    );
  }
}
