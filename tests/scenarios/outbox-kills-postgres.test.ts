/** @needs postgres */
import { afterAll, beforeAll } from 'vitest';
import { killSuite } from './support/kill-suite.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server?.stop();
});

killSuite('PostgreSQL', async () => ({ kind: 'postgres', url: await server.database() }));
