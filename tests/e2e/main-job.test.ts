// @needs chromium softhsm2-util pkcs11-tool pdfsig qpdf
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectArtefacts, type Verdicts } from '../demo/artefacts.ts';
import { type JobResult, LETTER, runMainJob } from '../demo/job.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { pictures } from './support/workplace.ts';

/** The product's main job, once, in two real browsers; each test looks at another side of what it left behind. */

let dir: string;
let sandbox: Sandbox;
let job: JobResult;
let files: Record<string, string>;
let verdicts: Verdicts;
const steps: string[] = [];

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (name: string) => readFile(files[name] ?? '');
/** Name and SHA-256 of the attachments of a package, as `kygui edxml read` gives them. */
async function attachments(name: string): Promise<{ name: string; sha256: string }[]> {
  const read = await sandbox.sender.command('edxml', 'read', files[name] ?? '', '--json');
  return JSON.parse(read.stdout).attachments;
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'kygui-main-job-'));
  sandbox = await startSandbox({ dir: path.join(dir, 'sandbox'), pollSeconds: 1 });
  await Promise.all([sandbox.sender.start(), sandbox.receiver.start()]);
  job = await runMainJob(sandbox, {
    visible: false,
    look: pictures('main-job'),
    step: async (name, work) => {
      const result = await work();
      steps.push(name);
      return result;
    },
  });
  ({ files, verdicts } = await collectArtefacts(sandbox, path.join(dir, 'out')));
});

afterAll(async () => {
  await Promise.all([job?.sender.close(), job?.receiver.close()]);
  await sandbox?.stop();
  await rm(dir, { recursive: true, force: true });
});

test('button, consent, PIN, signed, returned, sent, and 01 and 03 in the timeline', async () => {
  expect(steps.at(-1)).toBe('the sender sees it accepted');
  const letter = job.panel.locator('article.item', { hasText: LETTER.code }).first();
  await expect(letter.textContent()).resolves.toMatch(/\(01\)[\s\S]*\(03\)/u);
});

test('pdfsig finds both signatures valid, and the last one covers the whole file', () => {
  expect(verdicts.pdfsig.text.match(/Signature is Valid/gu)).toHaveLength(2);
  expect(verdicts.pdfsig.lastCoversWholeFile).toBe(true);
});

test('qpdf --check is clean', () => {
  expect(verdicts.qpdf).toMatchObject({ clean: true });
});

test('our own judge finds two sound signatures of the two certificates that were chosen', () => {
  const { leader, agency } = sandbox.pki.identities;
  expect(verdicts.kygui).toMatchObject({
    sound: true,
    signatures: [{ thumbprint: leader.thumbprint }, { thumbprint: agency.thumbprint }],
  });
});

test('each version of the file is a byte prefix of the next: nothing that was signed is rewritten', async () => {
  const { folder } = sandbox.qlvb;
  const names = (await readdir(folder)).filter((name) => name.startsWith('4101-')).sort();
  const versions = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
  expect(versions).toHaveLength(3);
  for (const [index, version] of versions.slice(1).entries()) {
    const before = versions[index];
    expect(version.length).toBeGreaterThan(before?.length ?? 0);
    expect(version.subarray(0, before?.length).equals(before ?? version)).toBe(true);
  }
  expect(sha256(await bytesOf('signed'))).toBe(sha256(versions[2] ?? new Uint8Array()));
});

test('the package that was sent and the one that arrived hold the very PDF that went back to the system', async () => {
  const digest = sha256(await bytesOf('signed'));
  expect(await attachments('package')).toMatchObject([{ name: 'cong-van-15.pdf', sha256: digest }]);
  expect(await attachments('received')).toMatchObject([{ name: 'cong-van-15.pdf', sha256: digest }]);
});

test('the axis holds one package, once for each recipient, and one status 01 and 03', () => {
  const { packages, items, duplicates } = sandbox.axis.dump();
  expect(duplicates).toEqual([]);
  const letters = packages.filter(({ messageType }) => messageType === 'edoc');
  expect(letters).toMatchObject([{ from: 'H99.01', code: LETTER.code }]);
  const delivered = items.filter(({ senderDocId }) => senderDocId === letters[0]?.docId);
  expect(delivered.map(({ to }) => to).sort()).toEqual(['G99', 'H99.02']);
  const statuses = packages.filter(({ messageType }) => messageType === 'status');
  expect(statuses.map(({ from, statusCode }) => [from, statusCode])).toEqual([
    ['H99.02', '01'],
    ['H99.02', '03'],
  ]);
});

test('no PIN lies in anything the two offices or the axis wrote down', async () => {
  const places = [sandbox.sender.home, sandbox.receiver.home, path.join(sandbox.dir, 'axis')];
  let read = 0;
  for (const place of places) {
    for (const entry of await readdir(place, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(path.join(entry.parentPath, entry.name));
      expect(bytes.includes(sandbox.token.pin), entry.name).toBe(false);
      read += 1;
    }
  }
  expect(read).toBeGreaterThan(5);
  expect(sandbox.sender.log() + sandbox.receiver.log()).not.toContain(sandbox.token.pin);
});
