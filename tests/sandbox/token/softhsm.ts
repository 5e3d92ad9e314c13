import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { SandboxPki } from '../pki/create.ts';
import type { IdentityName } from '../pki/identities.ts';
import { openssl } from '../pki/openssl.ts';

/** A SoftHSM token in a folder of its own; hand `env` to whatever loads `modulePath`. */
export interface SandboxToken {
  modulePath: string;
  env: { SOFTHSM2_CONF: string };
  label: string;
  /** User PIN: known to everybody, it guards nothing. */
  pin: string;
  identities: readonly IdentityName[];
}

export interface SandboxTokenOptions {
  label?: string;
  pin?: string;
  /** Keys and certificates on the token; object labels are these names. */
  identities?: readonly IdentityName[];
}

const modulePlaces = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/lib/pkcs11/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];

export function softHsmModule(): string {
  const found = modulePlaces.find((path) => existsSync(path));
  if (found === undefined) throw new Error('SoftHSM is missing: apt-get install softhsm2');
  return found;
}

/**
 * Makes a token in `dir` that holds the given identities, or opens the one that is there when it holds the
 * same certificates. Keys go in by softhsm2-util, certificates by pkcs11-tool (OpenSC).
 */
export async function createSandboxToken(
  dir: string,
  pki: SandboxPki,
  options: SandboxTokenOptions = {},
): Promise<SandboxToken> {
  const home = resolve(dir);
  const label = options.label ?? 'KYGUI SANDBOX';
  const pin = options.pin ?? '24681357';
  const identities = options.identities ?? ['leader', 'agency', 'leaderExpired'];
  const token: SandboxToken = {
    modulePath: softHsmModule(),
    env: { SOFTHSM2_CONF: join(home, 'softhsm2.conf') },
    label,
    pin,
    identities,
  };
  const thumbprints = identities.map((name) => pki.identities[name].thumbprint);
  const plan = createHash('sha256')
    .update(JSON.stringify([1, home, label, pin, identities, thumbprints]))
    .digest('hex');
  const planFile = join(home, 'plan.sha256');
  if ((await readFile(planFile, 'utf8').catch(() => '')) !== plan) {
    await rm(home, { recursive: true, force: true });
    await build(home, pki, token);
    await writeFile(planFile, plan);
  }
  return token;
}

async function build(home: string, pki: SandboxPki, token: SandboxToken): Promise<void> {
  await mkdir(join(home, 'tokens'), { recursive: true, mode: 0o700 });
  const settings = [
    `directories.tokendir = ${join(home, 'tokens')}`,
    'objectstore.backend = file',
    'log.level = ERROR',
    'slots.removable = false',
  ];
  await writeFile(token.env.SOFTHSM2_CONF, `${settings.join('\n')}\n`);
  const named = ['--label', token.label, '--pin', token.pin];
  await run('softhsm2-util', ['--init-token', '--free', ...named, '--so-pin', '1357924680'], token.env);
  for (const [index, name] of token.identities.entries()) {
    const identity = pki.identities[name];
    const id = (index + 1).toString(16).padStart(2, '0');
    const into = ['--token', token.label, '--pin', token.pin, '--label', name, '--id', id];
    await run('softhsm2-util', ['--import', identity.keyPath, ...into], token.env);
    const der = join(home, `${name}.cer`);
    await openssl(['x509', '-in', identity.certificatePath, '-outform', 'DER', '-out', der]);
    const login = ['--module', token.modulePath, '--token-label', token.label, '--login', '--pin', token.pin];
    const object = ['--write-object', der, '--type', 'cert', '--id', id, '--label', name];
    await run('pkcs11-tool', [...login, ...object], token.env);
  }
}

function run(program: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { env: { ...process.env, ...env }, timeout: 30_000 }, (error, out, err) => {
      if (error === null) resolve(out);
      else reject(new Error(`${program} ${args[0] ?? ''}: ${err || error.message}`, { cause: error }));
    });
  });
}
