import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJobs, type Job, type Jobs, type NewJob } from '../../bridge/sending/jobs.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import { KyguiError } from '../../shared/errors.ts';
import { AxisDouble } from './support/axis-double.ts';
import { OFFICE_ONE, submission } from './support/letters.ts';
import { openOffice, type TestOffice } from './support/office.ts';

let folder = '';
let axis: AxisDouble;
let office: TestOffice;
let jobs: Jobs;
const approval = 'a'.repeat(64);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jobs-'));
  axis = new AxisDouble();
  office = await openOffice({
    store: await openSqliteStore(join(folder, 'a.sqlite')),
    transport: axis.transport('H99.01'),
    folder,
    agency: OFFICE_ONE,
  });
  jobs = createJobs({ store: office.store, outbox: office.outbox, owner: 'bridge-1' });
});
afterEach(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A job over the one file of a letter, as the signing command makes it. */
async function job(number: number): Promise<NewJob & { documentId: string; input: string; output: string }> {
  const { draft, files, from } = await submission(folder, number);
  const [attachment] = draft.attachments;
  const documentId = attachment?.documentId ?? '';
  const input = files[documentId]?.path ?? '';
  const bytes = readFileSync(input);
  const output = `${input}.signed.pdf`;
  return {
    jobKey: randomUUID(),
    origin: 'https://qlvb.example.vn',
    certificate: 'c'.repeat(64),
    items: [
      {
        documentId,
        name: 'van-ban.pdf',
        role: 'issue',
        input: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length },
        outputPath: output,
      },
    ],
    letter: { draft, from, files: {} },
    documentId,
    input,
    output,
  };
}

const sign = (made: { input: string; output: string }) => {
  copyFileSync(made.input, made.output);
  appendFileSync(made.output, `chữ ký ${randomUUID()}`);
};

const letterOf = (done: Job) => office.outbox.item(done.letterId ?? '');

describe('a signing job that ends in a letter', () => {
  it('shows the letter from the approval on, and sends the signed bytes', async () => {
    const made = await job(1);
    await jobs.prepare(made);
    expect((await office.outbox.list({ limit: 5 })).total).toBe(0);
    const approved = await jobs.consent(made.jobKey, approval);
    expect((await letterOf(approved)).state).toBe('consented');
    await office.outbox.tick();
    expect(axis.taken).toEqual([]);
    sign(made);
    const done = await jobs.signed(made.jobKey, made.documentId);
    expect(done.state).toBe('signed');
    await office.outbox.tick();
    const letter = await letterOf(done);
    expect(letter.steps.map(({ step }) => step)).toEqual([
      'accepted',
      'consented',
      'signed',
      'packaged',
      'claimed',
      'sent',
      'receipted',
    ]);
    expect(String(axis.taken[0]?.bytes)).toContain(readFileSync(made.output).toString('base64'));
  });

  it('refuses a result that does not begin with the approved bytes', async () => {
    const made = await job(1);
    await jobs.prepare(made);
    await jobs.consent(made.jobKey, approval);
    writeFileSync(made.output, 'nội dung khác hẳn, dài hơn bản đã duyệt rất nhiều, rất nhiều, rất nhiều');
    await expect(jobs.signed(made.jobKey, made.documentId)).rejects.toMatchObject({
      code: 'SENDING_FILE_CHANGED',
    });
  });

  it('counts as being signed from the approval to its end, so that its files are kept', async () => {
    const [done, broken] = [await job(1), await job(2)];
    for (const made of [done, broken]) await jobs.prepare(made);
    expect(await jobs.documentsBeingSigned()).toEqual(new Set());
    for (const made of [done, broken]) await jobs.consent(made.jobKey, approval);
    const both = new Set([done.documentId, broken.documentId]);
    expect(await jobs.documentsBeingSigned()).toEqual(both);
    sign(done);
    await jobs.signed(done.jobKey, done.documentId);
    await jobs.fail(broken.jobKey, new KyguiError('SENDING_NOT_SIGNED'));
    expect(await jobs.documentsBeingSigned()).toEqual(new Set());
  });

  it('lies with its page once the page said so long ago that it has the file, whoever says it again', async () => {
    const { letter: _, ...made } = await job(1);
    const kept = () => jobs.documentsKeptElsewhere(30);
    const grownOld = (column: 'updated_at' | 'taken_at') =>
      office.store.transaction(async (sql) => {
        await sql.run(`UPDATE job SET ${column} = '2020-01-01' WHERE ${column} IS NOT NULL`);
      });
    await jobs.prepare(made);
    await jobs.consent(made.jobKey, approval);
    await expect(jobs.taken(made.jobKey)).rejects.toMatchObject({ code: 'SENDING_JOB_ORDER' });
    sign(made);
    await jobs.signed(made.jobKey, made.documentId);
    await grownOld('updated_at');
    expect(await kept()).toEqual([]);
    await jobs.taken(made.jobKey);
    expect(await kept()).toEqual([]);
    await grownOld('taken_at');
    await jobs.taken(made.jobKey);
    expect(await kept()).toMatchObject([{ documentId: made.documentId, copy: null }]);
    await expect(jobs.taken(randomUUID())).rejects.toMatchObject({ code: 'SENDING_UNKNOWN_JOB' });
  });

  it('what was taken by its page and is to be sent waits for its letter', async () => {
    const made = await job(1);
    await jobs.prepare(made);
    await jobs.consent(made.jobKey, approval);
    sign(made);
    await jobs.signed(made.jobKey, made.documentId);
    await jobs.taken(made.jobKey);
    await office.store.transaction(async (sql) => {
      await sql.run(`UPDATE job SET updated_at = '2020-01-01', taken_at = '2020-01-01'`);
    });
    expect(await jobs.documentsKeptElsewhere(30)).toEqual([]);
  });

  it('lies elsewhere once its letter was taken so long ago, and not while anything of it is still to happen', async () => {
    const made = await job(1);
    const kept = async () => (await jobs.documentsKeptElsewhere(30)).map(({ documentId }) => documentId);
    const grownOld = () =>
      office.store.transaction(async (sql) => {
        for (const table of ['job', 'outbox']) await sql.run(`UPDATE ${table} SET updated_at = '2020-01-01'`);
      });
    await jobs.prepare(made);
    await jobs.consent(made.jobKey, approval);
    await grownOld();
    expect(await kept()).toEqual([]);
    sign(made);
    await jobs.signed(made.jobKey, made.documentId);
    await grownOld();
    expect(await kept()).toEqual([]);
    await office.outbox.tick();
    expect(await kept()).toEqual([]);
    await grownOld();
    const [found] = await jobs.documentsKeptElsewhere(30);
    expect(found?.documentId).toBe(made.documentId);
    expect(readFileSync(found?.copy ?? '')).toEqual(readFileSync(made.output));
    // Another bridge of the office has files of its own.
    const other = createJobs({ store: office.store, outbox: office.outbox, owner: 'bridge-2' });
    expect(await other.documentsKeptElsewhere(30)).toEqual([]);
    // The same file is shown for another signature.
    const { letter: _, ...again } = await job(2);
    await jobs.prepare({
      ...again,
      items: again.items.map((item) => ({ ...item, documentId: made.documentId })),
    });
    expect(await kept()).toEqual([]);
    await office.store.transaction((sql) =>
      sql.run('DELETE FROM job_item WHERE job_key = ?', [again.jobKey]),
    );
    expect(await kept()).toEqual([made.documentId]);
    for (const state of ['outcome-unknown', 'failed', 'cancelled', 'exported']) {
      await office.store.transaction((sql) => sql.run('UPDATE outbox SET state = ?', [state]));
      expect(await kept(), state).toEqual([]);
    }
  });

  it('that sends nothing is nowhere else for all that is known here', async () => {
    const { letter: _, ...made } = await job(1);
    await jobs.prepare(made);
    await jobs.consent(made.jobKey, approval);
    sign(made);
    await jobs.signed(made.jobKey, made.documentId);
    await office.store.transaction((sql) => sql.run(`UPDATE job SET updated_at = '2020-01-01'`));
    expect(await jobs.documentsKeptElsewhere(30)).toEqual([]);
  });

  it('is not approved twice, nor cancelled after approval', async () => {
    const made = await job(1);
    await jobs.prepare(made);
    await jobs.consent(made.jobKey, approval);
    await expect(jobs.consent(made.jobKey, approval)).rejects.toMatchObject({ code: 'SENDING_JOB_ORDER' });
    await expect(jobs.cancel(made.jobKey)).rejects.toMatchObject({ code: 'SENDING_JOB_ORDER' });
  });

  it('fails with its reason, and its letter with it', async () => {
    const made = await job(1);
    await jobs.prepare(made);
    const approved = await jobs.consent(made.jobKey, approval);
    await jobs.fail(made.jobKey, new KyguiError('CANCELLED'));
    expect(await letterOf(approved)).toMatchObject({ state: 'failed', error: { code: 'CANCELLED' } });
    await expect(office.outbox.retry(approved.letterId ?? '')).rejects.toMatchObject({
      code: 'SENDING_NOT_SIGNED',
    });
  });
});

describe('a letter that is signed again after its first try failed', () => {
  it('stands once among the letters to look after; the first try says that a newer line took its place', async () => {
    const made = await job(1);
    await jobs.prepare(made);
    const first = await jobs.consent(made.jobKey, approval);
    await jobs.fail(made.jobKey, new KyguiError('TOKEN_REMOVED'));
    const again = { ...made, jobKey: randomUUID() };
    await jobs.prepare(again);
    const second = await jobs.consent(again.jobKey, approval);
    expect(await letterOf(first)).toMatchObject({
      state: 'cancelled',
      error: { code: 'SENDING_SUPERSEDED' },
    });
    expect(await letterOf(second)).toMatchObject({ state: 'consented', error: null });
    const { letters } = await office.outbox.list({ limit: 10, filter: 'attention' });
    expect(letters).toEqual([]);
    const open = await office.outbox.list({ limit: 10, filter: 'open' });
    expect(open.letters.map(({ letterId }) => letterId)).toEqual([second.letterId]);
    expect(open.total).toBe(1);
  });

  it('leaves another letter that failed where it is', async () => {
    const one = await job(1);
    await jobs.prepare(one);
    const failed = await jobs.consent(one.jobKey, approval);
    await jobs.fail(one.jobKey, new KyguiError('TOKEN_REMOVED'));
    const two = await job(2);
    await jobs.prepare(two);
    await jobs.consent(two.jobKey, approval);
    expect(await letterOf(failed)).toMatchObject({ state: 'failed', error: { code: 'TOKEN_REMOVED' } });
  });
});

describe('after a killed process', () => {
  it('a job whose signed file lies complete goes on to the letter', async () => {
    const made = await job(1);
    await jobs.prepare(made);
    await jobs.consent(made.jobKey, approval);
    sign(made);
    const [settled] = await jobs.recover();
    expect(settled?.state).toBe('signed');
    await office.outbox.tick();
    expect(axis.taken).toHaveLength(1);
    expect(await jobs.recover()).toEqual([]);
  });

  it('a job that was approved but not signed is failed as not signed and sends nothing', async () => {
    const made = await job(1);
    await jobs.prepare(made);
    await jobs.consent(made.jobKey, approval);
    const [settled] = await jobs.recover();
    expect(settled).toMatchObject({ state: 'failed', error: { code: 'SENDING_NOT_SIGNED' } });
    await office.outbox.tick();
    expect(axis.taken).toEqual([]);
    expect(await letterOf(settled as Job)).toMatchObject({
      state: 'failed',
      recipients: [{ state: 'failed' }],
    });
  });

  it('a signed file left by an earlier job is not taken for the result of this one', async () => {
    const made = await job(1);
    sign(made);
    await jobs.prepare(made);
    await jobs.consent(made.jobKey, approval);
    expect((await jobs.recover())[0]?.error?.code).toBe('SENDING_NOT_SIGNED');
  });

  it('a job that was only prepared stays prepared, and jobs of another bridge are left alone', async () => {
    const [mine, theirs] = [await job(1), await job(2)];
    await jobs.prepare(mine);
    const other = createJobs({ store: office.store, outbox: office.outbox, owner: 'bridge-2' });
    await other.prepare(theirs);
    await other.consent(theirs.jobKey, approval);
    expect(await jobs.recover()).toEqual([]);
    expect((await jobs.find(mine.jobKey)).state).toBe('prepared');
    expect((await jobs.find(theirs.jobKey)).state).toBe('signing');
  });
});
