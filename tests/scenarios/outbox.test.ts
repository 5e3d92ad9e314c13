import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutbox, type Outbox, type OutboxOptions } from '../../bridge/sending/outbox.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import type { Store } from '../../bridge/store/store.ts';
import { AxisDouble } from './support/axis-double.ts';
import { submission } from './support/letters.ts';
import { plainBuilder } from './support/plain-package.ts';

let folder = '';
let store: Store;
let axis: AxisDouble;
const open: Outbox[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  store = await openSqliteStore(join(folder, 'a.sqlite'));
  axis = new AxisDouble();
});
afterEach(async () => {
  for (const outbox of open.splice(0)) await outbox.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function outboxWith(change: Partial<OutboxOptions> = {}): Promise<Outbox> {
  const outbox = await createOutbox({
    store,
    transport: axis.transport('H99.01'),
    packagesDir: join(folder, 'packages'),
    build: plainBuilder,
    httpTimeoutMs: 400,
    settleMs: 40,
    trustSentList: true,
    random: () => 0.5,
    ...change,
  });
  open.push(outbox);
  return outbox;
}

/** Makes every waiting row due, as if the waits were over, and works until nothing is left. */
async function workOff(outbox: Outbox, rounds = 6): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await outbox.tick();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await store.transaction((sql) =>
      sql.run(`UPDATE outbox SET next_at = ? WHERE next_at IS NOT NULL AND absent_at IS NULL`, [
        '2020-01-01T00:00:00.000Z',
      ]),
    );
  }
}

const steps = async (outbox: Outbox, letterId: string) =>
  (await outbox.item(letterId)).steps.map(({ step }) => step);

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
});

describe('when the line or the axis fails', () => {
  it('waits and sends once when nothing had left', async () => {
    axis.faults.push('line-down', 'line-down');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'packaged',
      error: { code: 'AXIS_UNREACHABLE' },
    });
    await workOff(outbox);
    expect(await outbox.item(letterId)).toMatchObject({ state: 'receipted', error: null });
    expect(axis.taken).toHaveLength(1);
  });

  it('finds the package on the axis after a lost answer and does not send it again', async () => {
    axis.faults.push('answer-lost');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    expect((await outbox.item(letterId)).recipients[0]?.state).toBe('outcome-unknown');
    await workOff(outbox);
    expect((await outbox.item(letterId)).axisDocId).toBe(axis.taken[0]?.docId);
    expect(await steps(outbox, letterId)).toEqual([
      'accepted',
      'packaged',
      'claimed',
      'outcome-unknown',
      'asked',
      'sent',
      'receipted',
    ]);
    expect(axis.taken).toHaveLength(1);
  });

  it('does not believe an answer without an id, and asks', async () => {
    axis.faults.push('no-doc-id');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox);
    expect((await outbox.item(letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(1);
  });

  it('sends again only after two looks, apart in time, that did not find the package', async () => {
    axis.faults.push('stopped-in-the-middle');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox);
    expect(axis.taken).toHaveLength(1);
    const done = await steps(outbox, letterId);
    expect(done.filter((step) => step === 'asked')).toHaveLength(2);
    expect(done.slice(-3)).toEqual(['claimed', 'sent', 'receipted']);
  });

  it('leaves it to the clerk when the list of the axis has never shown anything of ours', async () => {
    axis.faults.push('stopped-in-the-middle');
    axis.sentListMode = 'silent';
    const outbox = await outboxWith({ trustSentList: false });
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox);
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'outcome-unknown',
      error: { code: 'SENDING_OUTCOME_UNKNOWN' },
    });
    expect(axis.taken).toHaveLength(0);
    await outbox.retry(letterId, 'resend');
    await workOff(outbox);
    expect(axis.taken).toHaveLength(1);
    expect((await outbox.item(letterId)).state).toBe('receipted');
  });

  it('believes the silence of the list once it has shown an earlier package of ours', async () => {
    const outbox = await outboxWith({ trustSentList: false });
    await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    axis.faults.push('stopped-in-the-middle');
    const second = await outbox.submit(await submission(folder, 2));
    await workOff(outbox);
    expect((await outbox.item(second.letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(2);
  });

  it('asks again by itself, and sends once the list has become an answer', async () => {
    axis.faults.push('stopped-in-the-middle');
    axis.sentListMode = 'silent';
    const outbox = await outboxWith({ trustSentList: false });
    const first = await outbox.submit(await submission(folder, 1));
    await workOff(outbox, 2);
    await outbox.submit(await submission(folder, 2));
    await workOff(outbox, 2);
    expect((await outbox.item(first.letterId)).state).toBe('outcome-unknown');
    axis.sentListMode = 'complete';
    await workOff(outbox, 4);
    expect((await outbox.item(first.letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(2);
  });

  it('takes the word of the clerk that it arrived', async () => {
    axis.faults.push('answer-lost');
    axis.sentListMode = 'silent';
    const outbox = await outboxWith({ trustSentList: false });
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox);
    await outbox.retry(letterId, 'arrived');
    await workOff(outbox);
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'arrived',
      recipients: [{ state: 'arrived' }],
    });
    expect(axis.taken).toHaveLength(1);
  });

  it('does not decide between two packages that look the same', async () => {
    const outbox = await outboxWith();
    axis.faults.push('answer-lost');
    const first = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    axis.take({
      messageType: 'edoc',
      from: 'H99.01',
      to: ['H99.02'],
      bytes: axis.taken[0]?.bytes ?? Buffer.of(),
    });
    await workOff(outbox);
    expect((await outbox.item(first.letterId)).state).toBe('outcome-unknown');
    expect(axis.taken).toHaveLength(2);
  });

  it('goes on with the other recipients when one does not exist', async () => {
    axis.faults.push({ recipient: 'G99' });
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1, { to: ['H99.02', 'G99'] }));
    await workOff(outbox);
    expect((await outbox.item(letterId)).recipients.map(({ code, state }) => [code, state])).toEqual([
      ['H99.02', 'sent'],
      ['G99', 'failed'],
    ]);
    expect(axis.taken.map(({ to }) => to)).toEqual([['H99.02']]);
  });

  it('says which recipient the axis could not reach although it took the package', async () => {
    axis.unreachable.add('G99');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1, { to: ['H99.02', 'G99'] }));
    await workOff(outbox, 2);
    const letter = await outbox.item(letterId);
    expect(letter.recipients.map(({ state }) => state)).toEqual(['sent', 'failed']);
    expect(letter.error).toMatchObject({ code: 'SENDING_RECIPIENT_FAILED', details: { recipient: 'G99' } });
    expect(letter.timelines[1]?.entries.at(-1)?.description).toBe('18 Don vi nhan khong ton tai');
    expect(axis.taken).toHaveLength(1);
  });

  it('puts a package aside after five refusals, with the last one named, and sends it at the press of a button', async () => {
    axis.faults.push(...Array.from({ length: 5 }, () => 'refused' as const));
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox, 8);
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'failed',
      error: { code: 'SENDING_TOO_MANY_TRIES', details: { tries: 5, last: 'AXIS_SYSTEM_ERROR' } },
      recipients: [{ state: 'failed' }],
    });
    await outbox.retry(letterId);
    await workOff(outbox);
    expect((await outbox.item(letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(1);
  });

  it('sends nothing when the frozen package was changed on the disk', async () => {
    axis.faults.push('line-down');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    appendFileSync(join(folder, 'packages', 'packages', `${letterId}.edxml`), ' ');
    await workOff(outbox);
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'failed',
      error: { code: 'SENDING_FILE_CHANGED' },
    });
    expect(axis.taken).toHaveLength(0);
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
