import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say, step } from './progress.mjs';

/**
 * Programs and files that are not npm packages: what must exist, and the Debian package that brings it.
 * `for` says which commands cannot do without it; a test file names what it needs in a line `@needs a b`.
 */
export const PROGRAMS = [
  { name: 'python3', debian: 'python3', for: ['install'] },
  { name: 'make', debian: 'make', for: ['install'] },
  { name: 'g++', debian: 'g++', for: ['install'] },
  { name: 'gcc', debian: 'gcc', for: ['test'] },
  { name: 'openssl', debian: 'openssl', for: ['demo', 'test', 'sandbox', 'bench'] },
  { name: 'softhsm2-util', debian: 'softhsm2', for: ['demo', 'test', 'sandbox', 'bench'] },
  { name: 'pkcs11-tool', debian: 'opensc', for: ['demo', 'test', 'sandbox', 'bench'] },
  { name: 'chromium', debian: 'chromium', for: ['demo', 'test', 'bench'] },
  { name: 'firefox-esr', debian: 'firefox-esr', for: ['test'] },
  { name: 'pdfsig', debian: 'poppler-utils', for: ['demo', 'test', 'bench'] },
  { name: 'pdftocairo', debian: 'poppler-utils', for: ['demo', 'test', 'sandbox', 'bench'] },
  { name: 'qpdf', debian: 'qpdf', for: ['demo', 'test', 'bench'] },
  { name: 'xmlsec1', debian: 'xmlsec1', for: ['test'] },
  { name: 'xmllint', debian: 'libxml2-utils', for: ['test'] },
  { name: 'mutool', debian: 'mupdf-tools', for: ['test', 'bench'] },
  {
    name: 'fonts',
    debian: 'fonts-noto-core',
    file: '/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf',
    for: ['demo', 'test'],
  },
  { name: 'clamd', debian: 'clamav-daemon', for: ['test'] },
  { name: 'pinentry-tty', debian: 'pinentry-tty', for: ['test'] },
  { name: 'pcscd', debian: 'pcscd', for: ['test'] },
  {
    name: 'vsmartcard-vpcd',
    debian: 'vsmartcard-vpcd',
    file: '/usr/lib/pcsc/drivers/serial/libifdvpcd.so.0.8',
    for: ['test'],
  },
  {
    name: 'postgres',
    debian: 'postgresql-15',
    file: '/usr/lib/postgresql/15/bin/postgres',
    for: ['test', 'bench'],
  },
];

function onPath(name) {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const isThere = (program) => (program.file ? existsSync(program.file) : onPath(program.name));

/** `['sudo', '-n']`, `[]` for root, or null when nothing can be installed. */
function privilege() {
  if (process.getuid?.() === 0) return [];
  if (onPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0)
    return ['sudo', '-n'];
  return null;
}

function isDebian() {
  try {
    return /^(ID|ID_LIKE)=.*debian/mu.test(readFileSync('/etc/os-release', 'utf8')) && onPath('apt-get');
  } catch {
    return false;
  }
}

/**
 * Installs what `purpose` needs and is missing, where that is allowed; elsewhere names each missing program
 * and the exact command. Returns the names that are still missing.
 */
export async function ensurePrograms(purpose) {
  const missing = () => PROGRAMS.filter((program) => program.for.includes(purpose) && !isThere(program));
  const before = missing();
  if (before.length === 0) return [];
  const packages = [...new Set(before.map((program) => program.debian))];
  const elevate = privilege();
  if (isDebian() && elevate) {
    const apt = (...words) => {
      const [command, ...rest] = [...elevate, 'apt-get', '-qq', '-o', 'Dpkg::Use-Pty=0', ...words];
      return spawnSync(command, rest, {
        stdio: ['ignore', 'ignore', 'pipe'],
        encoding: 'utf8',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    };
    await step(`Debian packages: ${packages.join(' ')}`, async () => {
      const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
      apt('update');
      const result = install();
      if (result.status !== 0) say(`apt-get: ${result.stderr.trim().split('\n').at(-1) ?? 'failed'}`);
    });
  }
  const left = missing();
  for (const program of left) {
    say(`missing: ${program.file ?? program.name} — get it with: sudo apt-get install -y ${program.debian}`);
  }
  return left.map((program) => program.name);
}
