import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
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
if (words.includes('--write')) {
  const lines = [
    '# Measured figures',
    '',
    `Written by \`npm run bench -- --write\` on ${machine.cores} × ${machine.cpu}, ${machine.memoryGb} GB, Node ${machine.node}. Medians unless the name says otherwise; compare ratios, not machines.`,
    '',
  ];
  for (const [file, rows] of Object.entries(report)) {
    lines.push(
      `## ${file}`,
      '',
      '| what | value | unit |',
      '|---|---:|---|',
      ...rows.map((row) => `| ${row.name} | ${row.value.toFixed(row.value < 100 ? 2 : 0)} | ${row.unit} |`),
      '',
    );
  }
  writeFileSync(join(folder, 'REPORT.md'), lines.join('\n'));
}
process.exitCode = failed ? 1 : 0;
