import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Verdicts } from '../../demo/artefacts.ts';
import { LETTER } from '../../demo/job.ts';
import type { Sandbox } from '../../sandbox/start.ts';

/** What the main job left behind, whichever browser did it. */
export interface MainJob {
  sandbox: Sandbox;
  files: Record<string, string>;
  verdicts: Verdicts;
  /** Text of the letter in the sender's panel, when everything is over. */
  timeline: string;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Name and SHA-256 of the attachments of a package, as `kygui edxml read` gives them. */
async function attachments(
  { sandbox, files }: MainJob,
  name: string,
): Promise<{ name: string; sha256: string }[]> {
  const read = await sandbox.sender.command('edxml', 'read', files[name] ?? '', '--json');
  return JSON.parse(read.stdout).attachments;
}

/** The tests of the main job; each looks at another side of it. */
export function proveMainJob(done: () => MainJob): void {
  test('button, consent, PIN, signed, returned, sent, and 01 and 03 in the timeline', () => {
    expect(done().timeline).toMatch(/\(01\)[\s\S]*\(03\)/u);
  });

  test('pdfsig finds both signatures valid, and the last one covers the whole file', () => {
    const { verdicts } = done();
    expect(verdicts.pdfsig.text.match(/Signature is Valid/gu)).toHaveLength(2);
    expect(verdicts.pdfsig.lastCoversWholeFile).toBe(true);
  });

  test('qpdf --check is clean', () => {
    expect(done().verdicts.qpdf).toMatchObject({ clean: true });
  });

  test('our own judge finds two sound signatures of the two certificates that were chosen', () => {
    const { sandbox, verdicts } = done();
    const { leader, agency } = sandbox.pki.identities;
    expect(verdicts.kygui).toMatchObject({
      sound: true,
      signatures: [{ thumbprint: leader.thumbprint }, { thumbprint: agency.thumbprint }],
    });
  });

  test('each version of the file is a byte prefix of the next: nothing that was signed is rewritten', async () => {
    const { sandbox, files } = done();
    const { folder } = sandbox.qlvb;
    const names = (await readdir(folder)).filter((name) => name.startsWith('4101-')).sort();
    const versions = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
    expect(versions).toHaveLength(3);
    for (const [index, version] of versions.slice(1).entries()) {
      const before = versions[index];
      expect(version.length).toBeGreaterThan(before?.length ?? 0);
      expect(version.subarray(0, before?.length).equals(before ?? version)).toBe(true);
    }
    expect(sha256(await readFile(files.signed ?? ''))).toBe(sha256(versions[2] ?? new Uint8Array()));
  });

  test('the package that was sent and the one that arrived hold the very PDF that went back to the system', async () => {
    const job = done();
    const digest = sha256(await readFile(job.files.signed ?? ''));
    expect(await attachments(job, 'package')).toMatchObject([{ name: 'cong-van-15.pdf', sha256: digest }]);
    expect(await attachments(job, 'received')).toMatchObject([{ name: 'cong-van-15.pdf', sha256: digest }]);
  });

  test('the axis holds one package, once for each recipient, and one status 01 and 03', () => {
    const { packages, items, duplicates } = done().sandbox.axis.dump();
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
    const { sandbox } = done();
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
}
