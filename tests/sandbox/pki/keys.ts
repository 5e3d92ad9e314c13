import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { IdentityPlan } from './identities.ts';
import { openssl } from './openssl.ts';

/**
 * Writes the private key `<name>.key.pem` into `dir`. Where `KYGUI_SANDBOX_KEYS` names a folder, as one run of the
 * tests does, a key that an earlier test file made there is taken: making them is most of what an authority costs.
 *
 * @param authority Which authority of this process it is for; two in one process never share a key, so that a file of
 * one is a stranger's to the other.
 */
export async function writeKey(
  dir: string,
  name: string,
  key: IdentityPlan['key'],
  authority: number,
): Promise<void> {
  const path = join(dir, `${name}.key.pem`);
  const folder = process.env.KYGUI_SANDBOX_KEYS;
  const kept = folder && join(folder, `${authority}-${name}-${key.replace(':', '-')}.pem`);
  if (kept && (await copyFile(kept, path).then(() => true, notThere))) return;
  const [kind, size = ''] = key.split(':');
  const shape =
    kind === 'rsa'
      ? ['RSA', '-pkeyopt', `rsa_keygen_bits:${size}`]
      : ['EC', '-pkeyopt', `ec_paramgen_curve:${size}`];
  await openssl(['genpkey', '-algorithm', ...shape, '-out', path]);
  if (!kept) return;
  // Several files run at once; a key appears whole or not at all.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const fresh = `${kept}.${process.pid}`;
  await copyFile(path, fresh);
  await rename(fresh, kept);
}

function notThere(error: NodeJS.ErrnoException): false {
  if (error.code !== 'ENOENT') throw error;
  return false;
}
