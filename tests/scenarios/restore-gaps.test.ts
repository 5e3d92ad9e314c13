/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AxisTransport } from '../../bridge/axis/transport.ts';
import {
  ProposedNumbers,
  registerPropose,
  reservationOf,
  withNumbers,
} from '../../bridge/commands/register.ts';
import type { Bridge } from '../../bridge/compose.ts';
import type { CommandContext } from '../../bridge/listener/handlers.ts';
import { listSeries } from '../../bridge/sending/register.ts';
import { settingsSchema } from '../../bridge/settings/schema.ts';
import { AxisDouble } from './support/axis-double.ts';
import { bothDrivers, DRIVERS } from './support/both-drivers.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import { openOffice, type TestOffice } from './support/office.ts';

/** What a restore cannot bring back is asked for again, and what nobody can know is told until a person has looked. */

const drivers = bothDrivers('gaps');
const context = {} as CommandContext;

/** An axis that shows what was acknowledged as well, when it is asked for it. */
function remembering(axis: AxisDouble, code: string): AxisTransport {
  return {
    ...axis.transport(code),
    listAgain: async (messageType) =>
      axis.items
        .filter((item) => item.to === code && item.messageType === messageType && item.status === 'done')
        .map(({ package: _package, ...item }) => item),
  };
}

describe.each(DRIVERS)('rows that came out of a backup, on %s', (driver) => {
  async function office(
    name: string,
    transport: AxisTransport,
    agency: typeof OFFICE_ONE = OFFICE_ONE,
  ): Promise<TestOffice> {
    return openOffice({
      store: await drivers.open(driver, randomUUID()),
      transport,
      folder: join(drivers.folder, name),
      agency,
    });
  }
  /** Two letters taken in and answered 01; then the rows are those of the first day again, and the folder is as it was. */
  async function afterRestore(transport: (axis: AxisDouble) => AxisTransport) {
    const name = randomUUID();
    const axis = new AxisDouble();
    const one = await office(`${name}-one`, axis.transport('H99.01'));
    const two = await office(name, transport(axis), OFFICE_TWO);
    for (const number of [1, 2]) await one.outbox.submit(await submission(drivers.folder, number));
    await one.outbox.tick();
    await two.inbox.poll();
    await two.outbox.tick();
    expect((await two.inbox.list({ limit: 5 })).total).toBe(2);
    expect(await two.inbox.gap()).toBeNull();
    await one.close();
    await two.close();
    return { axis, name };
  }

  it('letters that were taken in since are entered again from the folder, and the clerk is told until she has compared', async () => {
    const { axis, name } = await afterRestore((one) => one.transport('H99.02'));
    const back = await office(name, axis.transport('H99.02'), OFFICE_TWO);
    const fetches = axis.fetches;
    await back.inbox.poll();
    const { items } = await back.inbox.list({ limit: 5 });
    expect(items.map(({ code }) => code).sort()).toEqual(['1/UBND-VP', '2/UBND-VP']);
    expect(axis.fetches).toBe(fetches);
    expect(await back.inbox.gap()).toMatchObject({ from: null, fetched: 2 });
    await back.inbox.poll();
    expect((await back.inbox.list({ limit: 5 })).total).toBe(2);
    await back.inbox.closeGap();
    await back.inbox.poll();
    expect(await back.inbox.gap()).toBeNull();
    await back.close();
  });

  it('an axis that can show what was acknowledged is asked for it, and a line that is down is asked again', async () => {
    const { axis, name } = await afterRestore((one) => remembering(one, 'H99.02'));
    rmSync(join(drivers.folder, name, 'inbox'), { recursive: true });
    let down = true;
    const line = remembering(axis, 'H99.02');
    const back = await office(
      name,
      {
        ...line,
        listAgain: async (messageType, since) => {
          if (down) throw new Error('down');
          expect(Date.parse(since)).toBeLessThan(Date.now());
          return (await line.listAgain?.(messageType, since)) ?? [];
        },
      },
      OFFICE_TWO,
    );
    await back.inbox.poll();
    expect(await back.inbox.gap()).toBeNull();
    down = false;
    await back.inbox.poll();
    expect((await back.inbox.list({ limit: 5 })).total).toBe(2);
    expect(await back.inbox.gap()).toMatchObject({ fetched: 2 });
    await back.close();
  });

  it('the register of entry proposes no number until a person has given one', async () => {
    const { axis, name } = await afterRestore((one) => one.transport('H99.02'));
    const back = await office(name, axis.transport('H99.02'), OFFICE_TWO);
    await back.inbox.poll();
    expect(await back.inbox.nextEntry()).toMatchObject({ number: '', restoredAt: expect.any(String) });
    const { items } = await back.inbox.list({ limit: 5 });
    const { date } = await back.inbox.nextEntry();
    await back.inbox.answer({
      jobKey: randomUUID(),
      itemId: items[0]?.itemId ?? '',
      answer: 'accept',
      entryNumber: '17',
      entryDate: date,
    });
    expect(await back.inbox.nextEntry()).toEqual({ number: '18', date, restoredAt: null });
    await back.close();
  });

  it('the register of outgoing numbers notices a number given since, and gives none until a person has said the next', async () => {
    const name = randomUUID();
    const axis = new AxisDouble();
    const settings = settingsSchema.parse({
      agency: { code: 'H99.01', name: 'UBND xã Mẫu Một' },
      register: { enabled: true },
    });
    const desk = ({ store, outbox }: TestOffice) =>
      ({ store, settings, bridgeId: 'one', acts: outbox.acts }) as unknown as Bridge;
    const propose = (at: TestOffice) =>
      registerPropose(desk(at), new ProposedNumbers())(
        { jobKey: randomUUID(), kind: 'Công văn', date: '2026-01-05' },
        context,
      );
    const give = (at: TestOffice, number: number, source: 'register' | 'hand') => {
      const jobKey = randomUUID();
      const reservation = { agency: 'H99.01', year: 2026, kind: 'Công văn', number, jobKey, source };
      // Signed, so that the number stays: what is given back is proposed again.
      return withNumbers(desk(at), [{ jobKey, reservation }], async () => {
        await at.store.transaction(async (sql) => {
          const now = await sql.now();
          await sql.run(
            `INSERT INTO job (job_key, owner, state, origin, certificate, created_at, updated_at)
              VALUES (?, 'one', 'signed', '', '', ?, ?)`,
            [jobKey, now, now],
          );
        });
      });
    };
    const before = await office(name, axis.transport('H99.01'));
    expect(await propose(before)).toMatchObject({ number: '01' });
    await give(before, 1, 'register');
    expect(await propose(before)).toMatchObject({ number: '02' });
    await before.close();

    // Nothing was sent: the number alone tells that the rows are older.
    const back = await office(name, axis.transport('H99.01'));
    expect(await propose(back)).toMatchObject({
      enabled: true,
      number: null,
      restoredAt: expect.any(String),
    });
    await expect(give(back, 1, 'register')).rejects.toMatchObject({ code: 'REGISTER_RESTORED' });
    const asked = await reservationOf(desk(back), {
      jobKey: randomUUID(),
      documents: [{ documentId: randomUUID(), role: 'issue', fields: { number: '5', date: '2026-01-05' } }],
      register: { kind: 'Công văn', source: 'hand' },
    } as unknown as Parameters<typeof reservationOf>[1]);
    expect(asked.findings).toMatchObject([{ id: 'register.restored', result: 'warning' }]);
    await give(back, 5, 'hand');
    expect(await propose(back)).toMatchObject({ number: '06' });
    await give(back, 6, 'register');
    expect((await listSeries(back.store, 'H99.01'))[0]).toMatchObject({ next: 7, restoredAt: null });
    await back.close();
  });
});
