import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say, step } from './progress.mjs';

export const ROOT = new URL('../../', import.meta.url).pathname;

const digest = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Headers that came with this very Node: node-gyp then needs no download to compile pkcs11js. */
function localHeaders() {
  const prefix = dirname(dirname(process.execPath));
  try {
    const text = readFileSync(join(prefix, 'include/node/node_version.h'), 'utf8');
    const part = (name) => new RegExp(`#define NODE_${name}_VERSION (\\d+)`, 'u').exec(text)?.[1];
    const version = `v${part('MAJOR')}.${part('MINOR')}.${part('PATCH')}`;
    return version === process.version ? { npm_config_nodedir: prefix } : {};
  } catch {
    return {};
  }
}

function run(command, words, environment = {}) {
  const result = spawnSync(command, words, {
    cwd: ROOT,
    env: { ...process.env, ...environment },
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

/**
 * npm packages as the lock file says; nothing is done when they are there already. Without a compiler everything
 * but pkcs11js is put there, so that what needs no token can still run.
 * Returns the names of what tests cannot use then.
 */
export async function ensurePackages(compilerMissing) {
  const stamp = join(ROOT, 'node_modules/.kygui-lock');
  const wanted = digest(readFileSync(join(ROOT, 'package-lock.json')), process.version);
  const isCompiled = () => existsSync(join(ROOT, 'node_modules/pkcs11js/build/Release/pkcs11.node'));
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted || (!compilerMissing && !isCompiled())) {
    await step('npm packages (npm ci)', async () =>
      compilerMissing ? run('npm', [...words, '--ignore-scripts']) : run('npm', words, localHeaders()),
    );
    writeFileSync(stamp, wanted);
  }
  if (isCompiled()) return [];
  say('missing: pkcs11js, which is compiled here — get what it needs as told above, then run this again');
  return ['pkcs11js', 'softhsm2-util', 'pkcs11-tool'];
}

function* sources(folder) {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (!/\.test\.tsx?$/u.test(entry.name)) yield path;
  }
}

/** Profiles of the sample systems, which are part of the sandbox's build. */
function* profiles(folder) {
  for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
    if (entry.isDirectory()) yield* profiles(join(folder, entry.name));
    else if (entry.name === 'profile.json') yield join(folder, entry.name);
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
    'tests/sandbox/built-in-profiles.ts',
    ...profiles('tests/sandbox'),
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
