import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Attack, CANARY_TEXT, entityAttacks, floodAttacks, trickAttacks } from './corpus.ts';

/** What one reading may add to the memory of its process. */
const MEGABYTES = 64;

const reportSchema = z.object({
  kind: z.string().optional(),
  subject: z.string().optional(),
  error: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  attachments: z.array(z.object({ name: z.string(), failure: z.string().optional() })).optional(),
  warnings: z.array(z.string()).optional(),
  growthMegabytes: z.number(),
  recorded: z.boolean(),
  touched: z.array(z.string()),
  sockets: z.array(z.string()),
});

const folder = mkdtempSync(join(tmpdir(), 'kygui-xml-'));
const canary = join(folder, 'canary.txt');
let server: Server;
let connections = 0;
let port = 0;

beforeAll(async () => {
  writeFileSync(canary, CANARY_TEXT);
  server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

interface Reading {
  report: z.infer<typeof reportSchema>;
  files: string[];
  printed: string;
}

/** Reads packages in one child with a small heap; a child that hangs is ended and fails the test. */
async function readInChild(attacks: readonly Attack[]): Promise<Reading[]> {
  const out = mkdtempSync(join(folder, 'out-'));
  const paths = attacks.map((attack, index) => {
    const path = join(out, `${index}.edxml`);
    writeFileSync(path, attack.bytes);
    return path;
  });
  const victim = fileURLToPath(new URL('victim.ts', import.meta.url));
  const flags = ['--import', 'tsx', '--expose-gc', '--max-old-space-size=96', '--max-semi-space-size=4'];
  const child = spawn(process.execPath, [...flags, victim, out, ...paths], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 100_000,
    killSignal: 'SIGKILL',
  });
  let printed = '';
  let complaint = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const status = await new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
  expect(`${status} ${complaint}`.trim()).toBe('0');
  const reports = z.array(reportSchema).parse(JSON.parse(printed));
  const readings = reports.map((report, index) => ({
    report,
    files: readdirSync(join(out, String(index))),
    printed,
  }));
  rmSync(out, { recursive: true });
  return readings;
}

function survived(attack: Attack | undefined, reading: Reading | undefined): void {
  if (attack === undefined || reading === undefined) throw new RangeError('attack');
  const { report, files, printed } = reading;
  expect(report.error).toBe(attack.error);
  if (attack.limit !== undefined) expect(report.details?.limit).toBe(attack.limit);
  if (attack.error === undefined) expect(report.kind).toBe('edoc');
  else expect(files).toEqual([]);
  const attachments = report.attachments ?? [];
  if (attack.failures !== undefined)
    expect(attachments.map(({ failure }) => failure)).toEqual(attack.failures);
  if (attack.names !== undefined) {
    expect(attachments.map(({ name }) => name)).toEqual(attack.names);
    expect([...files].sort()).toEqual([...attack.names].sort());
  }
  expect(report.recorded).toBe(true);
  expect(report.touched).toEqual([]);
  expect(report.sockets).toEqual([]);
  expect(connections).toBe(0);
  expect(printed).not.toContain(CANARY_TEXT);
  expect(report.growthMegabytes).toBeLessThan(MEGABYTES);
}

describe('entities and encodings', () => {
  let attacks: Attack[] = [];
  let readings: Reading[] = [];
  beforeAll(async () => {
    attacks = entityAttacks(canary, port);
    readings = await readInChild(attacks);
  });
  // Names alone are known before the server has its port.
  test.each(entityAttacks('', 0).map(({ name }, index) => [name, index] as const))('%s', (_name, index) => {
    survived(attacks[index], readings[index]);
  });
});

describe('floods and bombs', () => {
  test.each(floodAttacks().map((attack) => [attack.name, attack] as const))('%s', async (_name, attack) => {
    const [reading] = await readInChild([attack]);
    survived(attack, reading);
  });
});

describe('tricks', () => {
  const attacks = trickAttacks();
  let readings: Reading[] = [];
  beforeAll(async () => {
    readings = await readInChild(attacks);
  });
  test.each(attacks.map(({ name }, index) => [name, index] as const))('%s', (_name, index) => {
    survived(attacks[index], readings[index]);
  });
});
