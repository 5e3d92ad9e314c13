import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportAudit } from '../../bridge/audit/chain.ts';
import { openPostgresStore } from '../../bridge/store/postgres.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import type { Store } from '../../bridge/store/store.ts';
import { AxisDouble } from '../scenarios/support/axis-double.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from '../scenarios/support/letters.ts';
import { openOffice, type TestOffice } from '../scenarios/support/office.ts';
import { startPostgres } from '../scenarios/support/postgres-server.ts';

/** Outbox and inbox without the network: what the durable steps themselves cost. */
const folder = mkdtempSync(join(tmpdir(), 'bench-outbox-'));
const print = (name: string, value: number, unit: string) =>
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 100) / 100, unit })}\n`);
const quantile = (values: number[], part: number) =>
  values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function commits(name: string, store: Store): Promise<void> {
  const times: number[] = [];
  for (let index = 0; index < 200; index += 1) {
    times.push(
      await timed(() =>
        store.transaction((sql) =>
          sql.run(`INSERT INTO installation (name, value) VALUES (?, '')`, [`${name}-${index}`]),
        ),
      ),
    );
  }
  print(`${name}: durable commit, median`, quantile(times, 0.5), 'ms');
  print(`${name}: durable commit, p95`, quantile(times, 0.95), 'ms');
}

async function office(
  store: Store,
  axis: AxisDouble,
  name: string,
  agency = OFFICE_ONE,
): Promise<TestOffice> {
  return openOffice({ store, transport: axis.transport(agency.organId), folder: join(folder, name), agency });
}

async function submitted(one: TestOffice, count: number): Promise<void> {
  mkdirSync(join(folder, 'files'), { recursive: true });
  for (let number = 1; number <= count; number += 1) {
    await one.outbox.submit(await submission(join(folder, 'files'), number));
  }
}

/** The whole way of a letter: submitted, packaged, sent; taken in by the other side; its status sent. */
async function way(name: string, one: TestOffice, two: TestOffice): Promise<void> {
  const count = 100;
  const accepting = await timed(() => submitted(one, count));
  const sending = await timed(() => one.outbox.tick());
  const taking = await timed(() => two.inbox.poll());
  const answering = await timed(() => two.outbox.tick());
  print(`${name}: letters accepted`, count / (accepting / 1000), '1/s');
  print(`${name}: letters packaged and sent`, count / (sending / 1000), '1/s');
  print(`${name}: letters taken in, with their status 01`, count / (taking / 1000), '1/s');
  print(`${name}: statuses sent`, count / (answering / 1000), '1/s');
}

async function lists(store: Store, one: TestOffice): Promise<void> {
  await store.transaction((sql) =>
    sql.run(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO outbox (outbox_id, message_type, request_key, shelf, from_code, to_codes, code, title, document_id,
          content, urgency, state, doubt, sends, refusals, waits, fence, created_at, updated_at)
        SELECT printf('%08x-0000-4000-8000-000000000000', i), 'edoc', 'bench' || i, 'other', 'H99.01', '["H99.02"]',
          i || '/BENCH', 'V/v mẫu', 'H99.01,2026/01/05,' || i || '/BENCH', '{}', 0, 'closed', 0, 1, 0, 0, 1,
          '2026-01-05T00:00:00.000Z', '2026-01-05T00:00:00.000Z' FROM n`,
    ),
  );
  await store.transaction((sql) =>
    sql.run(
      `INSERT INTO letter (letter_id, job_key, kind, document_id, code, code_key, subject, date, priority, search, created_at)
        SELECT outbox_id, request_key, 'new', document_id, code, code, title, '2026-01-05', 0,
          lower(code) || ' bao cao so lieu mau', created_at FROM outbox WHERE request_key LIKE 'bench%'`,
    ),
  );
  const newest: number[] = [];
  const found: number[] = [];
  for (let round = 0; round < 30; round += 1) {
    newest.push(await timed(() => one.outbox.list({ limit: 50 })));
    found.push(await timed(() => one.outbox.list({ limit: 50, search: `${round * 613}/bench` })));
  }
  print('list of 50 among 20,000 letters, p95', quantile(newest, 0.95), 'ms');
  print('search among 20,000 letters, p95', quantile(found, 0.95), 'ms');
  const claims: number[] = [];
  for (let round = 0; round < 30; round += 1) claims.push(await timed(() => one.outbox.tick()));
  print('look for work among 20,000 letters, p95', quantile(claims, 0.95), 'ms');
  let rows = 0;
  const exporting = await timed(async () => {
    for await (const line of exportAudit(store)) rows += line.length > 0 ? 1 : 0;
  });
  print('record exported', rows / (exporting / 1000), 'rows/s');
}

async function sqlite(): Promise<void> {
  const axis = new AxisDouble();
  const one = await office(await openSqliteStore(join(folder, 'one.sqlite')), axis, 'one');
  const two = await office(await openSqliteStore(join(folder, 'two.sqlite')), axis, 'two', OFFICE_TWO);
  await commits('SQLite', one.store);
  await way('SQLite', one, two);
  await lists(one.store, one);
  await one.close();
  await two.close();
}

async function postgres(): Promise<void> {
  const server = await startPostgres();
  const axis = new AxisDouble();
  const [first, second] = [await server.database(), await server.database()];
  const one = await office(await openPostgresStore({ url: first }), axis, 'pg-one');
  const two = await office(await openPostgresStore({ url: second }), axis, 'pg-two', OFFICE_TWO);
  await commits('PostgreSQL', one.store);
  await way('PostgreSQL', one, two);
  await one.close();
  await two.close();

  await twenty('20 bridges on one PostgreSQL, own folders', await server.database(), false);
  await twenty('20 bridges on one PostgreSQL and one folder', await server.database(), true);
  await server.stop();
}

/** Two hundred letters of twenty clerks at once; with one folder any bridge takes any letter. */
async function twenty(name: string, url: string, shared: boolean): Promise<void> {
  const axis = new AxisDouble();
  const base = mkdtempSync(join(folder, 'twenty-'));
  const bridges: TestOffice[] = [];
  for (let index = 0; index < 20; index += 1) {
    bridges.push(
      await openOffice({
        store: await openPostgresStore({ url }),
        transport: axis.transport(OFFICE_ONE.organId),
        folder: join(base, `bridge-${index}`),
        agency: OFFICE_ONE,
        // A lease that outlives a busy machine: a row whose lease was lost comes back only after it.
        outbox: {
          httpTimeoutMs: 10_000,
          ...(shared && { shared: true, packagesDir: join(base, 'share') }),
        },
      }),
    );
  }
  await Promise.all(
    bridges.map(async (bridge, index) => {
      const files = join(base, `files-${index}`);
      mkdirSync(files);
      for (let number = 1; number <= 10; number += 1) {
        await bridge.outbox.submit(await submission(files, 1000 + index * 10 + number));
      }
    }),
  );
  const sending = await timed(() => Promise.all(bridges.map((bridge) => bridge.outbox.tick())));
  const doubles = axis.doubles().length;
  if (doubles > 0 || axis.taken.length !== 200)
    throw new Error(`${axis.taken.length} letters, ${doubles} packages sent twice`);
  print(`${name}: letters packaged and sent`, 200 / (sending / 1000), '1/s');
  await Promise.all(bridges.map((bridge) => bridge.close()));
}

try {
  await sqlite();
  await postgres();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
