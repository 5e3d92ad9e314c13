/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbered, openPostgresStore } from '../../bridge/store/postgres.ts';
import type { Store } from '../../bridge/store/store.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server?.stop();
});

const put = (store: Store, name: string) =>
  store.transaction((sql) => sql.run(`INSERT INTO installation (name, value) VALUES (?, '')`, [name]));
const names = (store: Store) =>
  store.read(async (sql) =>
    (await sql.all('SELECT name FROM installation ORDER BY name')).map((row) => row.name),
  );

describe('the PostgreSQL store', () => {
  it('gives whole numbers as numbers, its clock as ISO 8601, and takes back what throws', async () => {
    const store = await openPostgresStore({ url: await server.database() });
    expect(await store.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
    const row = await store.read((sql) => sql.get('SELECT COUNT(*) AS count, MAX(seq) AS seq FROM audit'));
    expect(row).toEqual({ count: 0, seq: null });
    await expect(
      store.transaction(async (sql) => {
        await sql.run(`INSERT INTO installation (name, value) VALUES ('x', '')`);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await names(store)).toEqual([]);
    await store.close();
  });

  it('is brought up to date by ten bridges at once', async () => {
    const url = await server.database();
    const stores = await Promise.all(Array.from({ length: 10 }, () => openPostgresStore({ url })));
    await Promise.all(stores.map((store, index) => put(store, `bridge-${index}`)));
    expect(await names(stores[0] as Store)).toHaveLength(10);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('keeps every acknowledged commit when the server is killed, and works on after it is back', async () => {
    const store = await openPostgresStore({ url: await server.database() });
    const kept: string[] = [];
    let stop = false;
    const writer = (async () => {
      for (let index = 0; !stop; index += 1) {
        const name = `row-${String(index).padStart(5, '0')}`;
        try {
          await put(store, name);
          kept.push(name);
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.crash();
    await new Promise((resolve) => setTimeout(resolve, 300));
    stop = true;
    await writer;
    expect(kept.length).toBeGreaterThan(10);
    expect(await names(store)).toEqual(expect.arrayContaining(kept));
    await store.close();
  });

  it('refuses a server that does not write safely', async () => {
    const url = await server.database();
    await server.restart('fsync=off');
    await expect(openPostgresStore({ url })).rejects.toMatchObject({
      code: 'STORE_NOT_DURABLE',
      details: { setting: 'fsync' },
    });
    await server.restart();
  });

  it('says STORE_UNREACHABLE when nobody listens, and for a database that does not exist', async () => {
    await expect(openPostgresStore({ url: 'postgres://kygui@127.0.0.1:1/none' })).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
    });
    const url = (await server.database()).replace(/[^/]+$/u, 'missing');
    await expect(openPostgresStore({ url })).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  });

  it('says STORE_LOCKED when a row is held too long', async () => {
    const url = await server.database();
    const [one, two] = [await openPostgresStore({ url }), await openPostgresStore({ url, timeoutMs: 200 })];
    await put(one, 'x');
    let release = () => {};
    const held = one.transaction(async (sql) => {
      await sql.get(`SELECT name FROM installation WHERE name = 'x' FOR UPDATE`);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(
      two.transaction((sql) => sql.get(`SELECT name FROM installation WHERE name = 'x' FOR UPDATE`)),
    ).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    release();
    await held;
    await one.close();
    await two.close();
  });
});

it('question marks in quoted text are not parameters', () => {
  expect(numbered(`SELECT '?' WHERE a = ? AND b LIKE 'it''s?' AND c = ?`)).toBe(
    `SELECT '?' WHERE a = $1 AND b LIKE 'it''s?' AND c = $2`,
  );
});
