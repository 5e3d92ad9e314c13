/** @needs postgres */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { openPostgresStore } from '../../bridge/store/postgres.ts';
import type { Store } from '../../bridge/store/store.ts';
import { AxisDouble } from './support/axis-double.ts';
import { OFFICE_ONE, submission } from './support/letters.ts';
import { openOffice, workOff } from './support/office.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';
import { type SilentLine, silentLine } from './support/silent-line.ts';

let server: PostgresServer;
let line: SilentLine;
let url = '';
let folder = '';
beforeAll(async () => {
  server = await startPostgres();
}, 120_000);
afterAll(async () => {
  await server?.stop();
});
beforeEach(async () => {
  url = await server.database();
  line = await silentLine(Number(new URL(url).port));
  folder = mkdtempSync(join(tmpdir(), 'silent-'));
});
afterEach(async () => {
  await line.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Long enough for a loaded machine to answer, short enough for a test to wait for. */
const LIMITS = { timeoutMs: 3_000, answerMs: 3_000 };
const open = () => openPostgresStore({ url: line.through(url), ...LIMITS });

const put = (store: Store, name: string) =>
  store.transaction((sql) => sql.run(`INSERT INTO installation (name, value) VALUES (?, '')`, [name]));
const names = (store: Store) =>
  store.read(async (sql) =>
    (await sql.all('SELECT name FROM installation ORDER BY name')).map((row) => row.name),
  );
const UNREACHABLE = { code: 'STORE_UNREACHABLE' };
const UNKNOWN = { code: 'STORE_OUTCOME_UNKNOWN' };

it('a line that goes dead without a word costs every call an error, and none of them when it is back', async () => {
  const store = await open();
  await put(store, 'before');
  line.die();
  const calls = [put(store, 'lost'), put(store, 'lost too'), names(store), store.now()];
  for (const call of await Promise.allSettled(calls))
    expect(call).toMatchObject({ status: 'rejected', reason: UNREACHABLE });
  line.mend();
  await put(store, 'after');
  expect(await names(store)).toEqual(['after', 'before']);
  await store.close();
}, 120_000);

it('a commit that is not answered is told as one that may have been done; a look that is not answered changed nothing', async () => {
  const store = await open();
  const lost = line.loseAnswerToCommitOf('INSERT INTO installation');
  await expect(put(store, 'written')).rejects.toMatchObject(UNKNOWN);
  await lost;
  line.mend();
  expect(await names(store)).toEqual(['written']);
  const looked = line.loseAnswerToCommitOf('SELECT name FROM installation');
  await expect(names(store)).rejects.toMatchObject(UNREACHABLE);
  await looked;
  line.mend();
  await store.close();
}, 120_000);

it('a transaction in which a failure was passed over is not taken for written', async () => {
  const store = await open();
  const careless = store.transaction(async (sql) => {
    await sql.run(`INSERT INTO installation (name, value) VALUES ('half', '')`);
    await sql.run('SELECT nonsense').catch(() => {});
  });
  await expect(careless).rejects.toThrow('ROLLBACK');
  expect(await names(store)).toEqual([]);
  await store.close();
}, 120_000);

it('a store on a dead line is closed, and one that is opened there says so', async () => {
  const store = await open();
  line.die();
  await store.close();
  await expect(open()).rejects.toMatchObject(UNREACHABLE);
}, 120_000);

it('a row that a bridge held when its line died is free again for the others while it stays dead', async () => {
  const [silent, other] = [await open(), await openPostgresStore({ url })];
  await put(other, 'row');
  const change = (store: Store, then: () => void) =>
    store.transaction(async (sql) => {
      await sql.run(`UPDATE installation SET value = value || 'x' WHERE name = 'row'`);
      then();
    });
  await expect(change(silent, line.die)).rejects.toMatchObject(UNKNOWN);
  await change(other, () => {});
  const row = await other.read((sql) => sql.get(`SELECT value FROM installation WHERE name = 'row'`));
  expect(row).toEqual({ value: 'x' });
  await Promise.all([silent.close(), other.close()]);
}, 120_000);

it.each([
  ['claim of a letter', 'fence = fence + 1'],
  ['leave to send', 'absent_at = $'],
  ["axis' answer", 'axis_doc_id = $'],
])(
  'a letter is sent once when the answer to the commit of the %s is lost',
  async (_, statement) => {
    const axis = new AxisDouble();
    const office = await openOffice({
      store: await open(),
      transport: axis.transport('H99.01'),
      folder,
      agency: OFFICE_ONE,
      // A lease of many minutes: going on must not have to wait for its end.
      outbox: { httpTimeoutMs: 60_000 },
    });
    const { letterId } = await office.outbox.submit(await submission(folder, 1));
    const lost = line.loseAnswerToCommitOf(statement);
    await expect(office.outbox.tick()).rejects.toMatchObject(UNKNOWN);
    await lost;
    line.mend();
    await workOff(office, 4);
    expect((await office.outbox.item(letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(1);
    await office.close();
  },
  120_000,
);
