import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startSandbox } from '../sandbox/start.ts';
import { collectArtefacts, type Verdicts } from './artefacts.ts';
import { type JobResult, type RunStep, runMainJob } from './job.ts';

interface StepReport {
  name: string;
  ms: number;
  ok: boolean;
  error?: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = join(root, 'demo-out');
const words = process.argv.slice(2);
const asJson = words.includes('--json');
const stay = words.includes('--stay');
const say = (text: string) => process.stderr.write(`${text}\n`);
const shown = (path: string) => relative(root, path);

await rm(out, { recursive: true, force: true });
await mkdir(join(out, 'screens'), { recursive: true });

const steps: StepReport[] = [];
const screens: string[] = [];
const step: RunStep = async (name, work) => {
  const from = performance.now();
  try {
    const result = await work();
    steps.push({ name, ms: Math.round(performance.now() - from), ok: true });
    say(`  ✓ ${name} (${((performance.now() - from) / 1000).toFixed(1)} s)`);
    return result;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    steps.push({ name, ms: Math.round(performance.now() - from), ok: false, error: why });
    say(`  ✗ ${name}: ${why}`);
    throw error;
  }
};
const look = async (page: Page, name: string) => {
  const file = join(out, 'screens', `${name}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  screens.push(file);
};

const sandbox = await step('sandbox: authority, tokens, axis, document system', () =>
  startSandbox({ dir: join(out, 'sandbox'), pollSeconds: 2 }),
);
let job: JobResult | undefined;
let files: Record<string, string> = {};
let verdicts: Verdicts | undefined;
try {
  await step('bridges of two agencies', () =>
    Promise.all([sandbox.sender.start(), sandbox.receiver.start()]),
  );
  job = await runMainJob(sandbox, { step, look, visible: stay && process.env.DISPLAY !== undefined });
  await step('axis page', async () => {
    const page = await (job as JobResult).sender.context.newPage();
    await page.goto(sandbox.axis.url);
    await look(page, '11-axis');
    await page.close();
  });
  await step('verdicts of pdfsig, qpdf and kygui on the signed file', async () => {
    const collected = await collectArtefacts(sandbox, out);
    files = collected.files;
    verdicts = collected.verdicts;
    const own = verdicts.kygui as { sound: boolean; signatures: unknown[] };
    if (verdicts.pdfsig.validSignatures !== 2)
      throw new Error(`pdfsig finds ${verdicts.pdfsig.validSignatures} valid signatures instead of 2`);
    if (!verdicts.pdfsig.lastCoversWholeFile)
      throw new Error('pdfsig: the last signature does not cover the whole file');
    if (!verdicts.qpdf.clean) throw new Error(`qpdf --check: ${verdicts.qpdf.text}`);
    if (!own.sound || own.signatures.length !== 2)
      throw new Error('kygui verify does not find two sound signatures');
  });
} catch {
  process.exitCode = 1;
}

const failed = steps.find((one) => !one.ok);
const report = {
  ok: !failed,
  failed: failed ?? null,
  steps,
  files: Object.fromEntries(Object.entries(files).map(([name, path]) => [name, shown(path)])),
  screens: screens.map(shown),
  verdicts: verdicts ?? null,
};
await writeFile(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
if (asJson) {
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
} else {
  const lines = [
    '',
    failed
      ? `Stopped at: ${failed.name}\n  ${failed.error}`
      : 'Done: signed, returned, sent, received, accepted.',
    '',
  ];
  for (const one of steps)
    lines.push(`  ${one.ok ? '✓' : '✗'} ${one.name.padEnd(62)} ${(one.ms / 1000).toFixed(1).padStart(6)} s`);
  if (verdicts) {
    const own = verdicts.kygui as { sound: boolean; trusted: boolean };
    lines.push(
      '',
      `  pdfsig: ${verdicts.pdfsig.validSignatures} valid signatures, ${verdicts.pdfsig.lastCoversWholeFile ? 'the last covers the whole file' : 'the last does NOT cover the whole file'}`,
    );
    lines.push(`  qpdf --check: ${verdicts.qpdf.clean ? 'clean' : 'NOT clean'}`);
    lines.push(
      `  kygui verify: ${own.sound ? 'sound' : 'NOT sound'}, ${own.trusted ? 'trusted' : 'not trusted'}`,
    );
  }
  lines.push(
    '',
    '  Artefacts:',
    ...Object.entries(files).map(([name, path]) => `    ${name.padEnd(11)} ${shown(path)}`),
    `    screens     ${shown(join(out, 'screens'))} (${screens.length})`,
    `    report      ${shown(join(out, 'report.json'))}`,
    '',
  );
  process.stdout.write(lines.join('\n'));
}

if (stay && !failed) {
  say(
    `\nDocument system  ${sandbox.qlvb.url}  (accounts lanhdao and vanthu, password mau-2026)\nAxis             ${sandbox.axis.url}\nPIN of the sandbox tokens: ${sandbox.token.pin}\nBridges: 127.0.0.1:${sandbox.sender.port()} (H99.01), 127.0.0.1:${sandbox.receiver.port()} (H99.02)\nExtension to load in your own browser: dist/extension-sandbox\nPair it with: KYGUI_HOME=${shown(sandbox.sender.home)} npx kygui pair\nStop with Ctrl+C.`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
await Promise.allSettled([job?.sender.close(), job?.receiver.close()]);
await sandbox.stop();
process.exit();
