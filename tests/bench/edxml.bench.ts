import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeEngine } from '../../bridge/edxml/engine.ts';
import { readPackageFile } from '../../bridge/edxml/read-file.ts';
import { writePackageFile } from '../../bridge/edxml/write-file.ts';
import { readPackage } from '../../shared/edxml/read/read.ts';
import type { StoredBytes } from '../../shared/edxml/read/sink.ts';
import { writePackage } from '../../shared/edxml/write.ts';
import { goldenPackage } from '../vectors/edxml-letter.ts';

/**
 * Packages beside the machine's own base64 and SHA-256 on the same bytes in the same run, turn by turn, so that a
 * busy machine slows all. Rates count megabytes of attachment for each second of processor time; `memory` is what the process grew by at its highest.
 */
const MB = 1024 * 1024;
const SIZE = 64 * MB;
const ROUNDS = 5;
const LIMITS = { packageBytes: 512 * MB, fileBytes: 256 * MB };

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 100) / 100, unit })}\n`);
}
const median = (values: readonly number[]) =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

/** A megabyte that looks like a PDF and does not compress. */
const piece = Buffer.alloc(MB);
for (let at = 0, state = 1; at < MB; at += 4) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  piece.writeUInt32LE(state, at);
}
piece.write('%PDF-1.4\n', 'latin1');
const encoded = Buffer.from(piece.subarray(0, 49_152).toString('base64'), 'latin1');

const model = goldenPackage(1);
const source = (size: number) => ({
  size,
  async *open() {
    for (let sent = 0; sent < size; sent += 65_536) yield piece.subarray(0, 65_536);
  },
});

async function rate(work: () => Promise<void> | void): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return SIZE / MB / ((user + system) / 1_000_000);
}

function rawEncode(): void {
  for (let done = 0; done < SIZE; done += 49_152)
    Buffer.from(piece.subarray(0, 49_152).toString('base64'), 'latin1');
}

function rawDecode(): void {
  for (let done = 0; done < SIZE; done += 49_152) Buffer.from(encoded.toString('latin1'), 'base64');
}

function rawDigests(): void {
  const [inner, outer] = [nodeEngine.sha256(), nodeEngine.sha256()];
  for (let done = 0; done < SIZE; done += 49_152) {
    inner.update(Buffer.from(encoded.toString('latin1'), 'base64'));
    outer.update(encoded);
  }
  inner.hex();
  outer.hex();
}

async function write(): Promise<void> {
  let bytes = 0;
  for await (const chunk of writePackage(model, [source(SIZE)], { engine: nodeEngine }))
    bytes += chunk.length;
  if (bytes < SIZE) throw new Error('short');
}

const nowhere: StoredBytes = {
  size: SIZE,
  read: async () => piece.subarray(0, 1024),
  discard: async () => {},
};
async function* payload(): AsyncIterable<Uint8Array> {
  const bytes: Uint8Array[] = [];
  for await (const chunk of writePackage(model, [source(MB)], { engine: nodeEngine })) bytes.push(chunk);
  const text = Buffer.concat(bytes);
  const at = text.indexOf('JVBERi0');
  const end = text.indexOf('</edXML:ContentTransferEncoded>');
  yield text.subarray(0, at);
  for (let done = 0; done < SIZE; done += 49_152) yield encoded;
  yield text.subarray(end);
}

async function read(): Promise<void> {
  const sinks = async () => ({ write: async () => {}, finish: async () => nowhere, discard: async () => {} });
  const outcome = await readPackage(payload(), sinks, { engine: nodeEngine, limits: LIMITS });
  if (outcome.kind !== 'edoc' || outcome.attachments[0]?.failure !== undefined) throw new Error('not read');
}

const figures = { rawEncode, write, rawDecode, rawDigests, read };
const rates = new Map<string, number[]>();
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const [name, work] of Object.entries(figures)) {
    const measured = await rate(work);
    // The first round warms up.
    if (round > 0) rates.set(name, [...(rates.get(name) ?? []), measured]);
  }
}
const of = (name: keyof typeof figures) => median(rates.get(name) ?? []);
print('edxml.base64.encode.raw', of('rawEncode'), 'MB/s');
print('edxml.write.stream', of('write'), 'MB/s');
print('edxml.write.of-limit', (100 * of('write')) / of('rawEncode'), '%');
print('edxml.base64.decode.raw', of('rawDecode'), 'MB/s');
print('edxml.base64.decode-and-two-digests.raw', of('rawDigests'), 'MB/s');
print('edxml.read.stream', of('read'), 'MB/s');
print('edxml.read.of-limit', (100 * of('read')) / of('rawDigests'), '%');

const folder = await mkdtemp(join(tmpdir(), 'kygui-bench-edxml-'));
try {
  const file = join(folder, 'vb.pdf');
  const handle = await open(file, 'w');
  for (let written = 0; written < 200 * MB; written += MB) await handle.write(piece);
  await handle.close();
  const out = join(folder, 'out.edxml');
  const measured = async (name: string, work: () => Promise<unknown>) => {
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
    }, 5);
    const started = performance.now();
    await work();
    print(`${name}.200-MB`, performance.now() - started, 'ms');
    clearInterval(watch);
    print(`${name}.200-MB.memory`, (Math.max(peak, process.memoryUsage.rss()) - before) / MB, 'MB');
  };
  await measured('edxml.write.file', () => writePackageFile(model, [file], out));
  await measured('edxml.read.file', () => readPackageFile(out, join(folder, 'read'), LIMITS));
} finally {
  await rm(folder, { recursive: true });
}
