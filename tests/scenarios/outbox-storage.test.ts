import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutbox } from '../../bridge/sending/outbox.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import type { Store } from '../../bridge/store/store.ts';
import { KyguiError } from '../../shared/errors.ts';
import { AxisDouble } from './support/axis-double.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import { openOffice, type TestOffice, workOff } from './support/office.ts';

let folder = '';
let axis: AxisDouble;
let office: TestOffice;
let disk: ReturnType<typeof storeWithDisk>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'storage-'));
  axis = new AxisDouble();
  disk = storeWithDisk(await openSqliteStore(join(folder, 'a.sqlite')));
  office = await openOffice({
    store: disk,
    transport: axis.transport('H99.01'),
    folder,
    agency: OFFICE_ONE,
  });
});
afterEach(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A store whose disk can be full: reading goes on, a commit fails as SQLite's does (see sqlite.test.ts). */
function storeWithDisk(inner: Store): Store & { full: boolean } {
  return {
    full: false,
    dialect: inner.dialect,
    async transaction(work) {
      if (!this.full) return inner.transaction(work);
      return inner.transaction(async (sql) => {
        await work(sql);
        throw new KyguiError('STORE_DISK_FULL');
      });
    },
    read: (work) => inner.read(work),
    now: () => inner.now(),
    durability: () => inner.durability(),
    identity: () => inner.identity(),
    hint: () => inner.hint(),
    onHint: (wake) => inner.onHint(wake),
    close: () => inner.close(),
  };
}

describe('a full disk', () => {
  it('refuses a new letter with its code and loses none that was accepted', async () => {
    const first = await office.outbox.submit(await submission(folder, 1));
    disk.full = true;
    const second = await submission(folder, 2, { subject: `V/v ${'dài '.repeat(100)}` });
    await expect(office.outbox.submit(second)).rejects.toMatchObject({ code: 'STORE_DISK_FULL' });
    expect((await office.outbox.list({ limit: 10 })).total).toBe(1);
    disk.full = false;
    await office.outbox.submit(second);
    await workOff(office, 2);
    expect((await office.outbox.item(first.letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(2);
  });

  it('in the moment of the answer leaves the letter in doubt, and it is asked for, not sent again', async () => {
    let filled = false;
    await office.outbox.close();
    const outbox = await createOutbox({
      store: office.store,
      transport: axis.transport('H99.01'),
      packagesDir: join(folder, 'packages'),
      build: (await import('./support/plain-package.ts')).plainBuilder,
      httpTimeoutMs: 60_000,
      settleMs: 40,
      trustSentList: true,
      checkpoint: async (point) => {
        if (point !== 'outbox:answered' || filled) return;
        filled = true;
        disk.full = true;
      },
    });
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await expect(outbox.tick()).rejects.toMatchObject({ code: 'STORE_DISK_FULL' });
    expect((await outbox.item(letterId)).state).toBe('claimed');
    disk.full = false;
    await workOff({ store: office.store, outbox }, 3);
    expect(['receipted', 'closed']).toContain((await outbox.item(letterId)).state);
    expect(axis.taken).toHaveLength(1);
    await outbox.close();
  });

  it('keeps the item on the axis until there is room for it', async () => {
    const small = storeWithDisk(await openSqliteStore(join(folder, 'two.sqlite')));
    const two = await openOffice({
      store: small,
      transport: axis.transport('H99.02'),
      folder: join(folder, 'two'),
      agency: OFFICE_TWO,
    });
    await office.outbox.submit(await submission(folder, 1));
    await office.outbox.tick();
    small.full = true;
    const { errors } = await two.inbox.poll();
    expect(errors.map(({ error }) => error.code)).toContain('STORE_DISK_FULL');
    expect(axis.acknowledged).toEqual([]);
    small.full = false;
    await two.inbox.poll();
    expect(axis.acknowledged).toMatchObject([{ status: 'done' }]);
    expect((await two.inbox.list({ limit: 10 })).total).toBe(1);
    await two.close();
  });
});

describe('a clock that is set forward while a package travels', () => {
  it('makes the lease look over, but the second worker asks and waits before it would send', async () => {
    await office.outbox.close();
    const options = {
      store: office.store,
      transport: axis.transport('H99.01'),
      packagesDir: join(folder, 'packages'),
      build: (await import('./support/plain-package.ts')).plainBuilder,
      httpTimeoutMs: 2000,
      settleMs: 1200,
      trustSentList: true,
      lock: false,
    } as const;
    const [slow, other] = [await createOutbox(options), await createOutbox(options)];
    axis.faults.push({ delayMs: 500 });
    const { letterId } = await slow.submit(await submission(folder, 1));
    const sending = slow.tick();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await office.store.transaction((sql) =>
      sql.run(`UPDATE outbox SET lease_until = '2020-01-01T00:00:00.000Z'`),
    );
    await other.tick();
    await sending;
    await new Promise((resolve) => setTimeout(resolve, 1300));
    await workOff({ store: office.store, outbox: other }, 3);
    expect(axis.taken).toHaveLength(1);
    expect((await other.item(letterId)).state).toBe('receipted');
  });
});
