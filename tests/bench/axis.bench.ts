import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { OutgoingPackage } from '../../bridge/axis/transport.ts';
import { createVxpTransport } from '../../bridge/axis/vxp/vxp-transport.ts';
import { testLetter } from '../sandbox/axis/letters.ts';

/** One letter of 100 MB to the axis and back, and the memory it takes in the bridge; the axis in its own thread. */
const MEGABYTE = 1_048_576;
const SIZE = 75 * MEGABYTE;

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 100) / 100, unit })}\n`);
}

const folder = await mkdtemp(join(tmpdir(), 'kygui-bench-'));
const path = join(folder, 'letter.edxml');
const [head = '', tail = ''] = testLetter({ from: 'H99.01', to: ['H99.02'], file: Buffer.from('Mẫu') })
  .toString('utf8')
  .split(Buffer.from('Mẫu').toString('base64'));
const handle = await open(path, 'w');
await handle.write(head);
for (let at = 0; at < SIZE; at += 3 * MEGABYTE)
  await handle.write(randomBytes(3 * MEGABYTE).toString('base64'));
await handle.write(tail);
await handle.close();
const hash = createHash('sha256');
let size = 0;
for await (const piece of createReadStream(path)) {
  hash.update(piece as Buffer);
  size += (piece as Buffer).length;
}
const letter: OutgoingPackage = {
  messageType: 'edoc',
  from: 'H99.01',
  to: ['H99.02'],
  size,
  sha256: hash.digest('hex'),
  bytes: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
};

const server = new Worker(
  `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(
    new URL('../sandbox/axis/server.ts', import.meta.url).href,
  )}); }).then(async ({ startAxisSandbox }) => {
    const axis = await startAxisSandbox({ stateDir: ${JSON.stringify(join(folder, 'axis'))} });
    require('node:worker_threads').parentPort.postMessage({
      endpoint: axis.vxpEndpoint,
      agencies: axis.agencies.map(({ code, systemId, secret }) => ({ code, systemId, secret })),
    });
  });`,
  { eval: true, execArgv: [] },
);
const started = await new Promise<{
  endpoint: string;
  agencies: { code: string; systemId: string; secret: string }[];
}>((resolve, reject) => {
  server.once('message', resolve);
  server.once('error', reject);
});
const connect = (code: string) => {
  const agency = started.agencies.find((unit) => unit.code === code);
  return createVxpTransport({
    endpoint: started.endpoint,
    systemId: agency?.systemId ?? '',
    secret: agency?.secret ?? '',
    connectTimeoutMs: 5000,
    requestTimeoutMs: 60_000,
    maxPackageBytes: 200 * MEGABYTE,
  });
};
const [sender, receiver] = [connect('H99.01'), connect('H99.02')];
let peak = 0;
const watch = setInterval(() => {
  const { heapUsed, external } = process.memoryUsage();
  peak = Math.max(peak, heapUsed + external);
}, 5);
try {
  const { heapUsed, external } = process.memoryUsage();
  let at = performance.now();
  await sender.send(letter);
  print('axis.send.100MB', performance.now() - at, 'ms');
  const [item] = await receiver.list('edoc');
  at = performance.now();
  let fetched = 0;
  for await (const piece of receiver.fetch(item?.docId ?? '')) fetched += piece.length;
  print('axis.fetch.100MB', performance.now() - at, 'ms');
  print('axis.fetch.bytes', fetched / MEGABYTE, 'MB');
  print('axis.heap.growth', (peak - heapUsed - external) / MEGABYTE, 'MB');
  const calls = 200;
  at = performance.now();
  for (let call = 0; call < calls; call += 1) await receiver.list('status');
  print('axis.list', (performance.now() - at) / calls, 'ms');
} finally {
  clearInterval(watch);
  await Promise.all([sender.close(), receiver.close()]);
  await server.terminate();
  await rm(folder, { recursive: true, force: true });
}
