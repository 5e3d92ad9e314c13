/** @needs postgres */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openPostgresStore } from '../../bridge/store/postgres.ts';
import { AxisDouble } from './support/axis-double.ts';
import { OFFICE_ONE, submission } from './support/letters.ts';
import { openOffice, type TestOffice, workOff } from './support/office.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

let server: PostgresServer;
let folder = '';
beforeAll(async () => {
  server = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'shared-'));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('six bridges share one outbox: each sends what lies on its own disk, all see all, nothing twice', async () => {
  const url = await server.database();
  const axis = new AxisDouble();
  const bridges: TestOffice[] = [];
  for (let index = 0; index < 6; index += 1) {
    const store = await openPostgresStore({ url });
    const transport = axis.transport('H99.01');
    bridges.push(
      await openOffice({ store, transport, folder: join(folder, `b${index}`), agency: OFFICE_ONE }),
    );
  }
  for (const [index, bridge] of bridges.entries()) {
    const files = join(folder, `f${index}`);
    mkdirSync(files);
    for (let number = 1; number <= 4; number += 1) {
      await bridge.outbox.submit(await submission(files, index * 10 + number));
    }
  }
  await Promise.all(bridges.map((bridge) => bridge.outbox.tick()));
  expect(axis.taken).toHaveLength(24);
  expect(axis.doubles()).toEqual([]);
  const { letters, total } = await (bridges[5] as TestOffice).outbox.list({ limit: 100 });
  expect(total).toBe(24);
  expect(new Set(letters.map(({ state }) => state))).toEqual(new Set(['receipted']));
  await Promise.all(bridges.map((bridge) => bridge.close()));
});

it('a database that goes away in the moment of the answer leaves the letter in doubt, never sent twice', async () => {
  const axis = new AxisDouble();
  let crashed = false;
  const office = await openOffice({
    store: await openPostgresStore({ url: await server.database() }),
    transport: axis.transport('H99.01'),
    folder: join(folder, 'away'),
    agency: OFFICE_ONE,
    outbox: {
      httpTimeoutMs: 200,
      checkpoint: async (point) => {
        if (point !== 'outbox:answered' || crashed) return;
        crashed = true;
        await server.crash();
      },
    },
  });
  const { letterId } = await office.outbox.submit(await submission(join(folder, 'away'), 1));
  await office.outbox.tick().catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 2700));
  await workOff(office, 3);
  expect(crashed).toBe(true);
  expect((await office.outbox.item(letterId)).state).toBe('receipted');
  expect(axis.taken).toHaveLength(1);
  await office.close();
});

it('a letter that one bridge accepts is sent by another at once, which would look again only in an hour', async () => {
  const url = await server.database();
  const axis = new AxisDouble();
  const bridge = async () =>
    openOffice({
      store: await openPostgresStore({ url }),
      transport: axis.transport('H99.01'),
      folder: join(folder, 'hinted'),
      agency: OFFICE_ONE,
      outbox: { shared: true, idleMs: 3_600_000 },
    });
  const [asks, sends] = [await bridge(), await bridge()];
  const stop = new AbortController();
  const running = sends.outbox.run(stop.signal);
  await vi.waitFor(
    async () => {
      const row = await asks.store.read((sql) =>
        sql.get(`SELECT COUNT(*) AS count FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`),
      );
      expect(row).toEqual({ count: 1 });
    },
    { timeout: 60_000 },
  );
  const { letterId } = await asks.outbox.submit(await submission(join(folder, 'hinted'), 1));
  await vi.waitFor(async () => expect((await asks.outbox.item(letterId)).state).toBe('receipted'), {
    timeout: 60_000,
  });
  expect(axis.taken).toHaveLength(1);
  stop.abort();
  await running;
  await Promise.all([asks.close(), sends.close()]);
}, 180_000);
