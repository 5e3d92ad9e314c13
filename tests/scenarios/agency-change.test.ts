import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import { AxisDouble } from './support/axis-double.ts';
import { OFFICE_ONE, submission } from './support/letters.ts';
import { openOffice, type TestOffice, workOff } from './support/office.ts';

/** An agency's code changes while letters of the old code are still in the outbox. */
let folder = '';
let axis: AxisDouble;
let office: TestOffice | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agency-'));
  axis = new AxisDouble();
});
afterEach(async () => {
  await office?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function reopen(...ownCodes: string[]): Promise<TestOffice> {
  await office?.close();
  office = await openOffice({
    store: await openSqliteStore(join(folder, 'a.sqlite')),
    transport: axis.transport(ownCodes[0] ?? ''),
    folder,
    agency: OFFICE_ONE,
    outbox: { ownCodes },
  });
  return office;
}

it('a letter of the old code is kept, not sent under the new one, and goes on once the old code is named', async () => {
  const before = await reopen('H99.01');
  const { letterId } = await before.outbox.submit(await submission(folder, 1));
  const changed = await reopen('H99.05');
  await workOff(changed, 2);
  expect(await changed.outbox.item(letterId)).toMatchObject({
    state: 'failed',
    error: { code: 'SENDING_AGENCY_CHANGED', details: { code: 'H99.01' } },
    recipients: [{ state: 'failed' }],
  });
  expect(axis.taken).toHaveLength(0);
  const named = await reopen('H99.05', 'H99.01');
  await workOff(named, 2);
  expect(await named.outbox.item(letterId)).toMatchObject({
    state: 'receipted',
    error: null,
    recipients: [{ state: 'sent' }],
  });
  expect(axis.taken).toHaveLength(1);
});

it('one in doubt stays in doubt: nobody asks for it over the other connection, and it is not sent twice', async () => {
  const before = await reopen('H99.01');
  axis.faults.push('answer-lost');
  const { letterId } = await before.outbox.submit(await submission(folder, 2));
  await before.outbox.tick();
  expect((await before.outbox.item(letterId)).state).toBe('outcome-unknown');
  const changed = await reopen('H99.05');
  await workOff(changed, 3);
  expect(await changed.outbox.item(letterId)).toMatchObject({
    state: 'outcome-unknown',
    error: { code: 'SENDING_AGENCY_CHANGED' },
  });
  const named = await reopen('H99.01');
  await workOff(named, 4);
  expect((await named.outbox.item(letterId)).state).toBe('receipted');
  expect(axis.taken).toHaveLength(1);
});
