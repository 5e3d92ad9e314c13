import browser from 'webextension-polyfill';
import { toKyguiError } from '../../shared/errors.ts';
import type { EventFrame } from '../../shared/protocol/frames.ts';
import { language } from '../texts/messages.ts';
import { webCryptoAesGcm } from './bridge/aead.ts';
import { createBridgeClient } from './bridge/client.ts';
import { storageKeyStore } from './bridge/key-store.ts';
import { pair as pairWithBridge } from './bridge/pairing.ts';
import { type BridgeSocket, probePort } from './bridge/socket.ts';
import type { BridgeLink } from './link.ts';

/** Browser and major version, as the bridge's logs and the pairing list show it. */
function browserName(): string {
  const agent = navigator.userAgent;
  const found = /(Firefox|Edg|Chrome)\/(\d+)/u.exec(agent);
  return found ? `${found[1]?.toLowerCase()} ${found[2]}` : 'unknown';
}

const openSocket = (url: string) => new WebSocket(url) as unknown as BridgeSocket;

/** The one connection of this worker to the bridge. */
export function connectBridge(): BridgeLink {
  const keyStore = storageKeyStore(browser.storage.local);
  const client = createBridgeClient({
    keyStore,
    openSocket,
    probe: probePort,
    aead: webCryptoAesGcm(crypto.subtle),
    introduce: () => ({
      extensionVersion: browser.runtime.getManifest().version,
      browser: browserName(),
      language: language(),
    }),
    // Firefox counts an API call, not a message of a socket, as work of an event page.
    stayAwake: () => void browser.runtime.getPlatformInfo().catch(() => undefined),
  });
  const hearers = new Set<(event: EventFrame) => void>();
  let stop: (() => void) | undefined;

  const keepWatch = async () => {
    if (stop !== undefined || hearers.size === 0 || !(await keyStore.load())) return;
    stop = client.watch((event) => {
      for (const hear of hearers) hear(event);
    });
  };

  return {
    request: (name, body) => client.request(name, body),
    put: (file, about, told) => client.put({ ...about, size: file.size }, file, told),
    async get(what, told) {
      const { blob, name, sha256 } = await client.get(what, told);
      return { file: blob, name, sha256 };
    },
    async pair(code, personalPhrase) {
      stop?.();
      stop = undefined;
      client.close();
      await pairWithBridge({
        code,
        label: browserName(),
        ...(personalPhrase !== undefined && { personalPhrase }),
        origin: location.origin,
        openSocket,
        probe: probePort,
        keyStore,
      });
      await keepWatch();
    },
    async unpair() {
      stop?.();
      stop = undefined;
      client.close();
      await keyStore.clear();
    },
    async report() {
      const pairing = await keyStore.load();
      if (!pairing) return { state: 'unpaired', error: null, session: null, port: null };
      try {
        return { state: 'ready', error: null, session: await client.session(), port: pairing.port };
      } catch (thrown) {
        const { code, details } = toKyguiError(thrown);
        return { state: 'away', error: { code, details: { ...details } }, session: null, port: pairing.port };
      }
    },
    follow(hear, turned) {
      hearers.add(hear);
      let wasOpen = false;
      client.onState(({ state }) => {
        // Each try to come back is told as closed again.
        if (state === 'open' || (state === 'closed' && wasOpen)) turned(state === 'open');
        wasOpen = state === 'open';
      });
      void keepWatch();
    },
  };
}
