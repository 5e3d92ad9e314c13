// @needs chromium softhsm2-util pkcs11-tool pdfsig qpdf
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
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
