// @needs openssl
import { createHash, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documentGet } from '../../bridge/commands/document-get.ts';
import { jobState } from '../../bridge/commands/job-state.ts';
import { PreparedJobs } from '../../bridge/commands/prepared-jobs.ts';
import { ProposedNumbers } from '../../bridge/commands/register.ts';
import { signCancel } from '../../bridge/commands/sign-cancel.ts';
import type { CommandContext } from '../../bridge/listener/handlers.ts';
import { KyguiError } from '../../shared/errors.ts';
import {
  agency,
  approve,
  approvedLetter,
  bridge,
  context,
  documents,
  folder,
  letterOn,
  letters,
  ORIGIN,
  PIN,
  page,
  prepare,
  prepared,
  put,
  refusals,
  rig,
  store,
  thumbprint,
  tried,
} from './approval-rig.ts';

test('a letter that only the competent person signs cannot be sent in the same press', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId, { role: 'approve', letter: letterOn(documentId) });
  expect(refusals(shown)).toContain('signatures.agency');
  await expect(approve(shown.jobKey, shown.approvalDigest)).rejects.toMatchObject({ code: 'GATE_REFUSED' });
  expect(tried).toEqual([]);
  expect(await letters()).toEqual([]);
});

test('an agency that signs its letter twice has not made it a letter of the competent person', async () => {
  const first = await put(await page());
  const plain = await prepare(first, { by: agency });
  await approve(plain.jobKey, plain.approvalDigest);
  const { signed } = await documents.find(first);
  const documentId = await put(await readFile(signed?.path ?? ''));
  const shown = await prepare(documentId, { role: 'issue', by: agency, letter: letterOn(documentId) });
  expect(refusals(shown)).toContain('signatures.person');
});

test('a letter that the agency has issued is not issued again over its number, date and seal', async () => {
  const documentId = await approvedLetter();
  const issue = await prepare(documentId, { role: 'issue', by: agency });
  expect(refusals(issue)).toEqual([]);
  await approve(issue.jobKey, issue.approvalDigest);
  const { signed } = await documents.find(documentId);
  const issued = await put(await readFile(signed?.path ?? ''));
  const again = await prepare(issued, { role: 'issue', by: agency });
  expect(refusals(again)).toEqual(['gate.issue']);
  tried.length = 0;
  await expect(approve(again.jobKey, again.approvalDigest)).rejects.toMatchObject({ code: 'GATE_REFUSED' });
  expect(tried).toEqual([]);
});

test('a letter whose main file is not among the signed ones is stopped before the PIN', async () => {
  const documentId = await approvedLetter();
  const other = await put(await page('khac'));
  const letter = letterOn(other);
  const shown = await prepare(documentId, { role: 'issue', by: agency, letter });
  expect(refusals(shown)).toContain('letter.files');
  const none = await prepare(documentId, {
    role: 'issue',
    by: agency,
    letter: letterOn(documentId, { attachments: [] }),
  });
  expect(refusals(none)).toContain('letter.files');
  expect(tried).toEqual([]);
});

test('a file exchanged on the disk after it came from the page is not shown as the one that came', async () => {
  const documentId = await put(await page());
  const { path } = await documents.find(documentId);
  await writeFile(path, await page('Noi dung khac'));
  await expect(prepare(documentId)).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
});

test('a file exchanged on the disk between showing and approving is not signed, and the job says so once', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  const { path } = await documents.find(documentId);
  await writeFile(path, await page('Noi dung khac'));
  const outcome = await approve(shown.jobKey, shown.approvalDigest);
  expect(outcome).toMatchObject({ state: 'failed', items: [], error: { code: 'PDF_CHANGED_SINCE_CONSENT' } });
  // Approving again asks no token: the PIN is not spent on a job that is over.
  expect(await approve(shown.jobKey, shown.approvalDigest)).toMatchObject({ state: 'failed' });
  expect(tried).toHaveLength(1);
});

test('the same approval twice at once tries one PIN and signs once', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  const both = await Promise.all([
    approve(shown.jobKey, shown.approvalDigest),
    approve(shown.jobKey, shown.approvalDigest),
  ]);
  expect(both.map(({ state }) => state)).toEqual(['signed', 'signed']);
  expect(tried).toEqual([PIN]);
  expect(await approve(shown.jobKey, shown.approvalDigest)).toMatchObject({ state: 'signed' });
  expect(tried).toEqual([PIN]);
});

test('a job that is being signed is neither shown anew, nor given up, nor joined by an approval of something else', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  let reached = () => {};
  const signing = new Promise<void>((resolve) => {
    reached = resolve;
  });
  rig.onSign = async () => {
    reached();
    await gate;
  };
  const work = approve(shown.jobKey, shown.approvalDigest);
  await signing;
  await expect(prepare(documentId, { jobKey: shown.jobKey, by: agency })).rejects.toMatchObject({
    code: 'SENDING_JOB_ORDER',
  });
  await expect(
    signCancel(prepared, new ProposedNumbers())({ jobKey: shown.jobKey }, context),
  ).rejects.toMatchObject({
    code: 'SENDING_JOB_ORDER',
  });
  await expect(approve(shown.jobKey, 'f'.repeat(64))).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
  go();
  expect(await work).toMatchObject({ state: 'signed' });
  expect(tried).toEqual([PIN]);
});

test('after a wrong PIN and an edited letter, the right PIN sends the letter that was shown last and only that', async () => {
  const documentId = await approvedLetter();
  const wish = { role: 'issue', by: agency } as const;
  const first = await prepare(documentId, { ...wish, letter: letterOn(documentId) });
  await expect(approve(first.jobKey, first.approvalDigest, '0')).rejects.toMatchObject({
    code: 'TOKEN_PIN_WRONG',
  });
  const edited = letterOn(documentId, { subject: 'V/v số liệu đã sửa' });
  const second = await prepare(documentId, { ...wish, jobKey: first.jobKey, letter: edited });
  expect(refusals(second)).toEqual([]);
  await expect(approve(first.jobKey, first.approvalDigest)).rejects.toMatchObject({
    code: 'DOCUMENT_CHANGED',
  });
  expect(await approve(first.jobKey, second.approvalDigest)).toMatchObject({ state: 'signed' });
  expect(tried).toEqual(['0', PIN]);
  expect(await letters()).toMatchObject([{ subject: 'V/v số liệu đã sửa' }]);
});

test('a letter left prepared by a crash is replaced by the one that is approved now', async () => {
  const documentId = await approvedLetter();
  const jobKey = randomUUID();
  const stored = await documents.find(documentId);
  await bridge.jobs.prepare({
    jobKey,
    origin: ORIGIN,
    certificate: thumbprint(agency),
    items: [
      {
        documentId,
        name: stored.name,
        role: 'issue',
        input: { sha256: stored.sha256, size: stored.size },
        outputPath: documents.signedPath(documentId),
      },
    ],
    letter: {
      draft: letterOn(documentId, { subject: 'V/v bản cũ' }),
      from: { organId: 'H99.01', organName: 'Ủy ban nhân dân xã Mẫu Một' },
      files: {},
    },
  });
  const letter = letterOn(documentId, { subject: 'V/v bản mới' });
  const shown = await prepare(documentId, { jobKey, role: 'issue', by: agency, letter });
  expect(await approve(jobKey, shown.approvalDigest)).toMatchObject({ state: 'signed' });
  expect(await letters()).toMatchObject([{ subject: 'V/v bản mới' }]);
});

test('an approval after the job was given up signs nothing and asks no PIN', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  await signCancel(prepared, new ProposedNumbers())({ jobKey: shown.jobKey }, context);
  await expect(approve(shown.jobKey, shown.approvalDigest)).rejects.toMatchObject({ code: 'JOB_UNKNOWN' });
  expect(tried).toEqual([]);
});

test('the same letter approved in two windows goes out once, and a third window is refused before the PIN', async () => {
  const wish = { role: 'issue', by: agency } as const;
  const [one, two] = [await approvedLetter(), await approvedLetter()];
  const first = await prepare(one, { ...wish, letter: letterOn(one) });
  const second = await prepare(two, { ...wish, letter: letterOn(two) });
  expect(await approve(first.jobKey, first.approvalDigest)).toMatchObject({ state: 'signed' });
  await expect(approve(second.jobKey, second.approvalDigest)).rejects.toMatchObject({ code: 'GATE_REFUSED' });
  expect(await letters()).toHaveLength(1);
  expect(refusals(await prepare(two, { ...wish, letter: letterOn(two) }))).toEqual(['letter.sent-before']);

  // Once it is there, the clerk is warned and decides; another recipient is another matter.
  await store.transaction((sql) => sql.run(`UPDATE recipient SET state = 'arrived'`, []));
  const again = await prepare(two, { ...wish, letter: letterOn(two) });
  expect(refusals(again)).toEqual([]);
  expect(again.letterFindings).toContainEqual(
    expect.objectContaining({ id: 'letter.sent-before', result: 'warning' }),
  );
  const other = letterOn(two, { recipients: [{ code: 'H99.03' }] });
  const elsewhere = await prepare(two, { ...wish, letter: other });
  expect(elsewhere.letterFindings.map(({ id }) => id)).not.toContain('letter.sent-before');
});

test('a bridge killed when the signed file was written but not yet named still hands that file back', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  const stop = new Error('the process ended here');
  const keepSigned = documents.keepSigned;
  documents.keepSigned = () => Promise.reject(stop);
  const { fail } = bridge.jobs;
  bridge.jobs.fail = () => Promise.reject(stop);
  await expect(approve(shown.jobKey, shown.approvalDigest)).rejects.toBe(stop);
  documents.keepSigned = keepSigned;
  bridge.jobs.fail = fail;

  expect(await bridge.jobs.recover()).toMatchObject([{ state: 'signed' }]);
  const outcome = await jobState(bridge, new PreparedJobs())({ jobKey: shown.jobKey }, context);
  expect(outcome.state).toBe('signed');
  expect(await fetched(documentId)).toBe(outcome.items[0]?.sha256);
});

test.each([
  ['signed', 'signed', null],
  ['consent', 'failed', 'STORE_UNREACHABLE'],
] as const)(
  'a job whose %s was written while the answer was lost is told as what it became: %s',
  async (step, state, code) => {
    const documentId = await put(await page());
    const shown = await prepare(documentId, {});
    const real = bridge.jobs[step] as (...asked: unknown[]) => Promise<unknown>;
    Object.assign(bridge.jobs, {
      [step]: async (...asked: unknown[]) => {
        await real(...asked);
        throw new KyguiError('STORE_OUTCOME_UNKNOWN', { reason: 'connection' });
      },
    });
    const outcome = await approve(shown.jobKey, shown.approvalDigest);
    expect(outcome).toMatchObject({ state, error: code === null ? null : { code } });
    expect(outcome.items).toHaveLength(state === 'signed' ? 1 : 0);
    expect((await bridge.jobs.find(shown.jobKey)).state).toBe(state);
  },
);

test('a signed file exchanged on the disk is not handed back as the signed one', async () => {
  const documentId = await put(await page());
  const shown = await prepare(documentId);
  await approve(shown.jobKey, shown.approvalDigest);
  await writeFile(documents.signedPath(documentId), await page('Noi dung khac'));
  await expect(fetched(documentId)).rejects.toMatchObject({ code: 'SENDING_FILE_CHANGED' });
});

test('a disk that is full or gone is told as such, not as a fault of the program', async () => {
  const documentId = await put(await page());
  await approveAlone(documentId);
  rmSync(documents.signedPath(documentId));
  await expect(fetched(documentId)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  const full = async function* () {
    yield await Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
  };
  const about = { name: 'van-ban.pdf', origin: ORIGIN, size: 10 };
  await expect(documents.put(about, full())).rejects.toMatchObject({ code: 'STORE_DISK_FULL' });
  rmSync(join(folder, 'documents'), { recursive: true });
  await expect(put(await page())).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
});

async function approveAlone(documentId: string): Promise<void> {
  const shown = await prepare(documentId);
  await approve(shown.jobKey, shown.approvalDigest);
}

/** SHA-256 of the signed version as the extension gets it. */
async function fetched(documentId: string): Promise<string> {
  const hash = createHash('sha256');
  const writeStream = async (_stream: number, bytes: AsyncIterable<Uint8Array>) => {
    let size = 0;
    for await (const piece of bytes) {
      hash.update(piece);
      size += piece.length;
    }
    return size;
  };
  const get = documentGet({ bridge: { ...bridge, exchange: null }, prepared });
  await get({ documentId, version: 'signed', stream: 1 }, { ...context, writeStream } as CommandContext);
  return hash.digest('hex');
}
