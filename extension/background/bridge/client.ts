import { ERRORS, type ErrorCode, KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { type Content, encodeChunk, encodeJson, encodeKeepAlive } from '../../../shared/protocol/codec.ts';
import {
  COMMANDS,
  type CommandAnswer,
  type CommandName,
  type CommandRequest,
} from '../../../shared/protocol/commands.ts';
import {
  answerFrameSchema,
  type EventFrame,
  eventFrameSchema,
  PROTOCOL_VERSIONS,
} from '../../../shared/protocol/frames.ts';
import { KEEP_ALIVE_MS } from '../../../shared/protocol/limits.ts';
import type { Aead } from '../../../shared/protocol/secure/aead.ts';
import type { VersionRange } from '../../../shared/protocol/secure/handshake.ts';
import { type ByteSource, chunksOf } from './chunks.ts';
import type { KeyStore } from './key-store.ts';
import { type Link, openLink } from './link.ts';
import type { OpenSocket, ProbePort } from './socket.ts';

/** Records that may be in the cipher at once while a file is sent. */
const RECORDS_AHEAD = 4;
/** Keep-alive rounds without a sign of the bridge after which a link counts as dead. */
const SILENT_ROUNDS = 3;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** Pieces of a download are handed to the browser's blob store in this size. */
const BLOB_BYTES = 8 * 1024 * 1024;

/** Bytes done so far, and all of them. */
export type Progress = (done: number, total: number) => void;

export type LinkState = { state: 'connecting' | 'open' } | { state: 'closed'; error: KyguiError | null };

export interface BridgeClientOptions {
  keyStore: KeyStore;
  openSocket: OpenSocket;
  probe: ProbePort;
  aead: Aead;
  /** Body of the session.start that follows each handshake. */
  introduce(): CommandRequest<'session.start'>;
  /** Called at each keep-alive round: Firefox keeps an event page for a call of runtime.getPlatformInfo only. */
  stayAwake?: () => void;
  keepAliveMs?: number;
  handshakeMs?: number;
  versions?: VersionRange;
}

export interface BridgeClient {
  /**
   * Asks the bridge, connecting first when needed. What a broken connection interrupted is asked once more by
   * itself when it changes nothing; otherwise CHANNEL_LOST, and job.state tells what became of it.
   */
  request<Name extends CommandName>(command: Name, body: CommandRequest<Name>): Promise<CommandAnswer<Name>>;
  /** Hands a file over; `size` is what the source will give, in bytes. */
  put(
    file: { name: string; origin: string; size: number },
    source: ByteSource,
    progress?: Progress,
  ): Promise<CommandAnswer<'document.put'>>;
  /** Fetches a file the bridge holds. */
  get(
    wanted: Omit<CommandRequest<'document.get'>, 'stream'>,
    progress?: Progress,
  ): Promise<{ blob: Blob; name: string; sha256: string }>;
  /** The bridge's answer to session.start of the present connection. */
  session(): Promise<CommandAnswer<'session.start'>>;
  /** Hears events and keeps a connection open, coming back after each break; gives the way to stop. */
  watch(hear: (event: EventFrame) => void): () => void;
  /** Hears of the connection's state; gives the way to stop. */
  onState(hear: (state: LinkState) => void): () => void;
  /** Leaves the present connection and, when somebody watches, makes a new one: after pairing. */
  reconnect(): void;
  close(): void;
}

interface Pending {
  resolve(body: unknown): void;
  reject(error: KyguiError): void;
}

interface Live {
  link: Link;
  session: CommandAnswer<'session.start'>;
}

interface Download {
  take(payload: Uint8Array): void;
}

/** The extension's way to the bridge, from the service worker only. */
export function createBridgeClient(options: BridgeClientOptions): BridgeClient {
  const { keepAliveMs = KEEP_ALIVE_MS, versions = PROTOCOL_VERSIONS } = options;
  const watchers = new Set<(event: EventFrame) => void>();
  const stateHearers = new Set<(state: LinkState) => void>();
  let live: Promise<Live> | undefined;
  let present: Connection | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let retryMs = FIRST_RETRY_MS;

  const tell = (state: LinkState) => {
    for (const hear of stateHearers) hear(state);
  };

  /** What belongs to one connection and ends with it. */
  class Connection {
    readonly pending = new Map<number, Pending>();
    readonly downloads = new Map<number, Download>();
    link: Link | undefined;
    lastId = 0;
    lastStream = 0;
    silentRounds = 0;
    timer: ReturnType<typeof setInterval> | undefined;

    receive(content: Content): void {
      this.silentRounds = 0;
      if (content.kind === 'keep-alive') {
        if (content.ask) void this.link?.send(encodeKeepAlive(false)).catch(() => undefined);
      } else if (content.kind === 'chunk') {
        if (content.payload.length > 0) this.downloads.get(content.stream)?.take(content.payload);
      } else {
        this.#frame(content.frame);
      }
    }

    #frame(frame: unknown): void {
      const event = eventFrameSchema.safeParse(frame);
      if (event.success) {
        for (const hear of watchers) hear(event.data);
        return;
      }
      const answer = answerFrameSchema.safeParse(frame);
      // A newer bridge may send events this version does not know; they are let pass.
      if (!answer.success) return;
      const asked = this.pending.get(answer.data.id);
      this.pending.delete(answer.data.id);
      if (answer.data.ok) {
        asked?.resolve(answer.data.body);
      } else {
        const { code, details } = answer.data.error;
        asked?.reject(
          Object.hasOwn(ERRORS, code)
            ? new KyguiError(code as ErrorCode, details)
            : new KyguiError('INTERNAL', { code }),
        );
      }
    }

    ended(error: KyguiError): void {
      clearInterval(this.timer);
      for (const { reject } of this.pending.values()) reject(error);
      this.pending.clear();
      this.downloads.clear();
    }

    async ask<Name extends CommandName>(
      link: Link,
      command: Name,
      body: CommandRequest<Name>,
    ): Promise<CommandAnswer<Name>> {
      this.lastId += 1;
      const id = this.lastId;
      const answered = new Promise<unknown>((resolve, reject) => this.pending.set(id, { resolve, reject }));
      answered.catch(() => undefined);
      try {
        await link.send(encodeJson({ id, command, body }));
      } catch (error) {
        this.pending.delete(id);
        throw error;
      }
      const given = await answered;
      const checked = COMMANDS[command].answer.safeParse(given);
      if (!checked.success) throw new KyguiError('CHANNEL_MESSAGE_INVALID', { command, field: 'answer' });
      return checked.data as CommandAnswer<Name>;
    }
  }

  const connect = async (): Promise<Live> => {
    const pairing = await options.keyStore.load();
    if (!pairing) throw new KyguiError('CHANNEL_NOT_PAIRED');
    const connection = new Connection();
    const link = await openLink({
      pairing,
      openSocket: options.openSocket,
      probe: options.probe,
      aead: options.aead,
      versions,
      ...(options.handshakeMs !== undefined && { handshakeMs: options.handshakeMs }),
      receive: (content) => connection.receive(content),
      closed(error) {
        connection.ended(error);
        if (present !== connection) return;
        present = undefined;
        live = undefined;
        tell({ state: 'closed', error });
        comeBack(error);
      },
    });
    connection.link = link;
    connection.timer = setInterval(() => {
      options.stayAwake?.();
      connection.silentRounds += 1;
      // While bytes wait in the socket the bridge may be busy writing; silence then proves nothing.
      if (connection.silentRounds > SILENT_ROUNDS && link.waiting === 0) link.close();
      else void link.send(encodeKeepAlive(true)).catch(() => undefined);
    }, keepAliveMs);
    present = connection;
    try {
      const session = await connection.ask(link, 'session.start', options.introduce());
      retryMs = FIRST_RETRY_MS;
      return { link, session };
    } catch (error) {
      present = undefined;
      link.close();
      throw error;
    }
  };

  const ensure = (): Promise<Live> => {
    if (live) return live;
    clearTimeout(retry);
    tell({ state: 'connecting' });
    const attempt = connect();
    live = attempt;
    attempt.then(
      () => tell({ state: 'open' }),
      (error: unknown) => {
        if (live === attempt) live = undefined;
        const failure = toKyguiError(error);
        tell({ state: 'closed', error: failure });
        comeBack(failure);
      },
    );
    return attempt;
  };

  /** Who is not paired, refused or of a wrong version stays so until a person has done something. */
  const comeBack = (error: KyguiError) => {
    if (watchers.size === 0 || !ERRORS[error.code].retriable) return;
    clearTimeout(retry);
    retry = setTimeout(() => void ensure().catch(() => undefined), retryMs);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };

  /** The connection and link to work with; both belong together. */
  const ready = async (): Promise<{ connection: Connection; link: Link }> => {
    const { link } = await ensure();
    if (!present) throw new KyguiError('CHANNEL_LOST');
    return { connection: present, link };
  };

  const client: BridgeClient = {
    async request(command, body) {
      const once = async () => {
        const { connection, link } = await ready();
        return await connection.ask(link, command, body);
      };
      try {
        return await once();
      } catch (error) {
        const lost = error instanceof KyguiError && error.code === 'CHANNEL_LOST';
        if (!lost || COMMANDS[command].changes) throw error;
        return await once();
      }
    },

    async put(file, source, progress) {
      const { connection, link } = await ready();
      connection.lastStream += 1;
      const stream = connection.lastStream;
      let settled = false;
      const answer = connection.ask(link, 'document.put', { ...file, stream }).finally(() => {
        settled = true;
      });
      answer.catch(() => undefined);
      const ahead: Promise<void>[] = [];
      let sent = 0;
      try {
        for await (const chunk of chunksOf(source)) {
          // An early answer is a refusal; the rest of the file is not wanted.
          if (settled) break;
          const sending = link.send(encodeChunk(stream, chunk));
          sending.catch(() => undefined);
          ahead.push(sending);
          if (ahead.length >= RECORDS_AHEAD) await ahead.shift();
          sent += chunk.length;
          progress?.(sent, file.size);
        }
        await Promise.all(ahead);
      } finally {
        await link.send(encodeChunk(stream, new Uint8Array(0))).catch(() => undefined);
      }
      return await answer;
    },

    async get(wanted, progress) {
      const { connection, link } = await ready();
      connection.lastStream += 1;
      const stream = connection.lastStream;
      const blobs: Blob[] = [];
      let pieces: Uint8Array<ArrayBuffer>[] = [];
      let held = 0;
      let received = 0;
      const flush = () => {
        blobs.push(new Blob(pieces));
        pieces = [];
        held = 0;
      };
      connection.downloads.set(stream, {
        take(payload) {
          pieces.push(payload as Uint8Array<ArrayBuffer>);
          held += payload.length;
          received += payload.length;
          if (held >= BLOB_BYTES) flush();
          progress?.(received, received);
        },
      });
      try {
        const { name, sha256, size } = await connection.ask(link, 'document.get', { ...wanted, stream });
        if (received !== size)
          throw new KyguiError('CHANNEL_TRANSFER_INCOMPLETE', { received, expected: size });
        flush();
        return { blob: new Blob(blobs, { type: 'application/pdf' }), name, sha256 };
      } finally {
        connection.downloads.delete(stream);
      }
    },

    session: async () => (await ensure()).session,

    watch(hear) {
      watchers.add(hear);
      void ensure().catch(() => undefined);
      return () => {
        watchers.delete(hear);
        if (watchers.size === 0) clearTimeout(retry);
      };
    },

    onState(hear) {
      stateHearers.add(hear);
      return () => stateHearers.delete(hear);
    },

    reconnect() {
      const earlier = live;
      live = undefined;
      present = undefined;
      void earlier?.then(({ link }) => link.close()).catch(() => undefined);
      retryMs = FIRST_RETRY_MS;
      if (watchers.size > 0) void ensure().catch(() => undefined);
    },

    close() {
      clearTimeout(retry);
      watchers.clear();
      void live?.then(({ link }) => link.close()).catch(() => undefined);
    },
  };
  return client;
}
