import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgePdf } from '../../bridge/pdf/judge/judge.ts';
import { createSandboxPki } from '../sandbox/pki/create.ts';
import { createFaultModule } from '../sandbox/token/fault-module.ts';
import { createSandboxToken } from '../sandbox/token/softhsm.ts';
import { makeLetter } from '../vectors/make-pdf.ts';

/**
 * `kygui sign-batch` from its first to its last file, beside a bare C_Sign loop over the same key: once on SoftHSM, whose
 * signature is arithmetic on the same cores, and once on the same token slowed down to what a card takes (100 ms), where
 * the token is the limit. Every file is read, gated, hashed, signed, flushed and judged. SoftHSM signs faster than any
 * token that a person can hold, so there the processor is the limit and the ratio only says what else a file costs; a
 * USB token makes one to ten signatures a second, which the second one stands for.
 */
const FILES = { soft: 1000, card: 60 } as const;
const CARD_MS = 100;

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 1000) / 1000, unit })}\n`);
}

function run(words: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (piece) => {
      text += piece;
    });
    child.on('close', (status) =>
      status === 0
        ? resolve(text)
        : reject(new Error(`${words[1]} ended with ${status}: ${text.slice(0, 300)}`)),
    );
  });
}

const median = (values: readonly number[]) =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;

const dir = await mkdtemp(join(tmpdir(), 'kygui-bench-batch-'));
const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));
try {
  const pki = await createSandboxPki(join(dir, 'pki'), { port: 18_091 });
  const token = await createSandboxToken(join(dir, 'token'), pki, { identities: ['agency'] });
  const card = await createFaultModule(join(dir, 'card'), token);
  await card.order(`delay C_Sign ${CARD_MS}`);
  await writeFile(join(dir, 'letter.pdf'), await makeLetter());
  for (const [kind, module] of [
    ['soft', token],
    ['card', card],
  ] as const) {
    const count = FILES[kind];
    const rows = (many: number) =>
      Array.from({ length: many }, (_, index) => ({
        input: 'letter.pdf',
        output: `${kind}-${index}.pdf`,
        role: 'plain',
      }));
    const batch = async (many: number): Promise<number> => {
      await writeFile(join(dir, 'list.json'), JSON.stringify(rows(many)));
      const words = ['--module', module.modulePath, '--cert', 'agency', '--pin-env', 'PIN', '--json'];
      const env = { ...module.env, PIN: token.pin, KYGUI_HOME: join(dir, 'home') };
      const begun = performance.now();
      await run([script('../../bridge/kygui.mjs'), 'sign-batch', join(dir, 'list.json'), ...words], env);
      return performance.now() - begun;
    };
    const raw = median(
      JSON.parse(
        await run(
          [
            '--import',
            'tsx',
            script('./token-raw-loop.ts'),
            module.modulePath,
            token.pin,
            'agency',
            String(Math.min(count, 100)),
          ],
          module.env,
        ),
      ),
    );
    // What the command costs before the first file and after the last one is not the batch.
    const one = await batch(1);
    const all = await batch(count);
    const rate = ((count - 1) * 1000) / (all - one);
    print(`batch.${kind}.raw-loop.RSA-2048`, raw, 'signatures/s');
    print(`batch.${kind}.sign-batch-${count}`, rate, 'files/s');
    print(`batch.${kind}.ratio-to-raw`, rate / raw, 'ratio');
    const before = await readFile(join(dir, 'letter.pdf'));
    for (const index of [0, Math.floor(count / 2), count - 1]) {
      const path = join(dir, `${kind}-${index}.pdf`);
      const kept = (await readFile(path)).subarray(0, before.length).equals(before);
      if (!kept || !(await judgePdf(path, { trust: null })).sound) throw new Error(`${path} is not sound`);
    }
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}
