/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVxpTransport } from '../../bridge/axis/vxp/vxp-transport.ts';
import { packageBuilder } from '../../bridge/edxml/package-builder.ts';
import { openPostgresStore } from '../../bridge/store/postgres.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import type { Store } from '../../bridge/store/store.ts';
import type { FaultRuleInput } from '../sandbox/axis/faults.ts';
import { type AxisSandbox, startAxisSandbox } from '../sandbox/axis/server.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import { openOffice, type TestOffice, workOff } from './support/office.ts';
import { type PostgresServer, startPostgres } from './support/postgres-server.ts';

/**
 * Each fault of the axis API, part C, with the end that it must come to on both drivers: what the sender's letter says,
 * how often it lies on the axis, and what the receiver entered. The way of each answer is looked at in
 * axis-faults.test.ts, kills and lost answers in the kill suite; LGSP's own (F24) belongs to its transport.
 */

let server: PostgresServer;
let axis: AxisSandbox;
let folder = '';
const printed: string[] = [];
beforeAll(async () => {
  server = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'fault-ends-'));
  axis = await startAxisSandbox({ stateDir: join(folder, 'axis') });
});
afterAll(async () => {
  process.stdout.write(`\n${printed.join('\n')}\n`);
  await axis?.stop();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const STORES: Readonly<Record<string, (name: string) => Promise<Store>>> = {
  sqlite: async (name) => openSqliteStore(join(folder, `${name}.sqlite`)),
  postgres: async () => openPostgresStore({ url: await server.database() }),
};

/** The letter arrived once, was accepted, and the sender knows. */
const GOOD = 'closed accepted, 1 on the axis, 1 entered, 01 03';
const sending = { operation: 'sendEdoc' };

/** Faults of one letter on its way, and what must have become of it when the fault is over. */
const ON_THE_WAY: readonly [string, FaultRuleInput, string][] = [
  ['F1 wrong HMAC', { id: 'F1', variant: 'hmac', ...sending }, GOOD],
  ['F1 stale timestamp', { id: 'F1', variant: 'stale', ...sending }, GOOD],
  ['F2 hash-file refused', { id: 'F2', ...sending }, GOOD],
  ['F3 recipient unknown', { id: 'F3', variant: 'unknown', agency: 'H99.02' }, 'UNREACHED'],
  ['F3 whole package refused', { id: 'F3', variant: 'unknown-whole', agency: 'H99.02' }, 'UNREACHED'],
  ['F4 error page with 200', { id: 'F4', ...sending }, GOOD],
  ['F4 error page after the upload', { id: 'F4', variant: 'html-after', ...sending }, GOOD],
  ['F5 empty answer', { id: 'F5', ...sending }, GOOD],
  ['F6 number for a code', { id: 'F6', ...sending }, GOOD],
  ['F6 no id', { id: 'F6', variant: 'no-docid', ...sending }, GOOD],
  ['F7 stays after done', { id: 'F7' }, GOOD],
  ['F8 same id twice', { id: 'F8', variant: 'same-docid' }, GOOD],
  ['F8 old code', { id: 'F8', variant: 'old-code' }, GOOD],
  ['F9 status before its letter', { id: 'F9', variant: 'before-letter' }, GOOD],
  ['F9 out of order', { id: 'F9', variant: 'out-of-order' }, GOOD],
  ['F9 code without its zero', { id: 'F9', variant: 'unpadded' }, GOOD],
  ['F11 alias receiver', { id: 'F11' }, GOOD],
  ['F12 hop without a name', { id: 'F12' }, GOOD],
  ['F13 no description', { id: 'F13' }, GOOD],
  ['F13 types differ', { id: 'F13', variant: 'type-mismatch' }, GOOD],
  ['F18 answer lost', { id: 'F18', variant: 'after-upload', ...sending }, GOOD],
  ['F18 package lost', { id: 'F18', variant: 'lost', ...sending }, GOOD],
  ['F20 continue withheld', { id: 'F20', ...sending }, GOOD],
  ['F21 wrong charset', { id: 'F21' }, GOOD],
  ['F25 redirect to a log-in page', { id: 'F25', ...sending }, GOOD],
  ['F27 down', { id: 'F27', variant: 'down', times: 2 }, GOOD],
];

describe.each(Object.keys(STORES))('on %s', (driver) => {
  let one: TestOffice;
  let two: TestOffice;
  beforeAll(async () => {
    one = await openOn(driver, OFFICE_ONE);
    two = await openOn(driver, OFFICE_TWO);
    printed.push(driver);
  });
  afterAll(() => Promise.all([one?.close(), two?.close()]));

  it.each(ON_THE_WAY)('%s', async (name, fault, end) => {
    axis.reset();
    const number = ON_THE_WAY.findIndex(([one]) => one === name) + 1;
    const files = join(folder, `${driver}-files`);
    mkdirSync(files, { recursive: true });
    await axis.inject(fault);
    const { letterId } = await one.outbox.submit(await submission(files, number));
    const code = `${number}/UBND-VP`;
    /** Sent, taken in, accepted, told: what the bridges do all day. */
    const goOn = async () => {
      await workOff(one, 1);
      await two.inbox.poll();
      const { items } = await two.inbox.list({ limit: 100, filter: 'unanswered' });
      for (const { itemId } of items)
        await two.inbox.answer({ jobKey: randomUUID(), itemId, answer: 'accept' });
      await workOff(two, 1);
      await one.inbox.poll();
    };
    const account = async () => {
      const letter = await one.outbox.item(letterId);
      const entered = (await two.inbox.list({ limit: 100 })).items.filter((item) => item.code === code);
      const onAxis = axis.dump().packages.filter(({ messageType }) => messageType === 'edoc');
      const codes = letter.timelines[0]?.entries.flatMap(({ statusCode }) => statusCode ?? []) ?? [];
      const found = `${letter.state} ${letter.recipients[0]?.state}, ${onAxis.length} on the axis, ${entered.length} entered, ${[...new Set(codes)].sort().join(' ')}`;
      return { letter, entered, found };
    };
    for (let round = 0; round < 20; round += 1) {
      await goOn();
      const { letter, found } = await account();
      if (found === end || letter.state === 'failed') break;
    }
    // Nothing comes twice afterwards.
    await goOn();
    const { letter, entered, found } = await account();
    printed.push(`  ${name.padEnd(34)} ${found}`);
    if (end !== 'UNREACHED') return expect(found).toBe(end);
    // Refused by name, and nobody else's: dead with its reason and its button, never in doubt.
    expect(entered).toEqual([]);
    expect([letter.state, letter.recipients[0]?.state]).toContain('failed');
    expect(letter.error?.code).toMatch(/^(?:AXIS_RECIPIENT_|SENDING_RECIPIENT_)/u);
  });

  /** Packages of strangers that lie in the list of H99.02: whether they are entered, listed as unreadable, or refused. */
  const DELIVERED: readonly [string, FaultRuleInput, RegExp][] = [
    ['F10 recall of an unknown letter', { id: 'F10', variant: 'recall-unknown' }, /^recall: warned$/u],
    ['F14 zip in a declared PDF', { id: 'F14', variant: 'zip-in-pdf' }, /^new/u],
    ['F14 zip with two entries', { id: 'F14', variant: 'two-entries' }, /^new: warned$/u],
    ['F14 truncated zip', { id: 'F14', variant: 'truncated-zip' }, /^new: warned$/u],
    ['F14 zip bomb', { id: 'F14', variant: 'bomb' }, /^new: warned$/u],
    ['F14 hostile names', { id: 'F14', variant: 'hostile-names' }, /^new/u],
    ['F15 PDF through UTF-8', { id: 'F15' }, /^new: warned$/u],
    ['F22 stray bytes', { id: 'F22', variant: 'stray-bytes' }, /^new/u],
    ['F22 byte order mark', { id: 'F22', variant: 'bom' }, /^new/u],
    ['F22 UTF-16', { id: 'F22', variant: 'utf-16' }, /^(?:new|unreadable)/u],
    ['F22 wrong date', { id: 'F22', variant: 'wrong-date' }, /^new: warned$/u],
    ['F22 no DocumentId', { id: 'F22', variant: 'no-documentid' }, /^new/u],
    ['F22 no Bussiness', { id: 'F22', variant: 'no-bussiness' }, /^new/u],
    ['F22 UUID for a DocumentId', { id: 'F22', variant: 'uuid-documentid' }, /^new/u],
  ];
  it.each(DELIVERED)('%s: entered or listed once, and acknowledged', async (name, fault, end) => {
    axis.reset();
    const before = (await two.inbox.list({ limit: 1 })).total;
    const docId = await axis.inject({ ...fault, agency: 'H99.02' });
    await two.inbox.poll();
    await two.inbox.poll();
    const { items, total } = await two.inbox.list({ limit: 1 });
    const [item] = items;
    const detail = await two.inbox.item(item?.itemId ?? '');
    const warned = detail.warnings.length + detail.attachments.flatMap(({ warnings }) => warnings).length > 0;
    printed.push(`  ${name.padEnd(34)} ${detail.kind}: ${warned ? 'warned' : 'clean'}`);
    expect(`${detail.kind}: ${warned ? 'warned' : 'clean'}`).toMatch(end);
    expect(total - before).toBe(1);
    const arrival = await two.store.read((sql) =>
      sql.get(`SELECT acknowledged_at FROM arrival WHERE doc_id = ?`, [docId]),
    );
    expect(arrival?.acknowledged_at).toEqual(expect.any(String));
  });
});

async function openOn(driver: string, agency: typeof OFFICE_ONE): Promise<TestOffice> {
  const unit = axis.agencies.find(({ code }) => code === agency.organId);
  const name = `${driver}-${agency.organId}`;
  const store = await (STORES[driver] as (name: string) => Promise<Store>)(name);
  const builder = packageBuilder();
  return openOffice({
    store,
    transport: createVxpTransport({
      endpoint: axis.vxpEndpoint,
      systemId: unit?.systemId ?? '',
      secret: unit?.secret ?? '',
      connectTimeoutMs: 10_000,
      requestTimeoutMs: 20_000,
    }),
    folder: join(folder, name),
    agency,
    inbox: { oldCodes: ['000.00.02.H99'] },
    outbox: {
      httpTimeoutMs: 20_000,
      build: {
        letter: async (letter, path) => void (await builder.letter(letter, path)),
        status: (status) => builder.status(status),
      },
    },
  });
}
