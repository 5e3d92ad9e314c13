import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { join, resolve } from 'node:path';
import { readPackageFile } from '../../../bridge/edxml/read-file.ts';
import { KyguiError } from '../../../shared/errors.ts';

/**
 * Reads packages in a process of its own and prints what it touched. Arguments: output folder, packages. Every
 * opened path and every socket is recorded through Node's own functions, so that "no file read, no socket" is seen
 * and not supposed.
 */
const outDir = process.argv[2] ?? '';
const paths = process.argv.slice(3);
const touched: string[] = [];
const sockets: string[] = [];

function record(place: string[], name: keyof typeof fs | 'open', target: object): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') throw new Error(`no ${String(name)}`);
  Reflect.set(target, name, function recorded(this: unknown, ...given: unknown[]) {
    place.push(resolve(String(given[0])));
    return Reflect.apply(original, this, given);
  });
}

record(touched, 'open', fsPromises);
for (const name of ['open', 'openSync', 'readFile', 'readFileSync'] as const) record(touched, name, fs);
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function recorded(this: net.Socket, ...given: unknown[]) {
  sockets.push(JSON.stringify(given));
  return Reflect.apply(connect, this, given);
} as typeof connect;
syncBuiltinESMExports();

const reports: Record<string, unknown>[] = [];
for (const [index, path] of paths.entries()) reports.push(await readOne(path, join(outDir, String(index))));
process.stdout.write(JSON.stringify(reports));

async function readOne(path: string, out: string): Promise<Record<string, unknown>> {
  touched.length = 0;
  sockets.length = 0;
  globalThis.gc?.();
  // Highest resident memory while reading, above what the loaded program takes anyway.
  const before = process.memoryUsage.rss();
  const highest = process.resourceUsage().maxRSS;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 5);
  const report: Record<string, unknown> = {};
  try {
    const read = await readPackageFile(path, out);
    report.kind = read.kind;
    report.subject = read.kind === 'edoc' ? read.package.messageHeader.subject.slice(0, 100) : undefined;
    report.attachments = read.kind === 'edoc' ? read.attachments : [];
    report.warnings = read.warnings.map(({ code }) => code);
  } catch (error) {
    report.error = error instanceof KyguiError ? error.code : `foreign: ${String(error)}`;
    report.details = error instanceof KyguiError ? error.details : {};
  }
  clearInterval(watch);
  peak = Math.max(peak, process.memoryUsage.rss());
  const grown = Math.max(peak - before, (process.resourceUsage().maxRSS - highest) * 1024);
  report.growthMegabytes = grown / 1048576;
  report.recorded = touched.includes(resolve(path));
  // The folder around the output is opened to make the output's name durable.
  const expected = [resolve(path), resolve(outDir)];
  report.touched = touched.filter((one) => !one.startsWith(resolve(out)) && !expected.includes(one));
  report.sockets = [...sockets];
  return report;
}
