import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkGate } from '../../bridge/pdf/judge/gate.ts';
import { judgePdf } from '../../bridge/pdf/judge/judge.ts';
import { prepareSignature } from '../../bridge/pdf/prepare.ts';
import { signPdf } from '../../bridge/pdf/sign.ts';
import { libraries, SIGNING_TIME } from '../vectors/sign-for-test.ts';
import { createIdentity, openIdentity } from '../vectors/test-signer.ts';
import { writeLargePdf } from './pdf-large-file.ts';

/**
 * One file of a gigabyte: gate, preparation with its digest, signing, judging; each in a process of its own, with the
 * peak memory beside that of Node hashing the same file. Memory must not grow with the file.
 */
const SIZE = 1e9;
const [mode, folder = ''] = process.argv.slice(2);
const input = join(folder, 'in.pdf');
const output = join(folder, 'out.pdf');

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 10) / 10, unit })}\n`);
}

const work: Record<string, () => Promise<unknown>> = {
  hash: async () => {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(input, { highWaterMark: 1 << 20 })) hash.update(chunk);
    return hash.digest('hex');
  },
  gate: () => checkGate(input, 'plain', { trust: null }),
  sign: async () => {
    const identity = openIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
    const request = { role: 'plain', signerName: identity.commonName, time: SIGNING_TIME } as const;
    const prepared = await prepareSignature(input, request, { libraries, bindContent: false });
    await signPdf({ input, output, prepared, signer: identity.signer, libraries });
  },
  judge: async () => {
    const { sound } = await judgePdf(output, { trust: null });
    if (!sound) throw new Error('not sound');
  },
};

if (mode === undefined) {
  const made = mkdtempSync(join(tmpdir(), 'kygui-bench-gigabyte-'));
  try {
    createIdentity(made, 'leader', 'Nguyễn Văn Mẫu');
    await writeLargePdf(join(made, 'in.pdf'), SIZE);
    for (const name of Object.keys(work)) {
      const words = ['--import', 'tsx', fileURLToPath(import.meta.url), name, made];
      const said = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
      print(`pdf.1GB.${name}`, said.time, 'ms');
      print(`pdf.1GB.${name}.peak-memory`, said.rss, 'MB');
    }
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
} else {
  const begun = performance.now();
  await work[mode]?.();
  const time = performance.now() - begun;
  const rss = Number(/VmHWM:\s+(\d+)/u.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
  process.stdout.write(JSON.stringify({ time, rss }));
}
