import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { step } from './progress.mjs';

export const ROOT = new URL('../../', import.meta.url).pathname;

const digest = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

function run(command, words) {
  const result = spawnSync(command, words, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
    throw new Error(
      `${command} ${words.join(' ')} ended with ${result.status ?? result.signal ?? result.error?.message}`,
    );
  }
}

/** npm packages as the lock file says; nothing is done when they are there already. */
export async function ensurePackages() {
  const stamp = join(ROOT, 'node_modules/.kygui-lock');
  const wanted = digest(readFileSync(join(ROOT, 'package-lock.json')), process.version);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await step('npm packages (npm ci)', async () => run('npm', ['ci', '--no-audit', '--no-fund']));
  writeFileSync(stamp, wanted);
}

function* sources(folder) {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (!/\.test\.tsx?$/u.test(entry.name)) yield path;
  }
}

/** Builds bridge and extension when a source is newer than the last build of these very sources. */
export async function ensureBuild() {
  const stamp = join(ROOT, 'dist/.built-from');
  const files = [
    ...sources('bridge'),
    ...sources('shared'),
    ...sources('extension'),
    'manifest.json',
    'package-lock.json',
    'vite.config.ts',
    'vite.bridge.config.ts',
  ];
  const wanted = digest(
    ...files
      .sort()
      .map((file) => `${file}:${statSync(join(ROOT, file)).size}:${digest(readFileSync(join(ROOT, file)))}`),
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await step('build (bridge and extension)', async () => run('npm', ['run', '--silent', 'build']));
  writeFileSync(stamp, wanted);
}
