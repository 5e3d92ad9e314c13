import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVxpTransport } from '../../bridge/axis/vxp/vxp-transport.ts';
import { systemClock } from '../../bridge/clock/clock.ts';
import { createDirectory } from '../../bridge/directory/directory.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import { startAxisSandbox } from '../sandbox/axis/server.ts';

/** Directory of 123,000 units: first and second synchronisation, loading, and every key of what clerks type. */
const TYPED = [
  'UBND xã Bình Châu Mẫu',
  'ubnd xa binh chau',
  'truong tieu hoc my duc',
  'H120.15',
  '000.015.00',
  'uy ban nhan dan phuong tan',
  'chi cục Vĩnh Long',
  'u',
  'mau',
];

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 100) / 100, unit })}\n`);
}

async function timed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await work();
  print(name, performance.now() - started, 'ms');
  return result;
}

const folder = await mkdtemp(join(tmpdir(), 'kygui-bench-'));
const axis = await startAxisSandbox({ stateDir: join(folder, 'axis'), directoryUnits: 123_000 });
const store = await openSqliteStore(join(folder, 'kygui.db'));
const [agency] = axis.agencies;
const transport = createVxpTransport({
  endpoint: axis.vxpEndpoint,
  systemId: agency?.systemId ?? '',
  secret: agency?.secret ?? '',
  connectTimeoutMs: 5000,
  requestTimeoutMs: 60_000,
});
try {
  const options = { store, transport, clock: systemClock };
  const result = await timed('directory.sync.first', () => createDirectory(options).sync());
  print('directory.units', result.units, 'units');
  await timed('directory.sync.unchanged', () => createDirectory(options).sync());
  const directory = createDirectory(options);
  await timed('directory.load', () => directory.search('h99', 1));
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (const text of TYPED) {
      for (let length = 1; length <= text.length; length += 1) {
        const started = performance.now();
        await directory.search(text.slice(0, length), 20);
        times.push(performance.now() - started);
      }
    }
  }
  times.sort((left, right) => left - right);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  print('directory.search.p50', at(0.5), 'ms');
  print('directory.search.p95', at(0.95), 'ms');
  print('directory.search.max', times.at(-1) ?? 0, 'ms');
  print('directory.search.keys', times.length, 'keys');
  print('directory.rss', process.memoryUsage().rss / 1_048_576, 'MB');
} finally {
  await transport.close();
  await axis.stop();
  await store.close();
  await rm(folder, { recursive: true, force: true });
}
