import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { prepareSignature } from '../../bridge/pdf/prepare.ts';
import { signPdf } from '../../bridge/pdf/sign.ts';
import { makePng } from '../vectors/make-pdf.ts';
import { libraries, SIGNING_TIME } from '../vectors/sign-for-test.ts';
import { openIdentity } from '../vectors/test-signer.ts';

/**
 * One figure in a process of its own: `MODE FILE FOLDER ROUNDS`. Modes: `hash` (SHA-256 of the file), `copy` (hash, copy
 * and flush), `invisible` and `visible` (prepare and sign). Prints the time of each round and the peak memory as JSON.
 */
const [mode = '', file = '', folder = '', rounds = '1'] = process.argv.slice(2);
const output = join(folder, `bench-${process.pid}.pdf`);
const identity = openIdentity(folder, 'leader', 'Nguyễn Văn Mẫu');
const image = makePng(600, 250, [20, 40, 160]);

async function hash(): Promise<void> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) digest.update(chunk);
  digest.digest();
}

async function copy(): Promise<void> {
  const digest = createHash('sha256');
  const through = new Transform({
    transform(chunk, _encoding, done) {
      digest.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), through, createWriteStream(output));
  const handle = await open(output, 'r+');
  await handle.sync();
  await handle.close();
}

async function sign(visible: boolean): Promise<void> {
  const prepared = await prepareSignature(
    file,
    {
      role: visible ? 'approve' : 'plain',
      signerName: identity.commonName,
      time: SIGNING_TIME,
      ...(visible ? { image } : {}),
    },
    { libraries, bindContent: false, drawPreviews: false },
  );
  await signPdf({ input: file, output, prepared, signer: identity.signer, libraries });
}

const work: Record<string, () => Promise<void>> = {
  hash,
  copy,
  invisible: () => sign(false),
  visible: () => sign(true),
};
const run = work[mode];
if (!run) throw new Error(`unknown mode ${mode}`);
const times: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const started = performance.now();
  await run();
  times.push(performance.now() - started);
  rmSync(output, { force: true });
}
const rss = Number(/VmHWM:\s+(\d+)/u.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1024;
process.stdout.write(`${JSON.stringify({ times, rss })}\n`);
