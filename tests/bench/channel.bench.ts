import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { webCryptoAesGcm } from '../../extension/background/bridge/aead.ts';
import { createBridgeClient } from '../../extension/background/bridge/client.ts';
import { storageKeyStore } from '../../extension/background/bridge/key-store.ts';
import { pair } from '../../extension/background/bridge/pairing.ts';
import { probePort } from '../../extension/background/bridge/socket.ts';
import { EXTENSION_ORIGIN, extensionSocket, memoryArea } from '../attacks/channel-rig.ts';

const MB = 1024 * 1024;

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value, unit })}\n`);
}

async function median(times: number, work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const started = performance.now();
    await work();
    taken.push(performance.now() - started);
  }
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}

const bridge = fork(fileURLToPath(new URL('channel-bridge.ts', import.meta.url)), {
  execArgv: ['--import', 'tsx'],
});
const { code } = await new Promise<{ code: string }>((resolve) => {
  bridge.once('message', (message) => resolve(message as { code: string }));
});
const keyStore = storageKeyStore(memoryArea());
const common = { openSocket: extensionSocket(), probe: probePort, keyStore };

const pairing = performance.now();
await pair({ ...common, code, label: 'bench', origin: EXTENSION_ORIGIN });
print('channel: pairing', performance.now() - pairing, 'ms');

const connect = () =>
  createBridgeClient({
    ...common,
    aead: webCryptoAesGcm(crypto.subtle),
    introduce: () => ({ extensionVersion: '0.1.0', browser: 'chrome 156', language: 'vi' }),
  });
print(
  'channel: connect, prove, session.start',
  await median(9, async () => {
    const client = connect();
    await client.session();
    client.close();
  }),
  'ms',
);

const client = connect();
await client.session();
print('channel: small request and answer', await median(99, () => client.request('doctor.run', {})), 'ms');
for (const size of [10 * MB, 100 * MB]) {
  const blob = new Blob([new Uint8Array(size)]);
  const name = `${size / MB} MB`;
  const put = await median(5, () =>
    client.put({ name: 'bench.pdf', origin: 'https://qlvb.example.vn', size }, blob),
  );
  print(`channel: ${name} to the bridge`, put, 'ms');
  print(`channel: ${name} to the bridge, rate`, size / MB / (put / 1000), 'MB/s');
  // The figure of the drawing carries the size here: the bench bridge sends as much as it is told.
  const get = await median(5, () =>
    client.get({ documentId: crypto.randomUUID(), version: 'drawing', drawing: size }),
  );
  print(`channel: ${name} from the bridge`, get, 'ms');
  print(`channel: ${name} from the bridge, rate`, size / MB / (get / 1000), 'MB/s');
}
client.close();
bridge.disconnect();
