/** @needs postgres */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEASE_LIMITS } from '../../bridge/sending/outbox.ts';
import { openPostgresStore } from '../../bridge/store/postgres.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import type { Store } from '../../bridge/store/store.ts';
import { AxisDouble } from './support/axis-double.ts';
import { OFFICE_ONE, submission } from './support/letters.ts';
import { openOffice, type TestOffice, workOff } from './support/office.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

/** A restore from a backup, found by the program itself: what was sent after the backup is never sent again. */

let server: PostgresServer;
let folder = '';
beforeAll(async () => {
  server = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'restore-'));
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A database that can be kept and put back while nobody uses it. */
interface Database {
  open(): Promise<Store>;
  keep(): Promise<void>;
  putBack(): Promise<void>;
}

async function admin(url: string, ...statements: string[]): Promise<void> {
  const address = new URL(url);
  address.pathname = '/postgres';
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const DRIVERS: readonly [string, (home: string) => Promise<Database>][] = [
  [
    'sqlite',
    // The file lies in the home and is kept and put back with it.
    async (home) => ({
      open: () => openSqliteStore(join(home, 'kygui.sqlite')),
      keep: async () => {},
      putBack: async () => {},
    }),
  ],
  [
    'postgres',
    async () => {
      const url = await server.database();
      const name = new URL(url).pathname.slice(1);
      return {
        open: () => openPostgresStore({ url }),
        keep: () => admin(url, `CREATE DATABASE ${name}_kept TEMPLATE ${name}`),
        putBack: () =>
          admin(url, `DROP DATABASE ${name} WITH (FORCE)`, `CREATE DATABASE ${name} TEMPLATE ${name}_kept`),
      };
    },
  ],
];

describe.each(DRIVERS)('a backup put back on %s', (driver, makeDatabase) => {
  let count = 0;

  async function scene(
    options: { trustSentList?: boolean; outsideRestored?: boolean; outsideLocked?: boolean } = {},
  ) {
    count += 1;
    const at = join(folder, `${driver}-${count}`);
    const home = join(at, 'home');
    mkdirSync(home, { recursive: true });
    if (options.outsideLocked) writeFileSync(join(at, 'locked'), '');
    const axis = new AxisDouble();
    const database = await makeDatabase(home);
    const found: number[] = [];
    const start = async () =>
      openOffice({
        store: await database.open(),
        transport: axis.transport('H99.01'),
        folder: home,
        agency: OFFICE_ONE,
        outbox: {
          trustSentList: options.trustSentList ?? true,
          outsideMark: join(
            options.outsideRestored ? home : options.outsideLocked ? join(at, 'locked') : at,
            'sends-mark.json',
          ),
          onRestored: (unsent) => found.push(unsent),
        },
      });
    let office = await start();
    const between = async (work: () => Promise<void>) => {
      await office.close();
      await work();
      office = await start();
    };
    return {
      at,
      axis,
      found,
      office: () => office,
      keep: () =>
        between(async () => {
          cpSync(home, join(at, 'kept'), { recursive: true });
          await database.keep();
        }),
      putBack: () =>
        between(async () => {
          rmSync(home, { recursive: true });
          cpSync(join(at, 'kept'), home, { recursive: true });
          await database.putBack();
        }),
      restart: () => between(async () => {}),
    };
  }

  const submit = async (office: TestOffice, at: string, number: number) =>
    (await office.outbox.submit(await submission(at, number))).letterId;
  const stateOf = async (office: TestOffice, letterId: string) => {
    const { state, error, axisDocId } = await office.outbox.item(letterId);
    return { state, error: error?.code ?? null, sent: axisDocId !== null };
  };

  it('letters of every stage that were sent after it are recognised on the axis and not sent again', async () => {
    const place = await scene();
    const { axis, at } = place;
    let office = place.office();
    // One letter went before: the list of the axis is known to be complete.
    await submit(office, at, 1);
    await workOff(office, 1);
    // `failed`, `packaged` and `accepted` at the time of the backup.
    axis.faults.push({ recipient: 'H99.02' });
    const failed = await submit(office, at, 2);
    await office.outbox.tick();
    axis.faults.push('line-down');
    const packaged = await submit(office, at, 3);
    await office.outbox.tick();
    await office.outbox.pause();
    const accepted = await submit(office, at, 4);
    expect([
      (await stateOf(office, failed)).state,
      (await stateOf(office, packaged)).state,
      (await stateOf(office, accepted)).state,
    ]).toEqual(['failed', 'packaged', 'accepted']);
    await place.keep();

    office = place.office();
    await office.outbox.resume();
    await office.outbox.retry(failed);
    await workOff(office, 2);
    expect(axis.taken).toHaveLength(4);
    expect(place.found).toEqual([]);

    await place.putBack();
    office = place.office();
    expect(place.found).toEqual([3]);
    await office.outbox.resume();
    await workOff(office, 4);
    await office.outbox.retry(failed);
    await workOff(office, 4);
    expect(axis.taken).toHaveLength(4);
    for (const letterId of [failed, packaged, accepted])
      expect(await stateOf(office, letterId)).toMatchObject({ state: 'receipted', sent: true });
    // The rows are those of the axis again: the next start finds nothing to fear, and new letters go.
    await place.restart();
    office = place.office();
    expect(place.found).toEqual([3]);
    await submit(office, at, 5);
    await workOff(office, 2);
    expect(axis.taken).toHaveLength(5);
    await office.close();
  });

  it('an axis that cannot say leaves each of them to the clerk, with a sentence of its own', async () => {
    const place = await scene({ trustSentList: false });
    const { axis, at } = place;
    axis.sentListMode = 'silent';
    await place.office().outbox.pause();
    const letters = [await submit(place.office(), at, 1), await submit(place.office(), at, 2)] as const;
    await place.keep();
    await place.office().outbox.resume();
    await workOff(place.office(), 2);
    expect(axis.taken).toHaveLength(2);

    await place.putBack();
    const office = place.office();
    await office.outbox.resume();
    await workOff(office, 4);
    expect(axis.taken).toHaveLength(2);
    for (const letterId of letters)
      expect(await stateOf(office, letterId)).toMatchObject({
        state: 'outcome-unknown',
        error: 'SENDING_RESTORED',
      });
    await office.outbox.retry(letters[0], 'arrived');
    await office.outbox.retry(letters[1], 'resend');
    await workOff(office, 2);
    expect(axis.taken).toHaveLength(3);
    await office.close();
  });

  it('a letter that was not sent after it leaves once the axis has said twice that it has not come', async () => {
    const place = await scene();
    const { axis, at } = place;
    await place.office().outbox.pause();
    const letterId = await submit(place.office(), at, 1);
    await place.keep();
    const other = await submit(place.office(), at, 2);
    await place.office().outbox.cancel(letterId);
    await place.office().outbox.resume();
    await workOff(place.office(), 1);
    expect(await stateOf(place.office(), other)).toMatchObject({ sent: true });

    await place.putBack();
    const office = place.office();
    await office.outbox.resume();
    await workOff(office, 5);
    expect(axis.taken).toHaveLength(2);
    expect(await stateOf(office, letterId)).toMatchObject({ state: 'receipted', error: null });
    // The second letter's row is gone: made again it looks as it did, and the clerk is asked before it leaves.
    const sent = axis.taken.find(({ notation }) => notation === '2/UBND-VP');
    if (sent) sent.sentTime = new Date(Date.now() - 3_600_000).toISOString();
    const again = await submit(office, at, 2);
    await workOff(office, 3);
    expect(axis.taken).toHaveLength(2);
    expect(await stateOf(office, again)).toMatchObject({
      state: 'outcome-unknown',
      error: 'SENDING_RESTORED',
    });
    await office.close();
  });

  it('even when every mark came back with it, the list of the axis tells of a letter that was sent', async () => {
    const place = await scene({ outsideRestored: true });
    const { axis, at } = place;
    await place.office().outbox.pause();
    const letterId = await submit(place.office(), at, 1);
    await place.keep();
    await place.office().outbox.resume();
    await workOff(place.office(), 1);
    await place.putBack();
    const office = place.office();
    await office.outbox.resume();
    await workOff(office, 3);
    expect(axis.taken).toHaveLength(1);
    expect(await stateOf(office, letterId)).toMatchObject({ state: 'receipted', sent: true });
    await office.close();
  });

  it('a database that goes back under a running bridge stops the send before a byte leaves', async () => {
    const place = await scene();
    const { axis, at } = place;
    const office = place.office();
    const first = await submit(office, at, 1);
    await workOff(office, 1);
    await office.outbox.pause();
    await submit(office, at, 2);
    await office.store.transaction(async (sql) => {
      await sql.run(`UPDATE outbox SET state = 'packaged', sends = 0, axis_doc_id = NULL, receipt = NULL`);
      await sql.run(`UPDATE installation SET value = '0' WHERE name LIKE 'sends-begun/%'`);
    });
    await office.outbox.resume();
    await workOff(office, 5);
    expect(place.found).toEqual([2]);
    expect(axis.taken).toHaveLength(2);
    expect(await stateOf(office, first)).toMatchObject({ state: 'receipted' });
    await office.close();
  });

  it('a place outside where nothing may be written makes no restart look like a restore', async () => {
    const place = await scene({ outsideLocked: true });
    await submit(place.office(), place.at, 1);
    await workOff(place.office(), 1);
    await place.office().outbox.pause();
    const waiting = await submit(place.office(), place.at, 2);
    await place.restart();
    await place.restart();
    expect(place.found).toEqual([]);
    const office = place.office();
    expect(await stateOf(office, waiting)).toMatchObject({ error: null });
    await office.outbox.resume();
    await workOff(office, 1);
    expect(place.axis.taken).toHaveLength(2);
    await office.close();
  });

  it('an ordinary restart, with letters waiting at each stage, is no restore', async () => {
    const place = await scene({ trustSentList: false });
    const { axis, at } = place;
    axis.sentListMode = 'silent';
    axis.faults.push('line-down');
    await submit(place.office(), at, 1);
    await place.office().outbox.tick();
    await place.office().outbox.pause();
    await submit(place.office(), at, 2);
    await place.restart();
    await place.office().outbox.resume();
    await workOff(place.office(), 3);
    expect(place.found).toEqual([]);
    expect(axis.taken).toHaveLength(2);
    await place.office().close();
  });
});

it('leases last well above ten time limits of a call', () => {
  expect(LEASE_LIMITS).toBeGreaterThan(10);
});
