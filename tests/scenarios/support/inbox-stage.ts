import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { openSqliteStore } from '../../../bridge/store/sqlite.ts';
import { AxisDouble } from './axis-double.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './letters.ts';
import { type OfficeParts, openOffice, type TestOffice } from './office.ts';

/** Two offices on an axis in memory, anew for each test of a file that imports this. */
export let folder = '';
export let axis: AxisDouble;
export let one: TestOffice;
export let two: TestOffice;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inbox-'));
  axis = new AxisDouble();
  one = await office('one', OFFICE_ONE, ['H99.01']);
  two = await office('two', OFFICE_TWO, ['H99.02', '000.00.02.H99'], {
    inbox: {
      oldCodes: ['000.00.02.H99'],
      unitCodes: async (code) => (code === '000.00.01.H99' ? ['H99.01'] : [code]),
    },
  });
});
afterEach(async () => {
  await one.close();
  await two.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An office of its own on the axis of this test. */
export async function office(
  name: string,
  agency: { organId: string; organName: string },
  codes: readonly string[],
  more: Pick<OfficeParts, 'inbox' | 'outbox'> = {},
): Promise<TestOffice> {
  const store = await openSqliteStore(join(folder, `${name}.sqlite`));
  return openOffice({
    store,
    transport: axis.transport(...codes),
    folder: join(folder, name),
    agency,
    ...more,
  });
}

/** Sends a letter from office one and lets office two take it in. */
export async function send(number: number, change: Parameters<typeof submission>[2] = {}): Promise<string> {
  const { letterId } = await one.outbox.submit(await submission(folder, number, change));
  await one.outbox.tick();
  return letterId;
}

export const firstItem = async () => {
  const [item] = (await two.inbox.list({ limit: 10 })).items;
  if (!item) throw new Error('nothing arrived');
  return item;
};
let keys = 0;
export const jobKey = () => {
  keys += 1;
  return `00000000-0000-4000-8000-${String(keys).padStart(12, '0')}`;
};
export const timeline = async (letterId: string) =>
  (await one.outbox.item(letterId)).timelines.flatMap(({ entries }) =>
    entries.map(({ state, statusCode }) => `${statusCode ?? '--'} ${state}`),
  );

/** Another office in the place of the second, which was closed. */
export function replaceTwo(office: TestOffice): void {
  two = office;
}
