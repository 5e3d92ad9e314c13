/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { DRIVERS } from './support/both-drivers.ts';
import { exchangeStage } from './support/exchange-stage.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import { type TestOffice, workOff } from './support/office.ts';

/**
 * All faults of the list at random moments, by a seeded schedule, while letters travel: whatever strikes, in the end
 * every letter was sent, entered and answered once. What stayed in doubt is decided by its clerk, who asks the other. Other seeds with KYGUI_SEEDS, more letters with KYGUI_LETTERS.
 */
const stage = exchangeStage('fault-schedule');
const SEEDS = (process.env.KYGUI_SEEDS ?? '1').split(',').map(Number);
const LETTERS = Number(process.env.KYGUI_LETTERS ?? 6);

const RUNS = DRIVERS.flatMap((driver) => SEEDS.map((seed) => [driver, seed] as const));
stage.print('driver    seed  faults struck  letters  lost  doubled  strangers taken  decided by a clerk');

it.each(RUNS)(
  'on %s with seed %d nothing is lost and nothing doubled',
  { timeout: 600_000 },
  async (driver, seed) => {
    const { axis } = stage;
    axis.reset();
    const choice = { timeoutMs: 3000 };
    const one = await stage.open(driver, OFFICE_ONE, choice);
    const two = await stage.open(driver, OFFICE_TWO, choice);
    const files = stage.place(`files-${driver}-${seed}`);
    await axis.schedule({ seed, probability: 0.02, delayMs: 500 });
    const ids: string[] = [];
    const day = async () => {
      await workOff(one, 1);
      await two.inbox.poll();
      const { items } = await two.inbox.list({ limit: 200, filter: 'unanswered' });
      for (const { itemId, kind } of items)
        if (kind === 'new') await two.inbox.answer({ jobKey: randomUUID(), itemId, answer: 'accept' });
      await workOff(two, 1);
      await one.inbox.poll();
    };
    for (let number = 1; number <= LETTERS; number += 1) {
      ids.push((await one.outbox.submit(await submission(files, number))).letterId);
      await day();
    }
    const struck = axis.dump().faults.reduce((sum, { fired }) => sum + fired, 0);
    // The bad time is over; the bridges work off what it left.
    axis.clearFaults();
    const states = async () => {
      const letters = await Promise.all(ids.map((id) => one.outbox.item(id)));
      return letters.map(({ state, recipients }) => `${state} ${recipients[0]?.state}`);
    };
    const decide = async (office: TestOffice) => {
      const rows = await office.store.read((sql) =>
        sql.all(
          `SELECT outbox_id, message_type, document_id, content FROM outbox WHERE state IN ('outcome-unknown', 'failed')`,
        ),
      );
      for (const row of rows) {
        const came = axis
          .dump()
          .packages.some(
            (item) =>
              item.messageType === row.message_type &&
              item.documentId === row.document_id &&
              (item.messageType === 'edoc' || String(row.content).includes(`"${item.statusCode}"`)),
          );
        await office.outbox.retry(String(row.outbox_id), came ? 'arrived' : 'resend');
      }
      return rows.length;
    };
    let decided = 0;
    for (let round = 0; round < 20; round += 1) {
      await day();
      if ((await states()).every((state) => state === 'closed accepted')) break;
      // The bridges first: they ask the axis themselves.
      if (round >= 5) decided += (await decide(one)) + (await decide(two));
    }
    await day();
    const sent = axis.dump().packages.filter((item) => item.messageType === 'edoc' && item.from === 'H99.01');
    const entered = (await two.inbox.list({ limit: 500 })).items;
    const ours = entered.filter((item) => item.fromCode === 'H99.01');
    const listed = axis.dump().items.filter((item) => item.to === 'H99.02' && item.from.startsWith('G'));
    const waiting = listed.filter(({ status }) => status === 'initial').map(({ docId }) => docId);
    const once = (codes: readonly string[]) => new Set(codes).size;
    const lost =
      ids.length - Math.min(once(sent.map(({ code }) => code)), once(ours.map(({ code }) => code)));
    const doubled =
      sent.length - once(sent.map(({ code }) => code)) + ours.length - once(ours.map(({ code }) => code));
    stage.print(
      `${driver.padEnd(9)} ${String(seed).padEnd(5)} ${String(struck).padEnd(14)} ${String(ids.length).padEnd(8)} ${String(lost).padEnd(5)} ${String(doubled).padEnd(8)} ${`${listed.length - waiting.length} of ${listed.length}`.padEnd(16)} ${decided}`,
    );
    expect(await states()).toEqual(ids.map(() => 'closed accepted'));
    expect({ lost, doubled }).toEqual({ lost: 0, doubled: 0 });
    expect(struck).toBeGreaterThan(LETTERS);
    // Packages, recalls and statuses of strangers too; what is over the limit waits on the axis and is told.
    const told = (await two.inbox.poll()).errors.map(({ docId }) => docId);
    expect(waiting.filter((docId) => !told.includes(docId))).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  },
);
