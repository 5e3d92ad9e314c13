import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from './packages.mjs';
import { say } from './progress.mjs';

function* testFiles(folder) {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    if (entry.isDirectory()) yield* testFiles(join(folder, entry.name));
    else if (entry.name.endsWith('.test.ts')) yield join(folder, entry.name);
  }
}

/** Test files that name, in a line `@needs a b`, a program this machine does not have. */
function leftOut(missing) {
  const files = [];
  for (const file of ['tests', 'bridge'].flatMap((folder) => [...testFiles(folder)])) {
    const needs =
      /@needs ([^\n*]+)/u
        .exec(readFileSync(join(ROOT, file), 'utf8'))?.[1]
        ?.trim()
        .split(/\s+/u) ?? [];
    const lacks = needs.filter((name) => missing.includes(name));
    if (lacks.length > 0) files.push({ file, lacks });
  }
  return files;
}

/** What failed, a line each with the first line of its reason: the end of a long output is what is kept. */
function failuresIn(report) {
  return (report.testResults ?? []).flatMap((file) => {
    const name = relative(ROOT, file.name);
    const failed = file.assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && file.status === 'failed') return [`${name}: ${firstLine(file.message)}`];
    return failed.map((test) => `${name} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
  });
}

function firstLine(text) {
  return (text ?? 'no reason given').split('\n', 1)[0];
}

/** One vitest run with readable output; returns its counts and whether it ended well. */
function vitest(words, environment) {
  const folder = mkdtempSync(join(tmpdir(), 'kygui-tests-'));
  const report = join(folder, 'report.json');
  const outside = join(folder, 'outside.json');
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [
        join(ROOT, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--reporter=${join(ROOT, 'tests/setup/outside-errors.mjs')}`,
        `--outputFile.json=${report}`,
        ...words,
      ],
      {
        cwd: ROOT,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, ...environment, KYGUI_OUTSIDE_ERRORS: outside },
      },
    );
    child.on('close', (status) => {
      const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
      const failures = failuresIn(counts);
      const errors = existsSync(outside) ? JSON.parse(readFileSync(outside, 'utf8')) : [];
      failures.push(...errors.map((error) => `outside of the tests: ${error}`));
      if (status !== 0 && failures.length === 0) failures.push(`vitest ended with status ${status}`);
      rmSync(folder, { recursive: true, force: true });
      resolve({
        passed: counts.numPassedTests ?? 0,
        failed: Math.max(
          counts.numFailedTests ?? 0,
          counts.numFailedTestSuites > 0 && !counts.numFailedTests ? 1 : 0,
        ),
        skipped: (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0),
        failures,
        ok: status === 0,
      });
    });
  });
}

/** Unit, system, then end-to-end; prints the plain closing line and returns the exit status. */
export async function runTests(words, missing) {
  const out = leftOut(missing);
  for (const { file, lacks } of out) say(`left out: ${file} (needs ${lacks.join(', ')})`);
  const total = { passed: 0, failed: 0, skipped: 0, failures: [], ok: true };
  for (const project of ['unit', 'system', 'e2e']) {
    if (words.includes('--project') && !words.includes(project)) continue;
    const rest = words.filter((word) => word !== '--project' && word !== project);
    say(`tests: ${project}`);
    const counts = await vitest(['--project', project, '--passWithNoTests', ...rest], {
      KYGUI_MISSING: missing.join(' '),
      KYGUI_LEFT_OUT: out.map(({ file }) => file).join('\n'),
    });
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
    total.failures.push(...counts.failures);
    total.ok &&= counts.ok;
  }
  if (out.length > 0) say(`${out.length} test files left out because programs are missing (named above)`);
  for (const failure of total.failures) say(`failed: ${failure}`);
  if (!total.ok && total.failed === 0) total.failed = 1;
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  return total.ok && total.failed === 0 && total.passed > 0 ? 0 : 1;
}
