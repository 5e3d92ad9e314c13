import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSandboxPki } from '../sandbox/pki/create.ts';
import { openTokens } from '../sandbox/token/open-tokens.ts';
import { createSandboxToken, type SandboxToken } from '../sandbox/token/softhsm.ts';

/**
 * Signatures of a SoftHSM token through the module process, beside a bare C_Sign loop over the same key in the
 * same run. The two take turns, so that a busy machine slows both.
 */
const BATCH = 1000;
const ROUNDS = 3;
const AT_ONCE = 16;

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 1000) / 1000, unit })}\n`);
}
const median = (values: readonly number[]) =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

async function rawRate(token: SandboxToken, label: string): Promise<number> {
  const script = fileURLToPath(new URL('./token-raw-loop.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', script, token.modulePath, token.pin, label, String(BATCH / ROUNDS)],
    { env: { ...process.env, ...token.env } },
  );
  return median(JSON.parse(stdout));
}

const dir = await mkdtemp(join(tmpdir(), 'kygui-bench-token-'));
try {
  const pki = await createSandboxPki(join(dir, 'pki'), { port: 18_090 });
  const token = await createSandboxToken(join(dir, 'token'), pki, { identities: ['leader', 'agency'] });
  const tokens = openTokens(token);

  const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work();
    print(name, performance.now() - started, 'ms');
    return result;
  };
  await timed('token.list.one-module', () => tokens.list());

  for (const [name, kind] of [
    ['agency', 'RSA-2048'],
    ['leader', 'RSA-3072'],
  ] as const) {
    const raw: number[] = [];
    const ours: number[] = [];
    const singles: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      raw.push(await rawRate(token, name));
      const { thumbprint } = pki.identities[name];
      const batch = await tokens.openBatch({ certificateThumbprint: thumbprint, pin: token.pin });
      const digests = Array.from({ length: BATCH }, () =>
        createHash('sha256').update(randomBytes(32)).digest(),
      );
      const started = performance.now();
      const worker = async () => {
        for (let digest = digests.pop(); digest !== undefined; digest = digests.pop()) {
          await batch.signer.sign(digest, 'SHA-256');
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      ours.push((BATCH * 1000) / (performance.now() - started));
      for (let single = 0; single < 20; single += 1) {
        const begun = performance.now();
        await batch.signer.sign(randomBytes(32), 'SHA-256');
        singles.push(performance.now() - begun);
      }
      await batch.close();
    }
    print(`token.raw-loop.${kind}`, median(raw), 'signatures/s');
    print(`token.batch-${BATCH}.${kind}`, median(ours), 'signatures/s, each checked');
    print(`token.batch-${BATCH}.${kind}.ratio-to-raw`, median(ours) / median(raw), 'ratio');
    print(`token.sign-one.${kind}`, median(singles), 'ms');
  }
  await tokens.close();
} finally {
  await rm(dir, { recursive: true, force: true });
}
