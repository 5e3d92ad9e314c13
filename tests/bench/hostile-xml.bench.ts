import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPackageFile } from '../../bridge/edxml/read-file.ts';
import { KyguiError } from '../../shared/errors.ts';
import { type Attack, entityAttacks, floodAttacks, trickAttacks } from '../attacks/xml/corpus.ts';

/**
 * Every hostile package of tests/attacks/xml, read from disk one after another in one process: processor time and wall
 * time until it is read or refused, and the highest memory above what the process held before. The goal is one second
 * and 64 MB each; the slowest ones by processor time are named, since a busy machine slows them all.
 */
const MB = 1024 * 1024;
const SHOWN = 8;

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 100) / 100, unit })}\n`);
}

interface Measured {
  name: string;
  milliseconds: number;
  processor: number;
  megabytes: number;
}

async function measure(attack: Attack, folder: string): Promise<Measured> {
  const path = join(folder, 'attack.edxml');
  await writeFile(path, attack.bytes);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  const started = performance.now();
  const spent = process.cpuUsage();
  let code: string | undefined;
  try {
    await readPackageFile(path, join(folder, 'out'));
  } catch (error) {
    if (!(error instanceof KyguiError)) throw error;
    code = error.code;
  }
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(spent);
  clearInterval(watch);
  if (code !== attack.error) throw new Error(`${attack.name}: ${code} instead of ${attack.error}`);
  await rm(join(folder, 'out'), { recursive: true, force: true });
  const megabytes = (Math.max(peak, process.memoryUsage.rss()) - before) / MB;
  return { name: attack.name, milliseconds, processor: (user + system) / 1000, megabytes };
}

const folder = await mkdtemp(join(tmpdir(), 'kygui-bench-hostile-'));
try {
  const measured: Measured[] = [];
  // The first reading loads and compiles the reader.
  await measure(trickAttacks()[0] as Attack, folder);
  for (const corpus of [() => entityAttacks(join(folder, 'canary'), 9), floodAttacks, trickAttacks])
    for (const attack of corpus()) measured.push(await measure(attack, folder));
  measured.sort((left, right) => right.processor - left.processor);
  print('hostile-xml.packages', measured.length, 'packages');
  print('hostile-xml.over-1-s', measured.filter(({ processor }) => processor > 1000).length, 'packages');
  print('hostile-xml.longest-wall', Math.max(...measured.map(({ milliseconds }) => milliseconds)), 'ms');
  print('hostile-xml.median', measured[Math.floor(measured.length / 2)]?.processor ?? Number.NaN, 'ms');
  print('hostile-xml.most-memory', Math.max(...measured.map(({ megabytes }) => megabytes)), 'MB');
  for (const { name, processor } of measured.slice(0, SHOWN))
    print(`hostile-xml.slowest: ${name}`, processor, 'ms');
} finally {
  await rm(folder, { recursive: true });
}
