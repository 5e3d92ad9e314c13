import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One measured figure; a bench file prints one such JSON object on each line of its stdout. */
interface Row {
  name: string;
  value: number;
  unit: string;
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const words = process.argv.slice(2);
const asJson = words.includes('--json');
const wanted = words.filter((word) => !word.startsWith('--'));

/** Runs one bench file in a process of its own, so that no figure is coloured by the one before. */
function measure(file: string): Promise<{ rows: Row[]; ok: boolean }> {
  return new Promise((resolve) => {
    const rows: Row[] = [];
    const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', join(folder, file)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      const row = JSON.parse(line) as Row;
      rows.push(row);
      if (!asJson)
        process.stdout.write(
          `  ${row.name.padEnd(66)} ${row.value.toFixed(row.value < 100 ? 2 : 0).padStart(10)} ${row.unit}\n`,
        );
    });
    child.on('close', (status) => resolve({ rows, ok: status === 0 }));
  });
}

/** How a bench measures, as the comment at its head says. */
function methodOf(path: string): string[] {
  const comment = /^\/\*\*\n([\s\S]*?)\*\//mu.exec(readFileSync(path, 'utf8'))?.[1];
  if (comment === undefined) return [];
  const words = comment.replace(/^ \*[ \t]?/gmu, '').trim();
  return [words.replace(/\s+/gu, ' '), ''];
}

const files = readdirSync(folder)
  .filter(
    (name) =>
      name.endsWith('.bench.ts') && (wanted.length === 0 || wanted.some((word) => name.includes(word))),
  )
  .sort();
const report: Record<string, Row[]> = {};
let failed = false;
for (const file of files) {
  if (!asJson) process.stdout.write(`${file}\n`);
  const { rows, ok } = await measure(file);
  report[file] = rows;
  if (!ok || rows.length === 0) {
    failed = true;
    process.stderr.write(`${file}: ended without its figures\n`);
  }
}
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? '',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
};
if (asJson) process.stdout.write(`${JSON.stringify({ machine, report }, null, 2)}\n`);
/** Sections of the report by their file; those that were not measured now are kept. */
function sectionsOf(path: string): Map<string, string> {
  const known = existsSync(path) ? readFileSync(path, 'utf8').split(/^## /mu).slice(1) : [];
  return new Map(known.map((text) => [text.slice(0, text.indexOf('\n')), `## ${text.trimEnd()}\n`]));
}

function sectionText(file: string, rows: readonly Row[]): string {
  const day = new Date().toISOString().slice(0, 10);
  const table = rows.map(
    (row) => `| ${row.name} | ${row.value.toFixed(row.value < 100 ? 2 : 0)} | ${row.unit} |`,
  );
  const load = Math.round(loadavg()[1] ?? 0);
  const ran =
    `Measured on ${day}, ${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, Node ${machine.node}; ` +
    `load average ${load}: above ${machine.cores} other work ran beside, and only the ratios say something.`;
  return [
    `## ${file}`,
    '',
    ...methodOf(join(folder, file)),
    ran,
    '',
    '| what | value | unit |',
    '|---|---:|---|',
    ...table,
    '',
  ].join('\n');
}

if (words.includes('--write')) {
  const path = join(folder, 'REPORT.md');
  const sections = sectionsOf(path);
  for (const [file, rows] of Object.entries(report)) {
    if (rows.length > 0) sections.set(file, sectionText(file, rows));
  }
  const head =
    '# Measured figures\n\nWritten by `npm run bench -- --write`; with names of bench files behind it only these are measured anew. ' +
    'Medians unless the name says otherwise. What is compared was measured in one run: compare ratios, not machines.\n';
  const text = [...sections].sort(([a], [b]) => a.localeCompare(b)).map(([, section]) => section);
  writeFileSync(path, [head, ...text].join('\n'));
}
process.exitCode = failed ? 1 : 0;
