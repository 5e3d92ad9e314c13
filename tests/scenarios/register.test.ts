/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ProposedNumbers, registerPropose, withNumbers } from '../../bridge/commands/register.ts';
import type { Bridge } from '../../bridge/compose.ts';
import type { CommandContext } from '../../bridge/listener/handlers.ts';
import {
  giveBack,
  giveBackAbandoned,
  isTaken,
  listSeries,
  markUsed,
  nextNumber,
  type Reservation,
  reserve,
  setNext,
} from '../../bridge/sending/register.ts';
import { settingsSchema } from '../../bridge/settings/schema.ts';
import type { Store } from '../../bridge/store/store.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';
import { openStore, type StoreSpec } from './support/store-spec.ts';

/** The register of outgoing numbers on both drivers, with two bridges on one database. */
const SERIES = { agency: 'H99.01', year: 2026, kind: 'Công văn' };
const context = {} as CommandContext;
let folder = '';
let server: PostgresServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-register-'));
  server = await startPostgres();
});
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(['sqlite', 'postgres'] as const)('on %s', (kind) => {
  let one: Store;
  let two: Store;
  beforeEach(async () => {
    const spec: StoreSpec =
      kind === 'sqlite'
        ? { kind, file: join(folder, `${randomUUID()}.sqlite`) }
        : { kind, url: await server.database() };
    one = await openStore(spec);
    two = await openStore(spec);
    return async () => {
      await one.close();
      await two.close();
    };
  });
  const take = (store: Store, number: number, more: Partial<Reservation> = {}) => {
    const reservation = {
      ...SERIES,
      number,
      jobKey: randomUUID(),
      owner: 'one',
      source: 'register' as const,
    };
    const full = { ...reservation, ...more };
    return store.transaction((sql) => reserve(sql, full)).then(() => full.jobKey);
  };
  const state = async () => (await listSeries(one, SERIES.agency))[0];

  test('numbers go on in order through a year and a kind; one given back is proposed first', async () => {
    expect(await nextNumber(one, SERIES)).toBe(1);
    const first = await take(one, 1);
    await take(two, 2);
    expect(await nextNumber(one, SERIES)).toBe(3);
    await one.transaction((sql) => giveBack(sql, first));
    expect(await nextNumber(two, SERIES)).toBe(1);
    expect(await nextNumber(two, SERIES, new Set([1]))).toBe(3);
    expect(await nextNumber(one, { ...SERIES, year: 2027 })).toBe(1);
    expect(await nextNumber(one, { ...SERIES, kind: 'Tờ trình' })).toBe(1);
    expect(await nextNumber(one, { ...SERIES, kind: 'công văn' })).toBe(1);
    expect(await state()).toEqual({
      year: 2026,
      restoredAt: null,
      kind: 'Công văn',
      next: 3,
      used: 0,
      reserved: [2],
      free: [1],
    });
  });

  test('a number is reserved once; what was used is never free again', async () => {
    const job = await take(one, 1);
    await expect(take(two, 1)).rejects.toMatchObject({
      code: 'REGISTER_NUMBER_TAKEN',
      details: { number: 1, kind: 'Công văn', year: 2026 },
    });
    // Asked again by the same job, as after an answer that was lost.
    await take(one, 1, { jobKey: job });
    await one.transaction((sql) => markUsed(sql, job));
    await one.transaction((sql) => giveBack(sql, job));
    await expect(take(two, 1)).rejects.toMatchObject({ code: 'REGISTER_NUMBER_TAKEN' });
    expect(await isTaken(two, SERIES, 1, randomUUID())).toBe(true);
    expect(await isTaken(two, SERIES, 1, job)).toBe(false);
  });

  test('a proposal leaves what it passed over to others, a typed number does not, that of a page counts as it is', async () => {
    await take(one, 3);
    expect(await state()).toMatchObject({ next: 4, free: [1, 2] });
    await take(one, 120, { source: 'hand' });
    expect(await state()).toMatchObject({ next: 121, free: [1, 2] });
    await take(two, 120, { source: 'page' });
    expect(await state()).toMatchObject({ next: 121, reserved: [3, 120] });
    await setNext(one, SERIES, 200);
    expect(await state()).toMatchObject({ next: 200, free: [] });
    await expect(setNext(one, SERIES, 120)).rejects.toMatchObject({ code: 'REGISTER_NUMBER_TAKEN' });
    await setNext(one, SERIES, 119);
    await take(one, await nextNumber(one, SERIES));
    // 120 is somebody's already.
    expect(await nextNumber(one, SERIES)).toBe(121);
  });

  test('what a killed process had reserved is free after its start; another bridge keeps what it has', async () => {
    await take(one, 1, { owner: 'one' });
    await take(two, 2, { owner: 'two' });
    await one.transaction((sql) => giveBackAbandoned(sql, 'one'));
    expect(await state()).toMatchObject({ reserved: [2], free: [1] });
  });

  test('a number whose letter may have been signed is kept: its approval is being carried out', async () => {
    const job = await take(one, 1);
    await one.transaction((sql) =>
      sql.run(
        `INSERT INTO job (job_key, owner, state, origin, certificate, created_at, updated_at)
          VALUES (?, 'one', 'signing', 'https://qlvb.example.vn', 'c', 'now', 'now')`,
        [job],
      ),
    );
    await one.transaction((sql) => giveBack(sql, job));
    expect(await state()).toMatchObject({ reserved: [1], free: [] });
    await one.transaction((sql) => sql.run(`UPDATE job SET state = 'failed' WHERE job_key = ?`, [job]));
    await one.transaction((sql) => giveBack(sql, job));
    expect(await state()).toMatchObject({ reserved: [], free: [1] });
  });

  test('two bridges number forty letters each at the same time: each number once, none left out', async () => {
    const bridgeOn = (store: Store, bridgeId: string) =>
      ({
        store,
        bridgeId,
        settings: settingsSchema.parse({
          agency: { code: 'H99.01', name: 'UBND xã Mẫu A' },
          register: { enabled: true },
        }),
      }) as Bridge;
    const given: number[] = [];
    const clerk = async (bridge: Bridge) => {
      const proposed = new ProposedNumbers();
      const propose = registerPropose(bridge, proposed);
      const letter = async (fails: boolean): Promise<void> => {
        const jobKey = randomUUID();
        const { number } = await propose({ jobKey, kind: 'Công văn', date: '2026-03-02' }, context);
        const reservation = { ...SERIES, number: Number(number), jobKey, source: 'register' as const };
        try {
          await withNumbers(bridge, [{ jobKey, reservation }], async () => {
            if (fails) throw new Error('the token was taken out');
            await bridge.store.transaction((sql) => markUsed(sql, jobKey));
            given.push(Number(number));
          });
        } catch (thrown) {
          proposed.forget(jobKey);
          if ((thrown as { code?: string }).code !== 'REGISTER_NUMBER_TAKEN') return;
          await letter(fails);
        }
      };
      for (let round = 0; round < 10; round += 1)
        await Promise.all([
          letter(false),
          letter(round % 3 === 0),
          letter(false),
          letter(false),
          letter(false),
        ]);
    };
    await Promise.all([clerk(bridgeOn(one, 'one')), clerk(bridgeOn(two, 'two'))]);
    expect(new Set(given).size).toBe(given.length);
    const { next, used, reserved, free } = (await state()) ?? { next: 0, used: 0, reserved: [], free: [] };
    expect(used).toBe(given.length);
    expect(used).toBe(2 * (10 * 5 - 4));
    expect(reserved).toEqual([]);
    // Nothing is lost: every number below the next one is somebody's or will be proposed again.
    expect(used + free.length).toBe(next - 1);
  });
});

test('where the office does not number here, nothing is proposed', async () => {
  const bridge = { settings: settingsSchema.parse({}) } as Bridge;
  const answer = await registerPropose(bridge, new ProposedNumbers())(
    { jobKey: randomUUID(), kind: 'Công văn', date: '2026-03-02' },
    context,
  );
  expect(answer).toEqual({ enabled: false, number: null, date: '2026-03-02' });
});
