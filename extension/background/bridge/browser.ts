import browser from 'webextension-polyfill';
import { webCryptoAesGcm } from './aead.ts';
import { type BridgeClient, type BridgeClientOptions, createBridgeClient } from './client.ts';
import { type KeyStore, type StoredPairing, storageKeyStore } from './key-store.ts';
import { pair } from './pairing.ts';
import { probePort } from './socket.ts';

/** The bridge as the service worker reaches it: the browser's sockets, storage and cipher put together. */
export interface BrowserBridge {
  client: BridgeClient;
  keyStore: KeyStore;
  /** Pairs by the typed code and connects anew. @throws as {@link pair} */
  pair(typed: { code: string; label: string; personalPhrase?: string }): Promise<StoredPairing>;
}

export function createBrowserBridge(introduce: BridgeClientOptions['introduce']): BrowserBridge {
  const keyStore = storageKeyStore(browser.storage.local);
  const common = { keyStore, openSocket: (url: string) => new WebSocket(url), probe: probePort };
  const client = createBridgeClient({
    ...common,
    aead: webCryptoAesGcm(crypto.subtle),
    introduce,
    stayAwake: () => void browser.runtime.getPlatformInfo(),
  });
  return {
    client,
    keyStore,
    async pair(typed) {
      const paired = await pair({ ...common, ...typed, origin: location.origin });
      client.reconnect();
      return paired;
    },
  };
}
