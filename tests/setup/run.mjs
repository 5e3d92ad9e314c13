// The entry of `npm run demo`, `npm test`, `npm run sandbox` and `npm run bench`: plain JavaScript, because
// nothing is installed yet when a newcomer calls it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuild, ensurePackages, ROOT } from './packages.mjs';
import { ensurePrograms } from './programs.mjs';
import { say } from './progress.mjs';

const [purpose = 'setup', ...words] = process.argv.slice(2);
const SCRIPTS = {
  demo: 'tests/demo/main.ts',
  sandbox: 'tests/sandbox/main.ts',
  bench: 'tests/bench/main.ts',
};

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(
    `Node.js 20.19 or newer is needed; this is ${process.versions.node}. On Debian: sudo apt-get install -y nodejs`,
  );
  process.exit(1);
}

function runScript(script, missing) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, script), ...words], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, KYGUI_MISSING: missing.join(' ') },
    });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('close', (status) => resolve(status ?? 1));
  });
}

try {
  const compilerMissing = (await ensurePrograms('install')).length > 0;
  const uncompiled = await ensurePackages(compilerMissing);
  const lacking = await ensurePrograms(purpose === 'setup' ? 'test' : purpose);
  const missing = [...new Set([...uncompiled, ...lacking])];
  await ensureBuild();
  if (purpose === 'setup') process.exit(missing.length === 0 ? 0 : 1);
  if (purpose === 'test') {
    const { runTests } = await import('./tests.mjs');
    process.exit(await runTests(words, missing));
  }
  const script = SCRIPTS[purpose];
  if (!script) throw new Error(`unknown purpose ${purpose}`);
  if (purpose === 'demo' && missing.length > 0) {
    say(`the demo cannot run without: ${missing.join(', ')}`);
    process.exit(1);
  }
  process.exit(await runScript(script, missing));
} catch (error) {
  say(`stopped: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
