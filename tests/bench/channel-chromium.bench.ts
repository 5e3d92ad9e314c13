import { fork } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';

/** The channel from the service worker of a real Chromium. */
type Row = { name: string; ms: number; megabytes: number };

const folder = await mkdtemp(join(tmpdir(), 'kygui-bench-'));
const extension = join(folder, 'extension');
await mkdir(extension);
await build({
  configFile: false,
  logLevel: 'error',
  publicDir: false,
  build: {
    outDir: extension,
    emptyOutDir: false,
    target: 'esnext',
    lib: {
      entry: fileURLToPath(new URL('channel-worker.ts', import.meta.url)),
      formats: ['es'],
      fileName: () => 'worker.js',
    },
  },
});
await writeFile(
  join(extension, 'manifest.json'),
  JSON.stringify({
    manifest_version: 3,
    name: 'channel bench',
    version: '1.0',
    background: { service_worker: 'worker.js', type: 'module' },
    content_security_policy: {
      extension_pages: "script-src 'self'; connect-src 'self' ws://127.0.0.1:* http: https:",
    },
  }),
);
const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
  executablePath: process.env.KYGUI_CHROMIUM ?? '/usr/bin/chromium',
  headless: false,
  ignoreDefaultArgs: ['--disable-extensions'],
  args: [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-sync',
    `--disable-extensions-except=${extension}`,
    `--load-extension=${extension}`,
  ],
});
const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
const bridge = fork(fileURLToPath(new URL('channel-bridge.ts', import.meta.url)), {
  execArgv: ['--import', 'tsx'],
  env: { ...process.env, KYGUI_BENCH_ORIGIN: worker.url().split('/').slice(0, 3).join('/') },
});
const { code } = await new Promise<{ code: string }>((resolve) => {
  bridge.once('message', (message) => resolve(message as { code: string }));
});
const rows = await worker.evaluate(
  (typed) => (globalThis as unknown as { measure(code: string): Promise<Row[]> }).measure(typed),
  code,
);
const groups = new Map<string, Row[]>();
for (const row of rows) {
  const title = row.megabytes ? `${row.megabytes} MB ${row.name}` : row.name;
  groups.set(title, [...(groups.get(title) ?? []), row]);
}
for (const [name, group] of groups) {
  const times = group.map(({ ms }) => ms).sort((a, b) => a - b);
  const ms = times[Math.floor(times.length / 2)] ?? Number.NaN;
  process.stdout.write(`${JSON.stringify({ name: `channel, Chromium: ${name}`, value: ms, unit: 'ms' })}\n`);
  const megabytes = group[0]?.megabytes ?? 0;
  if (megabytes > 0)
    process.stdout.write(
      `${JSON.stringify({ name: `channel, Chromium: ${name}, rate`, value: megabytes / (ms / 1000), unit: 'MB/s' })}\n`,
    );
}
await context.close();
bridge.disconnect();
await rm(folder, { recursive: true, force: true });
