/** @needs postgres */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { MIGRATIONS } from '../../bridge/store/migrations.ts';
import { openPostgresStore } from '../../bridge/store/postgres.ts';
import type { Store } from '../../bridge/store/store.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';
import { type SilentLine, silentLine } from './support/silent-line.ts';

let server: PostgresServer;
let line: SilentLine;
let url = '';
let behind: Store;
beforeAll(async () => {
  server = await startPostgres();
}, 120_000);
afterAll(async () => {
  await server?.stop();
});
beforeEach(async () => {
  url = await server.database();
  line = await silentLine(Number(new URL(url).port));
});
afterEach(async () => {
  await behind.close();
  await line.close();
});

/** Long enough for a loaded machine to answer, and much shorter than the change of the tables below. */
const LIMITS = { timeoutMs: 2_000, answerMs: 2_000 };
const NEWEST = MIGRATIONS.length;
/** The newest one ends with a change of a table, which is slowed down below. */
const CHANGE = MIGRATIONS.at(-1)?.at(-1) ?? '';
const UNREACHABLE = { code: 'STORE_UNREACHABLE' };
const open = (address = url) => openPostgresStore({ url: address, ...LIMITS });

/** A store one step behind, in which every change of a table takes so long: as if it had many rows. */
async function slowStore(seconds: number): Promise<void> {
  behind = await openPostgresStore({ url, upTo: NEWEST - 1 });
  await behind.transaction(async (sql) => {
    await sql.run(`CREATE FUNCTION many_rows() RETURNS event_trigger LANGUAGE plpgsql
      AS $$ BEGIN PERFORM pg_sleep(${seconds}); END $$`);
    await sql.run(`CREATE EVENT TRIGGER many_rows ON ddl_command_start WHEN TAG IN ('ALTER TABLE')
      EXECUTE FUNCTION many_rows()`);
  });
}

const version = async () =>
  (await behind.read((sql) => sql.get('SELECT MAX(version) AS version FROM schema_version')))?.version;
const AT_WORK = `FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE 'ALTER TABLE%'`;
/** Resolves when the server is at work on the change. */
async function changing(): Promise<void> {
  while ((await behind.read((sql) => sql.all(`SELECT pid ${AT_WORK}`))).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
}

it('a change of the tables may take longer than any statement of the work, which keeps its limit', async () => {
  await slowStore(7);
  const store = await open();
  expect(await version()).toBe(NEWEST);
  for (const slow of [store.transaction, store.read])
    await expect(slow((sql) => sql.run('SELECT pg_sleep(60)'))).rejects.toBeDefined();
  expect(await store.transaction((sql) => sql.get('SHOW statement_timeout'))).toEqual({
    statement_timeout: '2s',
  });
  expect(await store.transaction((sql) => sql.get('SHOW lock_timeout'))).toEqual({ lock_timeout: '2s' });
  await store.close();
}, 120_000);

it('a bridge that starts while another changes the tables waits for it', async () => {
  await slowStore(7);
  const first = open();
  await changing();
  const both = await Promise.all([first, open()]);
  expect(await version()).toBe(NEWEST);
  await Promise.all(both.map((store) => store.close()));
}, 120_000);

it('a line that dies during a change is noticed, and the change is made when it is back', async () => {
  await slowStore(7);
  const lost = open(line.through(url));
  await Promise.all([expect(lost).rejects.toMatchObject(UNREACHABLE), changing().then(line.die)]);
  line.mend();
  const store = await open(line.through(url));
  expect(await version()).toBe(NEWEST);
  await store.close();
}, 120_000);

it('a change whose commit was done and not answered is noticed, and not made twice', async () => {
  await slowStore(1);
  const answer = line.loseAnswerToCommitOf(CHANGE);
  await Promise.all([expect(open(line.through(url))).rejects.toMatchObject(UNREACHABLE), answer]);
  line.mend();
  const store = await open(line.through(url));
  expect(await version()).toBe(NEWEST);
  await store.close();
}, 120_000);

it('a connection that the server gave up during a change is noticed', async () => {
  await slowStore(60);
  const ended = changing().then(() =>
    behind.transaction((sql) => sql.all(`SELECT pg_terminate_backend(pid) ${AT_WORK}`)),
  );
  await Promise.all([expect(open()).rejects.toMatchObject(UNREACHABLE), ended]);
  expect(await version()).toBe(NEWEST - 1);
}, 120_000);
