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

/** What each file of a run came to; `failures` holds a line for each test that failed, with the first line of its reason. */
function resultsIn(report) {
  return (report.testResults ?? []).map((file) => {
    const name = relative(ROOT, file.name);
    const count = (...kinds) => file.assertionResults.filter(({ status }) => kinds.includes(status)).length;
    const failures = file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => `${name} > ${test.fullName}: ${firstLine(test.failureMessages[0])}`);
    if (failures.length === 0 && file.status === 'failed')
      failures.push(`${name}: ${firstLine(file.message)}`);
    return {
      name,
      passed: count('passed'),
      skipped: count('pending', 'skipped', 'todo', 'disabled'),
      failures,
    };
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
      const files = existsSync(report) ? resultsIn(JSON.parse(readFileSync(report, 'utf8'))) : [];
      const errors = existsSync(outside) ? JSON.parse(readFileSync(outside, 'utf8')) : [];
      const others = errors.map((error) => `outside of the tests: ${error}`);
      if (status !== 0 && others.length === 0 && files.every(({ failures }) => failures.length === 0))
        others.push(`vitest ended with status ${status}`);
      rmSync(folder, { recursive: true, force: true });
      resolve({ files, others });
    });
  });
}

/** So many files may meet a busy machine at a bad moment; when more fail, it is the code. */
const ONCE_MORE = 3;

/** One project; what failed in few files runs once more with nothing beside it and is told, whatever it then comes to. */
async function runProject(project, words, environment) {
  const first = await vitest(['--project', project, '--passWithNoTests', ...words], environment);
  const fell = first.files.filter(({ failures }) => failures.length > 0);
  if (fell.length === 0 || fell.length > ONCE_MORE || first.others.length > 0) return { ...first, twice: [] };
  for (const failure of fell.flatMap(({ failures }) => failures)) say(`once more, alone: ${failure}`);
  const names = fell.map(({ name }) => name);
  const again = await vitest(['--project', project, '--maxWorkers=1', ...names], environment);
  const ran = again.files.map(({ name }) => name);
  return {
    files: [...first.files.filter(({ name }) => !ran.includes(name)), ...again.files],
    others: again.others,
    twice: names,
  };
}

/** Unit, system, then end-to-end; prints the plain closing line and returns the exit status. */
export async function runTests(words, missing) {
  const out = leftOut(missing);
  for (const { file, lacks } of out) say(`left out: ${file} (needs ${lacks.join(', ')})`);
  const files = [];
  const failures = [];
  const twice = [];
  const keys = mkdtempSync(join(tmpdir(), 'kygui-keys-'));
  for (const project of ['unit', 'system', 'e2e']) {
    if (words.includes('--project') && !words.includes(project)) continue;
    const rest = words.filter((word) => word !== '--project' && word !== project);
    say(`tests: ${project}`);
    const result = await runProject(project, rest, {
      KYGUI_MISSING: missing.join(' '),
      KYGUI_LEFT_OUT: out.map(({ file }) => file).join('\n'),
      KYGUI_SANDBOX_KEYS: keys,
    });
    files.push(...result.files);
    twice.push(...result.twice);
    failures.push(...result.files.flatMap((file) => file.failures), ...result.others);
  }
  rmSync(keys, { recursive: true, force: true });
  if (out.length > 0) say(`${out.length} test files left out because programs are missing (named above)`);
  if (twice.length > 0) say(`run a second time, alone: ${twice.join(', ')}`);
  for (const failure of failures) say(`failed: ${failure}`);
  const sum = (key) => files.reduce((total, file) => total + file[key], 0);
  const passed = sum('passed');
  process.stdout.write(`${passed} passed, ${failures.length} failed, ${sum('skipped')} skipped\n`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}
