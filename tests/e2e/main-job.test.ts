// @needs chromium softhsm2-util pkcs11-tool pdfsig qpdf
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectArtefacts } from '../demo/artefacts.ts';
import { type JobResult, LETTER, runMainJob } from '../demo/job.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { type MainJob, proveMainJob } from './support/main-job-proof.ts';
import { pictures } from './support/workplace.ts';

/** The product's main job, once, in two real browsers; each test looks at another side of what it left behind. */

let dir: string;
let sandbox: Sandbox;
let job: JobResult;
let done: MainJob;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'kygui-main-job-'));
  sandbox = await startSandbox({ dir: path.join(dir, 'sandbox'), pollSeconds: 1 });
  await Promise.all([sandbox.sender.start(), sandbox.receiver.start()]);
  job = await runMainJob(sandbox, {
    visible: false,
    look: pictures('main-job'),
    step: (_name, work) => work(),
  });
  const letter = job.panel.locator('article.item', { hasText: LETTER.code }).first();
  const timeline = (await letter.textContent()) ?? '';
  done = { sandbox, timeline, ...(await collectArtefacts(sandbox, path.join(dir, 'out'))) };
});

afterAll(async () => {
  await Promise.all([job?.sender.close(), job?.receiver.close()]);
  await sandbox?.stop();
  await rm(dir, { recursive: true, force: true });
});

proveMainJob(() => done);

test('the other agency accepted with the receive stamp: a third signature, its number and day told with 03', async () => {
  const { receiver } = sandbox;
  const folder = path.join(receiver.home, 'inbox', 'stamped');
  const [stamped = ''] = await readdir(folder);
  const verified = await receiver.command('verify', path.join(folder, stamped), '--json');
  const { sound, signatures } = JSON.parse(verified.stdout) as { sound: boolean; signatures: unknown[] };
  expect({ sound, signatures: signatures.length }).toEqual({ sound: true, signatures: 3 });
  expect(done.timeline).toMatch(/vào sổ văn bản đến số 1 ngày \d{2}\/\d{2}\/\d{4}/u);
});
