import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createOutbox, type Outbox, type OutboxOptions } from '../../../bridge/sending/outbox.ts';
import { openSqliteStore } from '../../../bridge/store/sqlite.ts';
import type { Store } from '../../../bridge/store/store.ts';
import { AxisDouble } from './axis-double.ts';
import { plainBuilder } from './plain-package.ts';

/** Outboxes on one store and an axis in memory, anew for each test of a file that imports this. */
export let folder = '';
export let store: Store;
export let axis: AxisDouble;
const open: Outbox[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  store = await openSqliteStore(join(folder, 'a.sqlite'));
  axis = new AxisDouble();
});
afterEach(async () => {
  for (const outbox of open.splice(0)) await outbox.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

export async function outboxWith(change: Partial<OutboxOptions> = {}): Promise<Outbox> {
  const outbox = await createOutbox({
    store,
    transport: axis.transport('H99.01'),
    packagesDir: join(folder, 'packages'),
    build: plainBuilder,
    httpTimeoutMs: 400,
    settleMs: 40,
    trustSentList: true,
    random: () => 0.5,
    ...change,
  });
  open.push(outbox);
  return outbox;
}

/** Makes every waiting row due, as if the waits were over, and works until nothing is left. */
export async function workOff(outbox: Outbox, rounds = 6): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await outbox.tick();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await store.transaction((sql) =>
      sql.run(`UPDATE outbox SET next_at = ? WHERE next_at IS NOT NULL AND absent_at IS NULL`, [
        '2020-01-01T00:00:00.000Z',
      ]),
    );
  }
}

export const steps = async (outbox: Outbox, letterId: string) =>
  (await outbox.item(letterId)).steps.map(({ step }) => step);
