// @needs firefox-esr softhsm2-util pkcs11-tool pdfsig qpdf
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { collectArtefacts } from '../demo/artefacts.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import type { FirefoxBrowser } from './support/firefox/browser.ts';
import { runFirefoxJob } from './support/firefox/job.ts';
import { type MainJob, proveMainJob } from './support/main-job-proof.ts';

/** The product's main job once more, the same build in two Firefox browsers, with the same proof. */

const SHOTS = fileURLToPath(new URL('../../shots/main-job-firefox', import.meta.url));

let dir: string;
let sandbox: Sandbox;
let done: MainJob;
const browsers: FirefoxBrowser[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'kygui-firefox-job-'));
  sandbox = await startSandbox({ dir: path.join(dir, 'sandbox'), pollSeconds: 1 });
  await Promise.all([sandbox.sender.start(), sandbox.receiver.start()]);
  const timeline = await runFirefoxJob(sandbox, (tab, name) => tab.picture(SHOTS, name), browsers);
  done = { sandbox, timeline, ...(await collectArtefacts(sandbox, path.join(dir, 'out'))) };
}, 600_000);

afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await sandbox?.stop();
  await rm(dir, { recursive: true, force: true });
});

proveMainJob(() => done);
