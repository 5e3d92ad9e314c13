import { webCryptoAesGcm } from '../../extension/background/bridge/aead.ts';
import { createBridgeClient } from '../../extension/background/bridge/client.ts';
import { storageKeyStore } from '../../extension/background/bridge/key-store.ts';
import { pair } from '../../extension/background/bridge/pairing.ts';
import { probePort } from '../../extension/background/bridge/socket.ts';

/** Runs inside the service worker of a bare extension in Chromium: the client as the product uses it. */
const items = new Map<string, unknown>();
const common = {
  openSocket: (url: string) => new WebSocket(url),
  probe: probePort,
  keyStore: storageKeyStore({
    get: async (key) => ({ [key]: items.get(key) }),
    set: async (added) => {
      for (const [key, value] of Object.entries(added)) items.set(key, value);
    },
    remove: async (key) => {
      items.delete(key);
    },
  }),
};

async function measure(code: string): Promise<{ name: string; ms: number; megabytes: number }[]> {
  const rows: { name: string; ms: number; megabytes: number }[] = [];
  const timed = async <Result>(name: string, megabytes: number, work: () => Promise<Result>) => {
    const started = performance.now();
    const result = await work();
    rows.push({ name, megabytes, ms: performance.now() - started });
    return result;
  };
  await timed('pairing', 0, () => pair({ ...common, code, label: 'bench', origin: location.origin }));
  const client = createBridgeClient({
    ...common,
    aead: webCryptoAesGcm(crypto.subtle),
    introduce: () => ({ extensionVersion: '0.1.0', browser: 'chrome', language: 'vi' }),
  });
  await timed('connect, prove, session.start', 0, () => client.session());
  for (const megabytes of [10, 100]) {
    const size = megabytes * 1024 * 1024;
    const blob = new Blob([new Uint8Array(size)]);
    for (let round = 0; round < 3; round += 1) {
      await timed('to the bridge', megabytes, () =>
        client.put({ name: 'bench.pdf', origin: 'https://qlvb.example.vn', size }, blob),
      );
      const { blob: got } = await timed('from the bridge', megabytes, () =>
        client.get({ documentId: crypto.randomUUID(), version: 'drawing', drawing: size }),
      );
      if (got.size !== size) throw new Error('size');
    }
  }
  client.close();
  return rows;
}

Object.assign(globalThis, { measure });
