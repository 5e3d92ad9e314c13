import { rmSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { submission } from './support/letters.ts';
import { axis, folder, outboxWith, store, workOff } from './support/outbox-stage.ts';

describe('a letter on its way out', () => {
  it('goes through every step, each committed, and keeps the raw answer', async () => {
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1, { to: ['H99.02', 'G99'] }));
    await outbox.tick();
    const detail = await outbox.item(letterId);
    expect(detail.steps.map(({ step }) => step)).toEqual([
      'accepted',
      'packaged',
      'claimed',
      'sent',
      'receipted',
    ]);
    expect(detail.axisDocId).toBe(axis.taken[0]?.docId);
    expect(detail.packageSha256).toBe(axis.taken[0]?.sha256);
    expect(detail.recipients.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(detail.documentId).toBe('H99.01,2026/01/05,1/UBND-VP');
    const row = await store.read((sql) => sql.get('SELECT receipt, receipt_sha256 FROM outbox'));
    expect(row?.receipt).toContain(axis.taken[0]?.docId);
    expect(row?.receipt_sha256).toBe(axis.taken[0]?.sha256);
  });

  it('is one letter however often the same job asks', async () => {
    const outbox = await outboxWith();
    const request = await submission(folder, 1);
    const first = await outbox.submit(request);
    expect((await outbox.submit(request)).letterId).toBe(first.letterId);
    await outbox.tick();
    expect((await outbox.submit(request)).state).toBe('receipted');
    await outbox.tick();
    expect(axis.taken).toHaveLength(1);
  });

  it('is refused when its file is missing or differs from what was approved, and leaves nothing behind', async () => {
    const outbox = await outboxWith();
    const request = await submission(folder, 1);
    const [file] = Object.values(request.files);
    await writeFile(file?.path ?? '', 'khác');
    await expect(outbox.submit(request)).rejects.toMatchObject({ code: 'SENDING_FILE_CHANGED' });
    rmSync(file?.path ?? '');
    await expect(outbox.submit(request)).rejects.toMatchObject({ code: 'SENDING_FILE_MISSING' });
    expect((await outbox.list({ limit: 10 })).total).toBe(0);
    expect(await readdir(join(folder, 'packages', 'files'))).toEqual([]);
  });

  it('goes before ordinary letters when it is hỏa tốc', async () => {
    const outbox = await outboxWith({ parallel: 1 });
    await outbox.submit(await submission(folder, 1));
    await outbox.submit(await submission(folder, 2, { priority: 1 }));
    await outbox.submit(await submission(folder, 3, { priority: 3 }));
    await outbox.tick();
    expect(axis.taken.map(({ notation }) => notation)).toEqual(['3/UBND-VP', '2/UBND-VP', '1/UBND-VP']);
  });

  it('is found by number and by words without diacritics', async () => {
    const outbox = await outboxWith();
    await outbox.submit(await submission(folder, 7, { subject: 'V/v đề nghị báo cáo 100%_đủ' }));
    await outbox.submit(await submission(folder, 8));
    const found = async (search: string) =>
      (await outbox.list({ limit: 10, search })).letters.map(({ code }) => code);
    expect(await found('de nghi bao cao')).toEqual(['7/UBND-VP']);
    expect(await found('ĐỀ NGHỊ')).toEqual(['7/UBND-VP']);
    expect(await found('8/ubnd')).toEqual(['8/UBND-VP']);
    expect(await found('100%_')).toEqual(['7/UBND-VP']);
    expect(await found('%')).toEqual(['7/UBND-VP']);
  });

  it('stands on one page of the list, also when many were made at one instant', async () => {
    const outbox = await outboxWith();
    for (const number of [1, 2, 3]) await outbox.submit(await submission(folder, number));
    await store.transaction((sql) => sql.run(`UPDATE letter SET created_at = '2026-01-05T01:00:00.000Z'`));
    const codes: string[] = [];
    for (let before: { at: string; id: string } | undefined; ; ) {
      const [letter] = (await outbox.list({ limit: 1, before })).letters;
      if (!letter) break;
      codes.push(letter.code);
      before = { at: letter.createdAt, id: letter.letterId };
    }
    expect(codes.toSorted()).toEqual(['1/UBND-VP', '2/UBND-VP', '3/UBND-VP']);
  });
});

describe('a paused outbox', () => {
  it('takes letters but sends none, over a restart too, until it is resumed', async () => {
    const outbox = await outboxWith();
    await outbox.pause();
    await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    await outbox.close();
    const next = await outboxWith();
    await next.tick();
    expect([axis.taken.length, await next.isPaused()]).toEqual([0, true]);
    await next.resume();
    await next.tick();
    expect([axis.taken.length, await next.isPaused()]).toEqual([1, false]);
  });
});

describe('cancelling', () => {
  it('stops a letter that has not left', async () => {
    axis.faults.push('line-down');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    await outbox.cancel(letterId);
    await workOff(outbox);
    expect((await outbox.item(letterId)).state).toBe('cancelled');
    expect(axis.taken).toHaveLength(0);
  });

  it('is refused for a letter that left or may have left', async () => {
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    await expect(outbox.cancel(letterId)).rejects.toMatchObject({ code: 'SENDING_TOO_LATE_TO_CANCEL' });
    axis.faults.push('answer-lost');
    const second = await outbox.submit(await submission(folder, 2));
    await outbox.tick();
    await expect(outbox.cancel(second.letterId)).rejects.toMatchObject({
      code: 'SENDING_TOO_LATE_TO_CANCEL',
    });
  });

  it('wins against a worker that has the row in hand but has not begun to send', async () => {
    let cancel = async () => {};
    const outbox = await outboxWith({
      checkpoint: async (point) => {
        if (point === 'outbox:packaged') await cancel();
      },
    });
    const { letterId } = await outbox.submit(await submission(folder, 1));
    cancel = () => outbox.cancel(letterId).catch(() => {});
    await outbox.tick();
    await workOff(outbox);
    const { state } = await outbox.item(letterId);
    expect([state, axis.taken.length]).toEqual(['cancelled', 0]);
  });
});

describe('two workers on one store', () => {
  it('do not both send what one of them has in hand', async () => {
    const shared = { lock: false } as const;
    const [one, two] = [await outboxWith(shared), await outboxWith(shared)];
    for (let number = 1; number <= 12; number += 1) await one.submit(await submission(folder, number));
    await Promise.all([one.tick(), two.tick()]);
    await workOff(one, 2);
    expect(axis.taken).toHaveLength(12);
    expect(axis.doubles()).toEqual([]);
  });

  it('a worker that stalled past its lease before sending sends nothing when it wakes', async () => {
    let stall = true;
    const sleeper = await outboxWith({
      lock: false,
      httpTimeoutMs: 30,
      clock: stoppedClock(() => stall),
      checkpoint: async (point) => {
        if (point !== 'outbox:claimed' || !stall) return;
        await new Promise((resolve) => setTimeout(resolve, 700));
      },
    });
    const awake = await outboxWith({ lock: false, httpTimeoutMs: 30 });
    const { letterId } = await sleeper.submit(await submission(folder, 1));
    const stalled = sleeper.tick();
    await new Promise((resolve) => setTimeout(resolve, 350));
    await workOff(awake, 4);
    await stalled;
    stall = false;
    await workOff(awake, 2);
    expect(axis.taken).toHaveLength(1);
    expect((await awake.item(letterId)).state).toBe('receipted');
  });
});

/** The heartbeat of a stalled process does not beat: its sleeps last until the stall is over. */
function stoppedClock(stalled: () => boolean) {
  return {
    now: () => new Date().toISOString(),
    monotonicMs: () => performance.now(),
    async sleep(ms: number) {
      do await new Promise((resolve) => setTimeout(resolve, Math.max(ms, 50)));
      while (stalled() && ms < 1000);
    },
  };
}

describe('after a restore from a backup', () => {
  it('a row that does not know it was sent is asked for first, because the folder knows', async () => {
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    await store.transaction((sql) =>
      sql.run(
        `UPDATE outbox SET state = 'packaged', doubt = 0, sends = 0, axis_doc_id = NULL, receipt = NULL,
          next_at = '2020-01-01T00:00:00.000Z', fence = 1`,
      ),
    );
    await workOff(outbox);
    expect((await outbox.item(letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(1);
  });

  it('every unsent row is verified first when the operator says so', async () => {
    axis.faults.push('line-down');
    const outbox = await outboxWith();
    await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    expect(await outbox.verifyFirst()).toBe(1);
    await workOff(outbox);
    expect(axis.taken).toHaveLength(1);
  });
});

describe('the clock', () => {
  it('set back by a day does not make a letter wait for a day', async () => {
    axis.faults.push('line-down');
    const outbox = await outboxWith();
    await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    await store.transaction((sql) =>
      sql.run('UPDATE outbox SET next_at = ?, updated_at = ?', [tomorrow, tomorrow]),
    );
    await outbox.tick();
    expect(axis.taken).toHaveLength(1);
  });
});
