import { ERRORS, KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { encodeChunk } from '../../../shared/protocol/codec.ts';
import {
  COMMANDS,
  type CommandAnswer,
  type CommandName,
  type CommandRequest,
} from '../../../shared/protocol/commands.ts';
import { type EventFrame, PROTOCOL_VERSIONS } from '../../../shared/protocol/frames.ts';
import { KEEP_ALIVE_MS } from '../../../shared/protocol/limits.ts';
import type { Aead } from '../../../shared/protocol/secure/aead.ts';
import type { VersionRange } from '../../../shared/protocol/secure/handshake.ts';
import { Calls } from './calls.ts';
import { type ByteSource, chunksOf } from './chunks.ts';
import type { KeyStore } from './key-store.ts';
import { openLink } from './link.ts';
import type { OpenSocket, ProbePort } from './socket.ts';

/** Records that may be in the cipher at once while a file is sent. */
const RECORDS_AHEAD = 4;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** Pieces of a download are handed to the browser's blob store in this size. */
const BLOB_BYTES = 8 * 1024 * 1024;

/** Bytes done so far, and all of them as far as known. */
export type Progress = (done: number, total: number) => void;

export type LinkState = { state: 'connecting' | 'open' } | { state: 'closed'; error: KyguiError };

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
  /** Fetches a file the bridge holds; its size is not known before the end. */
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

interface Live {
  calls: Calls;
  session: CommandAnswer<'session.start'>;
}

/** The extension's way to the bridge, from the service worker only: one connection, made when it is needed. */
export function createBridgeClient(options: BridgeClientOptions): BridgeClient {
  const { keepAliveMs = KEEP_ALIVE_MS, versions = PROTOCOL_VERSIONS } = options;
  const watchers = new Set<(event: EventFrame) => void>();
  const stateHearers = new Set<(state: LinkState) => void>();
  let live: Promise<Live> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let retryMs = FIRST_RETRY_MS;

  const tell = (state: LinkState) => {
    for (const hear of stateHearers) hear(state);
  };

  const connect = async (lost: (error: KyguiError) => void): Promise<Live> => {
    const pairing = await options.keyStore.load();
    if (!pairing) throw new KyguiError('CHANNEL_NOT_PAIRED');
    const calls = new Calls({
      hear: (event) => {
        for (const hear of watchers) hear(event);
      },
      stayAwake: () => options.stayAwake?.(),
      keepAliveMs,
    });
    const link = await openLink({
      pairing,
      openSocket: options.openSocket,
      probe: options.probe,
      aead: options.aead,
      versions,
      ...(options.handshakeMs !== undefined && { handshakeMs: options.handshakeMs }),
      receive: (content) => calls.receive(content),
      closed: (error) => {
        calls.end(error);
        lost(error);
      },
    });
    calls.start(link);
    try {
      return { calls, session: await calls.ask('session.start', options.introduce()) };
    } catch (error) {
      calls.close();
      throw error;
    }
  };

  const ensure = (): Promise<Live> => {
    if (live) return live;
    clearTimeout(retry);
    tell({ state: 'connecting' });
    const gone = (error: KyguiError) => {
      if (live !== attempt) return;
      live = undefined;
      tell({ state: 'closed', error });
      comeBack(error);
    };
    const attempt = connect(gone);
    live = attempt;
    attempt.then(
      () => {
        retryMs = FIRST_RETRY_MS;
        if (live === attempt) tell({ state: 'open' });
      },
      (error: unknown) => gone(toKyguiError(error)),
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

  const leave = () => {
    clearTimeout(retry);
    const earlier = live;
    live = undefined;
    void earlier?.then(({ calls }) => calls.close()).catch(() => undefined);
  };

  return {
    async request(command, body) {
      try {
        const { calls } = await ensure();
        return await calls.ask(command, body);
      } catch (error) {
        const lost = error instanceof KyguiError && error.code === 'CHANNEL_LOST';
        if (!lost || COMMANDS[command].changes) throw error;
        const { calls } = await ensure();
        return await calls.ask(command, body);
      }
    },

    async put(file, source, progress) {
      const { calls } = await ensure();
      const stream = calls.nextStream();
      let settled = false;
      const answer = calls.ask('document.put', { ...file, stream }).finally(() => {
        settled = true;
      });
      answer.catch(() => undefined);
      const ahead: Promise<void>[] = [];
      let sent = 0;
      try {
        for await (const chunk of chunksOf(source)) {
          // An early answer is a refusal; the rest of the file is not wanted.
          if (settled) break;
          const sending = calls.send(encodeChunk(stream, chunk));
          sending.catch(() => undefined);
          ahead.push(sending);
          if (ahead.length >= RECORDS_AHEAD) await ahead.shift();
          sent += chunk.length;
          progress?.(sent, file.size);
        }
        await Promise.all(ahead);
      } finally {
        await calls.send(encodeChunk(stream, new Uint8Array(0))).catch(() => undefined);
      }
      return await answer;
    },

    async get(wanted, progress) {
      const { calls } = await ensure();
      const stream = calls.nextStream();
      const blobs: Blob[] = [];
      let pieces: Uint8Array<ArrayBuffer>[] = [];
      let held = 0;
      let received = 0;
      const flush = () => {
        blobs.push(new Blob(pieces));
        pieces = [];
        held = 0;
      };
      const stop = calls.download(stream, (payload) => {
        pieces.push(payload as Uint8Array<ArrayBuffer>);
        held += payload.length;
        received += payload.length;
        if (held >= BLOB_BYTES) flush();
        progress?.(received, received);
      });
      try {
        const { name, sha256, size } = await calls.ask('document.get', { ...wanted, stream });
        if (received !== size)
          throw new KyguiError('CHANNEL_TRANSFER_INCOMPLETE', { received, expected: size });
        flush();
        return { blob: new Blob(blobs, { type: 'application/pdf' }), name, sha256 };
      } finally {
        stop();
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
      leave();
      retryMs = FIRST_RETRY_MS;
      if (watchers.size > 0) void ensure().catch(() => undefined);
    },

    close() {
      watchers.clear();
      leave();
    },
  };
}
