/** @needs postgres */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../bridge/clock/clock.ts';
import { listGroups, saveGroups } from '../../bridge/directory/groups.ts';
import type { InboxContext } from '../../bridge/receiving/context.ts';
import { retryUnmatched } from '../../bridge/receiving/unmatched.ts';
import { openPostgresStore } from '../../bridge/store/postgres.ts';
import type { Store } from '../../bridge/store/store.ts';
import { bothDrivers, DRIVERS } from './support/both-drivers.ts';

/** What several bridges do on one database at the same moment, and work that must not starve. */

const drivers = bothDrivers('shared-moment');

it('two bridges that name a group alike at the same moment make one group, and one of them is told', async () => {
  const url = await drivers.url();
  const stores = await Promise.all([1, 2, 3].map(() => openPostgresStore({ url })));
  const names = ['Các xã, phường', 'CÁC XÃ,  phường', 'các xã, phường'];
  const saved = await Promise.allSettled(
    stores.map((store, index) =>
      saveGroups(
        store,
        systemClock,
        [],
        [{ groupId: `g-${index}`, isNew: true, name: names[index] ?? '', codes: ['H99.01'] }],
      ),
    ),
  );
  expect(saved.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const one of saved)
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'DIRECTORY_GROUP_NAME_TAKEN' });
  expect(await listGroups(stores[0] as Store, [])).toHaveLength(1);
  await Promise.all(stores.map((store) => store.close()));
});

it('a database, a role or a server that says synchronous_commit=off is overruled for every commit of ours', async () => {
  const url = await drivers.url();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`);
  await client.query('ALTER ROLE kygui SET synchronous_commit = off');
  await client.end();
  const store = await openPostgresStore({ url });
  expect((await store.durability()).settings).toMatchObject({ synchronous_commit: 'on', fsync: 'on' });
  expect(
    await store.transaction(async (sql) => (await sql.get('SHOW synchronous_commit'))?.synchronous_commit),
  ).toBe('on');
  await store.close();
});

describe.each(DRIVERS)('statuses that fit no letter, on %s', (driver) => {
  it('each get their turn, however many older ones fit nothing, and are not looked at again at once', async () => {
    const store = await drivers.open(driver, 'unmatched');
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const COUNT = 620;
    await store.transaction(async (sql) => {
      for (let index = 0; index < COUNT; index += 1) {
        const docId = `d-${String(index).padStart(4, '0')}`;
        await sql.run(
          `INSERT INTO arrival (doc_id, message_type, from_code, to_code, path, sha256, size, outcome, reason, received_at)
            VALUES (?, 'status', '', '', '', '', 0, 'status', '', ?)`,
          [docId, at],
        );
        await sql.run(
          `INSERT INTO received_status (doc_id, from_code, organ_id, code_key, document_id, status_code, description, at, received_at)
            VALUES (?, 'G99', '', '', ?, '01', '', ?, ?)`,
          [docId, docId, at, at],
        );
      }
    });
    const looked: string[] = [];
    const context = {
      store,
      unitCodes: async (code: string) => [code],
      sending: {
        recordStatus: async (_sql: unknown, { documentId }: { documentId: string }) => {
          looked.push(documentId);
          return documentId === `d-${String(COUNT - 1).padStart(4, '0')}` ? 'a letter' : null;
        },
      },
    } as unknown as InboxContext;
    expect(await retryUnmatched(context)).toBe(1);
    expect(new Set(looked).size).toBe(COUNT);
    expect(looked).toHaveLength(COUNT);
    expect(await retryUnmatched(context)).toBe(0);
    expect(looked).toHaveLength(COUNT);
    await store.close();
  });
});
