import { hexToBytes } from '@noble/hashes/utils.js';
import { KyguiError } from '../../../shared/errors.ts';
import { type ClosingCode, closingCode } from '../../../shared/protocol/close.ts';
import { type Content, encodeKeepAlive } from '../../../shared/protocol/codec.ts';
import {
  CHANNEL_PATH,
  HANDSHAKE_MS,
  MAX_UNPROVEN_BYTES,
  SEND_HIGH_WATER_BYTES,
} from '../../../shared/protocol/limits.ts';
import type { Aead } from '../../../shared/protocol/secure/aead.ts';
import { InitiatorHandshake, type VersionRange } from '../../../shared/protocol/secure/handshake.ts';
import { SecureChannel } from '../../../shared/protocol/secure/secure-channel.ts';
import type { StoredPairing } from './key-store.ts';
import { messageBytes, type OpenSocket, type ProbePort } from './socket.ts';

/** How often a sender looks whether the socket has room again, in milliseconds. */
const ROOM_MS = 4;

export interface LinkOptions {
  pairing: StoredPairing;
  openSocket: OpenSocket;
  probe: ProbePort;
  aead: Aead;
  versions: VersionRange;
  handshakeMs?: number;
  receive(content: Content): void;
  /** Called once, when an open link is gone. */
  closed(error: KyguiError): void;
}

/** One proven connection to the bridge. */
export interface Link {
  /** Encrypts and sends in calling order; resolves when the socket has room for more. */
  send(record: Uint8Array): Promise<void>;
  /** Bytes the browser has not yet handed to the system. */
  readonly waiting: number;
  close(): void;
}

/** What a close before the proof hints at. Anybody on the port can send it, so none of it weakens a check. */
const HINTS: Partial<Record<ClosingCode, 'CHANNEL_NOT_PAIRED' | 'CHANNEL_BUSY' | 'CHANNEL_TIMEOUT'>> = {
  CHANNEL_NOT_PAIRED: 'CHANNEL_NOT_PAIRED',
  CHANNEL_PROOF_FAILED: 'CHANNEL_NOT_PAIRED',
  CHANNEL_BUSY: 'CHANNEL_BUSY',
  CHANNEL_TIMEOUT: 'CHANNEL_TIMEOUT',
};

/**
 * Connects and proves the pairing key both ways. Until the bridge has proven it, nothing is sent but the hello,
 * which tells a stranger no more than the random id of the pairing.
 * @throws BRIDGE_NOT_RUNNING, CHANNEL_REFUSED, CHANNEL_NOT_PAIRED, CHANNEL_PEER_UNPROVEN,
 *   CHANNEL_VERSION_MISMATCH, CHANNEL_TIMEOUT, CHANNEL_BUSY, CHANNEL_LOST
 */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { pairing, openSocket, probe, aead, versions, handshakeMs = HANDSHAKE_MS } = options;
  const { port } = pairing;
  const socket = openSocket(`ws://127.0.0.1:${port}${CHANNEL_PATH}`);
  socket.binaryType = 'arraybuffer';
  const handshake = new InitiatorHandshake({
    pairingId: pairing.pairingId,
    key: hexToBytes(pairing.key),
    port,
    versions,
  });

  return await new Promise<Link>((resolve, reject) => {
    let state: 'connecting' | 'hello' | 'open' | 'closed' = 'connecting';
    let channel: SecureChannel | undefined;

    const end = (error: KyguiError) => {
      if (state === 'closed') return;
      const wasOpen = state === 'open';
      state = 'closed';
      clearTimeout(timer);
      channel?.close();
      socket.close();
      if (wasOpen) options.closed(error);
      else reject(error);
    };
    const timer = setTimeout(() => end(new KyguiError('CHANNEL_TIMEOUT')), handshakeMs);

    const open = (welcome: Uint8Array) => {
      if (welcome.length > MAX_UNPROVEN_BYTES) throw new KyguiError('CHANNEL_PEER_UNPROVEN');
      channel = new SecureChannel({
        keys: handshake.finish(welcome),
        aead,
        transmit: (record) => socket.send(record as Uint8Array<ArrayBuffer>),
        receive: options.receive,
        fail: end,
      });
      clearTimeout(timer);
      state = 'open';
      const link: Link = {
        async send(record) {
          if (state !== 'open') throw new KyguiError('CHANNEL_LOST');
          await channel?.send(record);
          while (state === 'open' && socket.bufferedAmount > SEND_HIGH_WATER_BYTES)
            await new Promise((done) => setTimeout(done, ROOM_MS));
          if (state !== 'open') throw new KyguiError('CHANNEL_LOST');
        },
        get waiting() {
          return socket.bufferedAmount;
        },
        close: () => end(new KyguiError('CHANNEL_LOST')),
      };
      // The first record proves to the bridge that this handshake is no recording.
      link.send(encodeKeepAlive(true)).then(() => resolve(link), reject);
    };

    socket.onopen = () => {
      if (state !== 'connecting') return;
      state = 'hello';
      socket.send(handshake.hello() as Uint8Array<ArrayBuffer>);
    };
    socket.onmessage = ({ data }) => {
      try {
        if (state === 'open') channel?.take(messageBytes(data));
        else if (state === 'hello') open(messageBytes(data));
      } catch (error) {
        end(error instanceof KyguiError ? error : new KyguiError('INTERNAL', {}, { cause: error }));
      }
    };
    socket.onerror = () => undefined;
    socket.onclose = ({ code }) => {
      if (state !== 'connecting') {
        const hint = state === 'hello' ? HINTS[closingCode(code) ?? 'INTERNAL'] : undefined;
        end(new KyguiError(hint ?? 'CHANNEL_LOST'));
        return;
      }
      void probe(port).then((answered) =>
        end(answered ? new KyguiError('CHANNEL_REFUSED', { port }) : new KyguiError('BRIDGE_NOT_RUNNING')),
      );
    };
  });
}
