/** @needs postgres */
import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJobs, type Jobs } from '../../bridge/sending/jobs.ts';
import { KyguiError } from '../../shared/errors.ts';
import { AxisDouble } from './support/axis-double.ts';
import { bothDrivers, DRIVERS } from './support/both-drivers.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import { openOffice, type TestOffice, workOff } from './support/office.ts';

const drivers = bothDrivers('receive-stamp');

/** A process that ends here, as far as the rows can tell. */
class Killed extends Error {}

describe.each(DRIVERS)('acceptance with the receive stamp on %s', (driver) => {
  let count = 0;

  /** Two offices on one axis, with letters from one waiting at two, which can be restarted. */
  async function scene(letters: number) {
    count += 1;
    const at = join(drivers.folder, `${driver}-${count}`);
    const axis = new AxisDouble();
    const openOne = await drivers.database(driver, `${driver}-${count}-one`);
    const openTwo = await drivers.database(driver, `${driver}-${count}-two`);
    const one = await openOffice({
      store: await openOne(),
      transport: axis.transport('H99.01'),
      folder: join(at, 'one'),
      agency: OFFICE_ONE,
    });
    let point = '';
    const start = async () => {
      const office = await openOffice({
        store: await openTwo(),
        transport: axis.transport('H99.02'),
        folder: join(at, 'two'),
        agency: OFFICE_TWO,
      });
      const jobs = createJobs({
        store: office.store,
        outbox: office.outbox,
        owner: 'bridge-2',
        follow: office.inbox.stamps,
        checkpoint: (reached) => {
          if (reached === point) throw new Killed(reached);
        },
      });
      return { office, jobs };
    };
    let two = await start();
    for (let number = 1; number <= letters; number += 1)
      await one.outbox.submit(await submission(join(at, 'one'), number));
    await workOff(one, 1);
    await two.office.inbox.poll();
    return {
      axis,
      one,
      at,
      two: () => two,
      kill(at: string) {
        point = at;
      },
      async restart() {
        await two.office.close();
        point = '';
        two = await start();
        return two.jobs.recover();
      },
      async end() {
        await two.office.close();
        await one.close();
      },
    };
  }

  const idOf = async (office: TestOffice, code: string) => {
    const found = (await office.inbox.list({ limit: 50 })).items.find((item) => item.code === code);
    if (!found) throw new Error(`${code} did not arrive`);
    return found.itemId;
  };

  /** The clerk's way up to her approval; the token's part is a line behind the bytes. */
  async function begin(office: TestOffice, jobs: Jobs, itemId: string) {
    const fileId = (await office.inbox.item(itemId)).attachments[0]?.documentId ?? '';
    const { path, name } = await office.inbox.stamps.stampable(itemId, fileId);
    const jobKey = randomUUID();
    const documentId = randomUUID();
    await office.inbox.stamps.begin({ jobKey, itemId, fileId, documentId });
    const bytes = readFileSync(path);
    const output = join(drivers.folder, `${documentId}.signed.pdf`);
    await jobs.prepare({
      jobKey,
      origin: 'chrome-extension://example',
      certificate: 'c'.repeat(64),
      items: [
        {
          documentId,
          name,
          role: 'receive',
          input: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length },
          outputPath: output,
        },
      ],
    });
    return { jobKey, documentId, fileId, path, output };
  }
  const approve = async (office: TestOffice, jobs: Jobs, jobKey: string, number: string) => {
    const documentId = (await jobs.find(jobKey)).items[0]?.documentId ?? '';
    return jobs.consent(jobKey, 'a'.repeat(64), (sql) =>
      office.inbox.stamps.approve(sql, jobKey, { number, date: '2026-01-06' }, documentId),
    );
  };
  const stamp = (begun: { path: string; output: string }) => {
    copyFileSync(begun.path, begun.output);
    appendFileSync(begun.output, `dấu ĐẾN ${randomUUID()}`);
  };
  const code = (wanted: string) => (thrown: unknown) => {
    expect(thrown).toBeInstanceOf(KyguiError);
    expect((thrown as KyguiError).code).toBe(wanted);
  };

  it('03 leaves with number and day only when the stamped file is signed, and the sender reads them', async () => {
    const place = await scene(1);
    const { office, jobs } = place.two();
    const itemId = await idOf(office, '1/UBND-VP');
    const begun = await begin(office, jobs, itemId);
    await approve(office, jobs, begun.jobKey, '7');
    expect((await office.inbox.item(itemId)).lastStatus).toBe('01');
    stamp(begun);
    await jobs.signed(begun.jobKey, begun.documentId);
    const item = await office.inbox.item(itemId);
    expect(item).toMatchObject({ lastStatus: '03', entry: { number: '7', date: '2026-01-06' } });
    expect(item.attachments).toMatchObject([{ stampable: true, stamped: true }]);
    const stamped = await office.inbox.stamps.file(begun.fileId);
    expect(readFileSync(stamped?.path ?? '')).toEqual(readFileSync(begun.output));
    await workOff(office, 2);
    await place.one.inbox.poll();
    const [letter] = (await place.one.outbox.list({ limit: 1 })).letters;
    const told = await place.one.outbox.item(letter?.letterId ?? '');
    expect(told.timelines[0]?.entries.at(-1)).toMatchObject({ statusCode: '03' });
    expect(told.timelines[0]?.entries.at(-1)?.description).toContain('số 7 ngày 06/01/2026');
    expect(await office.inbox.nextEntry()).toMatchObject({ number: expect.stringMatching(/^\d+$/u) });
    // The stamped file is the letter's own from now on: the clerk's computer need not keep it for good.
    expect(await jobs.documentsKeptElsewhere(30)).toEqual([]);
    await office.store.transaction((sql) =>
      sql.run(`UPDATE job SET updated_at = '2020-01-01' WHERE job_key = ?`, [begun.jobKey]),
    );
    expect(await jobs.documentsKeptElsewhere(30)).toMatchObject([
      { documentId: begun.documentId, sha256: stamped?.sha256, copy: stamped?.path },
    ]);
    await place.end();
  });

  it('killed at each point: never accepted without the stamp asked for, never stamped or answered twice', async () => {
    const points = ['begun', 'job:consented', 'written', 'job:item-written', 'job:item-signed', 'job:signed'];
    const place = await scene(points.length);
    for (const [index, point] of points.entries()) {
      const { office, jobs } = place.two();
      const itemId = await idOf(office, `${index + 1}/UBND-VP`);
      place.kill(point);
      const begun = await begin(office, jobs, itemId);
      const goOn = async () => {
        if (point === 'begun') return;
        await approve(office, jobs, begun.jobKey, String(index + 1));
        stamp(begun);
        if (point === 'written') return;
        await jobs.signed(begun.jobKey, begun.documentId);
      };
      await goOn().catch((thrown) => expect(thrown).toBeInstanceOf(Killed));
      await place.restart();
      const now = place.two();
      const early = point === 'begun' || point === 'job:consented';
      expect((await now.office.inbox.item(itemId)).lastStatus, point).toBe(early ? '01' : '03');
      if (!early) continue;
      // Nothing was signed: the clerk sees a letter that is not accepted and begins again.
      const again = await begin(now.office, now.jobs, itemId);
      await approve(now.office, now.jobs, again.jobKey, String(index + 1));
      stamp(again);
      await now.jobs.signed(again.jobKey, again.documentId);
    }
    const { office } = place.two();
    const items = (await office.inbox.list({ limit: 50 })).items;
    expect(items.map(({ lastStatus }) => lastStatus)).toEqual(points.map(() => '03'));
    expect(readdirSync(join(place.at, 'two', 'inbox', 'stamped'))).toHaveLength(points.length);
    await workOff(office, 2);
    expect(place.axis.taken.filter(({ messageType }) => messageType === 'status')).toHaveLength(
      2 * points.length,
    );
    for (const { itemId } of items) {
      const { attachments, answers } = await office.inbox.item(itemId);
      expect(attachments).toMatchObject([{ stamped: true }]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(['01', '03']);
    }
    await place.end();
  });

  it('of two windows on one letter one stamps; nobody answers it meanwhile; a stamped letter is not stamped again', async () => {
    const place = await scene(1);
    const { office, jobs } = place.two();
    const itemId = await idOf(office, '1/UBND-VP');
    const first = await begin(office, jobs, itemId);
    const second = await begin(office, jobs, itemId);
    await approve(office, jobs, first.jobKey, '1').then(
      () => expect.unreachable(),
      code('RECEIVING_STAMP_ELSEWHERE'),
    );
    await approve(office, jobs, second.jobKey, '1');
    for (const answer of ['accept', 'refuse'] as const) {
      await office.inbox
        .answer({ jobKey: randomUUID(), itemId, answer, reason: 'Gửi nhầm đơn vị' })
        .then(() => expect.unreachable(), code('RECEIVING_STAMP_ELSEWHERE'));
    }
    await begin(office, jobs, itemId).then(() => expect.unreachable(), code('RECEIVING_STAMP_ELSEWHERE'));
    stamp(second);
    await jobs.signed(second.jobKey, second.documentId);
    await begin(office, jobs, itemId).then(() => expect.unreachable(), code('RECEIVING_ANSWER_ORDER'));
    await office.inbox.answer({ jobKey: randomUUID(), itemId, answer: 'refuse', reason: 'Sai thẩm quyền' });
    await begin(office, jobs, itemId).then(() => expect.unreachable(), code('RECEIVING_STAMPED_ALREADY'));
    await place.end();
  });

  it("an approval counts for the file that was shown: the stamp of one letter is never another letter's", async () => {
    const place = await scene(2);
    const { office, jobs } = place.two();
    const one = await begin(office, jobs, await idOf(office, '1/UBND-VP'));
    const two = await idOf(office, '2/UBND-VP');
    const fileId = (await office.inbox.item(two)).attachments[0]?.documentId ?? '';
    // The same key begins again with another letter, after the first was shown.
    await office.inbox.stamps.begin({ jobKey: one.jobKey, itemId: two, fileId, documentId: randomUUID() });
    await approve(office, jobs, one.jobKey, '1').then(
      () => expect.unreachable(),
      code('RECEIVING_STAMP_ELSEWHERE'),
    );
    await place.end();
  });

  it('an approval on a computer that never came back holds its letter for an hour; come back, it answers nothing twice', async () => {
    const place = await scene(2);
    const { office, jobs } = place.two();
    const age = () =>
      office.store.transaction(async (sql) => {
        const before = new Date(Date.parse(await sql.now()) - 2 * 3_600_000).toISOString();
        await sql.run(`UPDATE job SET updated_at = ? WHERE state = 'signing'`, [before]);
      });
    for (const again of ['stamp', 'answer'] as const) {
      const itemId = await idOf(office, again === 'stamp' ? '1/UBND-VP' : '2/UBND-VP');
      const lost = await begin(office, jobs, itemId);
      await approve(office, jobs, lost.jobKey, again === 'stamp' ? '1' : '2');
      await begin(office, jobs, itemId).then(() => expect.unreachable(), code('RECEIVING_STAMP_ELSEWHERE'));
      await age();
      if (again === 'stamp') {
        const begun = await begin(office, jobs, itemId);
        await approve(office, jobs, begun.jobKey, '1');
        stamp(begun);
        await jobs.signed(begun.jobKey, begun.documentId);
      } else await office.inbox.answer({ jobKey: randomUUID(), itemId, answer: 'accept', entryNumber: '2' });
      stamp(lost);
      await jobs.signed(lost.jobKey, lost.documentId).catch((thrown) => {
        expect(thrown).toMatchObject({ code: 'RECEIVING_ANSWER_ORDER' });
      });
      const { answers } = await office.inbox.item(itemId);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(['01', '03']);
    }
    await place.end();
  });

  it('of an answer and an approval in the same moment one counts', async () => {
    const place = await scene(4);
    const { office, jobs } = place.two();
    for (const number of ['1', '2', '3', '4']) {
      const itemId = await idOf(office, `${number}/UBND-VP`);
      const begun = await begin(office, jobs, itemId);
      const both = await Promise.allSettled([
        office.inbox.answer({ jobKey: randomUUID(), itemId, answer: 'accept' }),
        approve(office, jobs, begun.jobKey, number),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
    await place.end();
  });

  it('a number of entry belongs to one letter in its year, stamped or not; the next one is proposed', async () => {
    const place = await scene(3);
    const { office, jobs } = place.two();
    const [a, b, c] = [
      await idOf(office, '1/UBND-VP'),
      await idOf(office, '2/UBND-VP'),
      await idOf(office, '3/UBND-VP'),
    ];
    const accept = (itemId: string, entryNumber: string, entryDate: string) =>
      office.inbox.answer({ jobKey: randomUUID(), itemId, answer: 'accept', entryNumber, entryDate });
    await accept(a, '009', '2025-12-31');
    await accept(b, '5', '2026-01-06');
    const begun = await begin(office, jobs, c);
    await approve(office, jobs, begun.jobKey, '05').then(
      () => expect.unreachable(),
      code('RECEIVING_ENTRY_NUMBER_TAKEN'),
    );
    await approve(office, jobs, begun.jobKey, '9');
    stamp(begun);
    await jobs.signed(begun.jobKey, begun.documentId);
    const { number, date } = await office.inbox.nextEntry();
    expect(number).toBe(date.startsWith('2026-') ? '10' : '1');
    await place.end();
  });

  it('a failed signature leaves the letter to be accepted, with or without the stamp', async () => {
    const place = await scene(1);
    const { office, jobs } = place.two();
    const itemId = await idOf(office, '1/UBND-VP');
    const begun = await begin(office, jobs, itemId);
    await approve(office, jobs, begun.jobKey, '1');
    await jobs.fail(begun.jobKey, new KyguiError('TOKEN_REMOVED'));
    await office.inbox.answer({
      jobKey: randomUUID(),
      itemId,
      answer: 'accept',
      entryNumber: '1',
      entryDate: '2026-01-06',
    });
    expect((await office.inbox.item(itemId)).attachments).toMatchObject([{ stamped: false }]);
    await place.end();
  });
});
