import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EXTENSION_ID, findChromium } from './browser.ts';

/** Where Debian's Chromium reads what the administrator of a computer has set. */
const SYSTEM_FOLDER = '/etc/chromium';

/** A policy that one browser alone sees: other browsers of this machine run the same extension. */
export interface PrivatePolicy {
  /** Starts the browser with the policy's folder mounted over the system's, in a mount namespace of its own. */
  executablePath: string;
  /** Puts a policy file, as an administrator would; a running browser reads it by itself. */
  put(text: string): Promise<void>;
  /** Puts the managed settings of the extension. */
  set(managed: Record<string, unknown>): Promise<void>;
  remove(): Promise<void>;
}

/** Words before a program that give it mounts of its own: for root, and for a person where the kernel allows it. */
const NAMESPACES = [
  ['unshare', '--mount'],
  ['unshare', '--mount', '--map-root-user'],
];
const MOUNTED = `mount --bind "$0" ${SYSTEM_FOLDER} && exec "$@"`;

/** Why no browser can get a policy of its own on this machine; null when one can. */
export function privatePolicyProblem(): string | null {
  if (!existsSync(SYSTEM_FOLDER))
    return `${SYSTEM_FOLDER} is not there: the browser is not Debian's Chromium`;
  return namespace() ? null : 'this machine allows no mount namespace (unshare --mount)';
}

const namespace = (): string[] | undefined =>
  NAMESPACES.find(
    ([command = '', ...words]) =>
      spawnSync(command, [...words, 'sh', '-c', MOUNTED, SYSTEM_FOLDER, 'true']).status === 0,
  );

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');

/** @throws where {@link privatePolicyProblem} names one */
export async function privatePolicy(): Promise<PrivatePolicy> {
  const words = namespace();
  if (!words) throw new Error(privatePolicyProblem() ?? 'no mount namespace');
  const folder = await mkdtemp(path.join(tmpdir(), 'kygui-policy-'));
  const system = path.join(folder, 'chromium');
  const managed = path.join(system, 'policies/managed');
  await cp(SYSTEM_FOLDER, system, { recursive: true });
  await rm(path.join(system, 'policies'), { recursive: true, force: true });
  await mkdir(managed, { recursive: true });
  const executablePath = path.join(folder, 'chromium.sh');
  const line = `exec ${quoted([...words, 'sh', '-c', MOUNTED, system, findChromium()])} "$@"\n`;
  await writeFile(executablePath, `#!/bin/sh\n${line}`);
  await chmod(executablePath, 0o755);
  const put = async (text: string) => {
    // In one step, so that the browser never reads half of it.
    const draft = path.join(folder, 'draft.json');
    await writeFile(draft, text);
    await rename(draft, path.join(managed, 'kygui.json'));
  };
  return {
    executablePath,
    put,
    set: (settings) => put(JSON.stringify({ '3rdparty': { extensions: { [EXTENSION_ID]: settings } } })),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
