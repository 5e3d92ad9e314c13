/** @needs postgres openssl */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { numbered, openPostgresStore } from '../../bridge/store/postgres.ts';
import type { Store } from '../../bridge/store/store.ts';
import { createGatewayAuthority } from './support/gateway-authority.ts';
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

  it('hints to other bridges that there is work, and again after the server was away', async () => {
    const url = await server.database();
    const [here, there] = [await openPostgresStore({ url }), await openPostgresStore({ url })];
    let heard = 0;
    const stop = here.onHint(() => {
      heard += 1;
    });
    const rings = async (act: () => unknown) => {
      const before = heard;
      await act();
      await vi.waitFor(() => expect(heard).toBeGreaterThan(before), { timeout: 60_000 });
    };
    await rings(() => {});
    await rings(() => there.hint());
    await rings(() => server.crash());
    await there.transaction((sql) => sql.now());
    await rings(() => there.hint());
    stop();
    const listening = () =>
      here.read((sql) =>
        sql.get(`SELECT COUNT(*) AS count FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`),
      );
    await vi.waitFor(async () => expect(await listening()).toEqual({ count: 0 }), { timeout: 60_000 });
    await Promise.all([here.close(), there.close()]);
  }, 180_000);

  it('refuses a server that does not write safely', async () => {
    const url = await server.database();
    for (const setting of ['fsync', 'full_page_writes']) {
      await server.restart(`${setting}=off`);
      await expect(openPostgresStore({ url })).rejects.toMatchObject({
        code: 'STORE_NOT_DURABLE',
        details: { setting },
      });
    }
    await server.restart();
  });

  it('says STORE_UNREACHABLE when nobody listens, and for a database that does not exist', async () => {
    await expect(openPostgresStore({ url: 'postgres://kygui@127.0.0.1:1/none' })).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
    });
    const url = (await server.database()).replace(/[^/]+$/u, 'missing');
    await expect(openPostgresStore({ url })).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
  });

  it('speaks TLS with a checked certificate and name, and to no other server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pg-tls-'));
    const authority = await createGatewayAuthority(join(folder, 'own'));
    const stranger = await createGatewayAuthority(join(folder, 'other'));
    const url = (await server.database()).replace('127.0.0.1', 'localhost');
    const over = (change: string, of = authority) =>
      openPostgresStore({
        url: `${url.replace('localhost', change)}?sslmode=verify-full`,
        certificateAuthority: of.text('gateway-ca.pem'),
      });
    await expect(over('localhost')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' });
    const certificate = server.keep('server.pem', authority.text('gateway.pem'));
    const key = server.keep('server.key', authority.text('gateway.key'));
    await server.restart('ssl=on', `ssl_cert_file=${certificate}`, `ssl_key_file=${key}`);
    const store = await over('localhost');
    const row = await store.read((sql) =>
      sql.get('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'),
    );
    expect(row).toEqual({ ssl: 't' });
    await store.close();
    // The right certificate under another name, and another authority.
    for (const wrong of [() => over('127.0.0.1'), () => over('localhost', stranger)])
      await expect(wrong()).rejects.toMatchObject({
        code: 'STORE_UNREACHABLE',
        details: { reason: expect.stringMatching(/^(?:ERR_TLS|UNABLE|SELF|DEPTH|CERT)/u) },
      });
    await server.restart();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes a password from its own place and says so when it is wrong', async () => {
    const url = await server.database();
    const admin = await openPostgresStore({ url });
    await admin.transaction((sql) => sql.run(`CREATE ROLE clerk LOGIN SUPERUSER PASSWORD 'mật @:/?# khẩu'`));
    await admin.close();
    const rules = server.keep('hba.conf', 'host all clerk all scram-sha-256\nhost all all all trust\n');
    await server.restart(`hba_file=${rules}`);
    const own = url.replace('kygui@', 'clerk@');
    const store = await openPostgresStore({ url: own, password: 'mật @:/?# khẩu' });
    expect(await store.now()).toMatch(/Z$/u);
    await store.close();
    const refused = await openPostgresStore({ url: own, password: 'canary' }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'STORE_UNREACHABLE', details: { reason: '28P01' } });
    expect(JSON.stringify(refused)).not.toContain('canary');
    await server.restart();
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
