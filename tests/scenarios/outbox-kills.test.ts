// @long
/** @needs postgres gcc */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe } from 'vitest';
import { createClockShift } from './support/clock-shift.ts';
import {
  bundleBridge,
  createRig,
  type NewStore,
  printTable,
  type Rig,
  type Row,
} from './support/kill-rig.ts';
import { killSuite, RECEIVING_POINTS, SENDING_POINTS } from './support/kill-suite.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';
import { type Means, troubleSuite } from './support/trouble-suite.ts';

/**
 * One suite on both drivers: processes killed at every named point and at any moment, lost answers, duplicates, a
 * stalled lease, the database away, the clock set, the disk full. It prints its own table. KYGUI_KILLS and
 * KYGUI_TROUBLES make the series longer.
 */
const table: Row[] = [];
let folder = '';
let program = '';
let server: PostgresServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kills-'));
  // The database server runs under another account.
  chmodSync(folder, 0o711);
  program = await bundleBridge();
});
afterAll(async () => {
  await server?.stop();
  process.stdout.write(
    `\npoints of the sender: ${SENDING_POINTS.join(', ')}\npoints of the receiver: ${RECEIVING_POINTS.join(', ')}\n`,
  );
  printTable(table);
  rmSync(dirname(program), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

const DRIVERS: Readonly<Record<string, () => Promise<{ newStore: NewStore; means: Means }>>> = {
  SQLite: async () => ({
    newStore: async (base, name, place) => ({
      kind: 'sqlite',
      file: join(place ?? base, `${name}.sqlite`),
      lockTimeoutMs: 1000,
    }),
    means: {
      async takeAway(store) {
        // Another process that writes and does not come to an end: a backup program, a virus scanner.
        const other = new Database(store.kind === 'sqlite' ? store.file : '', { timeout: 10_000 });
        other.exec('BEGIN IMMEDIATE');
        return async () => {
          other.exec('ROLLBACK');
          other.close();
        };
      },
      away: /^trouble STORE_LOCKED$/mu,
      clock: createClockShift(mkdtempSync(join(folder, 'clock-'))),
    },
  }),
  PostgreSQL: async () => {
    const clock = createClockShift(mkdtempSync(join(folder, 'clock-')));
    server = await startPostgres(clock.env);
    return {
      newStore: async (_base, _name, place) => ({ kind: 'postgres', url: await server.database(place) }),
      means: {
        async takeAway() {
          await server.down();
          return () => server.up();
        },
        away: /^trouble STORE_UNREACHABLE$/mu,
        clock,
      },
    };
  },
};

// Both drivers side by side: each has its own axis, and most of the time is waiting.
describe.concurrent.each(Object.keys(DRIVERS))('on %s', (driver) => {
  describe.sequential('in this order', () => {
    let rig: Rig;
    let means: Means;
    beforeAll(async () => {
      const made = await DRIVERS[driver]?.();
      if (!made) throw new Error(driver);
      means = made.means;
      rig = await createRig(driver, folder, program, made.newStore, table);
    });
    afterAll(() => rig?.stop());
    troubleSuite(
      () => rig,
      () => means,
    );
    killSuite(() => rig);
  });
});
