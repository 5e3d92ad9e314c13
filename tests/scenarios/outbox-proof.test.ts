/** @needs postgres */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actingAs } from '../../bridge/audit/actor.ts';
import { exportAudit } from '../../bridge/audit/chain.ts';
import type { AuditRow } from '../../bridge/audit/entry.ts';
import { verifyAudit } from '../../bridge/audit/verify.ts';
import { createFiledropTransport } from '../../bridge/axis/filedrop/filedrop-transport.ts';
import type { AxisTransport } from '../../bridge/axis/transport.ts';
import { KyguiError } from '../../shared/errors.ts';
import { AxisDouble } from './support/axis-double.ts';
import { bothDrivers, DRIVERS } from './support/both-drivers.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import { type OfficeParts, openOffice, type TestOffice, workOff } from './support/office.ts';

/** "Sent" needs a proof: the axis' id and our digest, a receipt that was brought, or the recipient's own word. */

const drivers = bothDrivers('proof');

const CLERK = {
  pairing: '00000000-0000-4000-8000-000000000001',
  label: 'Chrome, máy một cửa',
  account: 'vanthu1',
};

describe.each(DRIVERS)('proof of sending on %s', (driver) => {
  let count = 0;
  async function office(
    transport: AxisTransport,
    agency = OFFICE_ONE,
    more: Partial<OfficeParts> = {},
  ): Promise<TestOffice & { at: string; record(): Promise<AuditRow[]> }> {
    count += 1;
    const name = `${driver}-${count}`;
    const at = join(drivers.folder, name);
    mkdirSync(at);
    const store = await drivers.open(driver, name);
    const opened = await openOffice({ store, transport, folder: join(at, 'office'), agency, ...more });
    return {
      ...opened,
      at,
      async record() {
        const lines: string[] = [];
        for await (const line of exportAudit(store)) lines.push(line);
        const file = join(at, 'record.jsonl');
        writeFileSync(file, lines.join(''));
        expect(await verifyAudit(file)).toMatchObject({ intact: true });
        return lines.map((line) => JSON.parse(line) as AuditRow);
      },
    };
  }
  /** A letter from one that two has taken in and not answered yet. */
  async function oneLetterTaken(axis: AxisDouble) {
    const one = await office(axis.transport('H99.01'));
    const two = await office(axis.transport('H99.02'), OFFICE_TWO);
    await one.outbox.submit(await submission(one.at, 1));
    await one.outbox.tick();
    await two.inbox.poll();
    return { one, two };
  }
  const acts = (rows: readonly AuditRow[], kind: string) =>
    rows.map(({ entry }) => entry).filter((entry) => entry.kind === kind);

  it('an answer for other bytes than were frozen is no receipt', async () => {
    const axis = new AxisDouble();
    const own = axis.transport('H99.01');
    const lost: AxisTransport = {
      ...own,
      // Takes half of the package and says yes all the same.
      async send(outgoing) {
        for await (const _piece of outgoing.bytes()) break;
        return { docId: 'x-1', raw: '{"status":"OK","DocId":"x-1"}' };
      },
    };
    const one = await office({
      ...lost,
      sentList: async () => Promise.reject(new KyguiError('AXIS_UNREACHABLE')),
    });
    const letter = await submission(one.at, 1);
    const [documentId = ''] = Object.keys(letter.files);
    const large = join(one.at, 'large.pdf');
    writeFileSync(large, Buffer.alloc(1 << 20, '%PDF-1.7\n'));
    const { letterId } = await one.outbox.submit({ ...letter, files: { [documentId]: { path: large } } });
    await one.outbox.tick();
    const after = await one.outbox.item(letterId);
    expect(after.state).toBe('outcome-unknown');
    expect(after.recipients[0]?.state).toBe('outcome-unknown');
    expect(after.steps.map(({ step }) => step)).not.toContain('sent');
    await one.close();
  });

  it('a letter exported to a folder is receipted by the receipt that is brought back, with our id and digest, and by nothing else', async () => {
    const at = join(drivers.folder, `${driver}-drop`);
    const drops = { one: join(at, 'one'), two: join(at, 'two') };
    const transportOf = (name: 'one' | 'two', agency: string) =>
      createFiledropTransport({ folder: drops[name], agency });
    const one = await office(transportOf('one', 'H99.01'));
    const two = await office(transportOf('two', 'H99.02'), OFFICE_TWO);
    const { letterId } = await actingAs(CLERK, async () => one.outbox.submit(await submission(one.at, 1)));
    await workOff(one, 2);
    const exported = await one.outbox.item(letterId);
    expect(exported).toMatchObject({ state: 'exported', recipients: [{ state: 'exported' }] });
    expect(acts(await one.record(), 'sent')).toEqual([]);
    expect(acts(await one.record(), 'exported')).toMatchObject([
      { package: exported.packageSha256, docId: exported.axisDocId, by: CLERK },
    ]);

    // Carried to the other office, which takes it in and gives a receipt to carry back.
    cpSync(join(drops.one, 'out', 'H99.02'), join(drops.two, 'in'), { recursive: true });
    await two.inbox.poll();
    const back = join(drops.two, 'out', 'H99.01');
    const [receipt = ''] = readdirSync(back).filter((name) => name.endsWith('.receipt.json'));
    const words = JSON.parse(readFileSync(join(back, receipt), 'utf8')) as Record<string, unknown>;
    expect(words).toMatchObject({ docId: exported.axisDocId, sha256: exported.packageSha256, by: 'H99.02' });
    mkdirSync(join(drops.one, 'in'), { recursive: true });
    const brought = join(drops.one, 'in', receipt);
    const { sha256: _left, ...without } = words;
    for (const wrong of [without, { ...words, sha256: 'f'.repeat(64) }, { ...words, by: 'G99' }]) {
      writeFileSync(brought, JSON.stringify(wrong));
      await workOff(one, 2);
      expect((await one.outbox.item(letterId)).state).toBe('exported');
    }
    writeFileSync(brought, JSON.stringify(words));
    await workOff(one, 3);
    expect(await one.outbox.item(letterId)).toMatchObject({
      state: 'receipted',
      recipients: [{ state: 'sent' }],
    });
    expect(acts(await one.record(), 'sent')).toMatchObject([
      { package: exported.packageSha256, axisDocId: exported.axisDocId, by: CLERK },
    ]);
    await one.close();
    await two.close();
  });

  it("a recipient's own status proves an arrival without calling it the axis' receipt, and speaks for itself alone", async () => {
    const axis = new AxisDouble();
    axis.sentListMode = 'fails';
    axis.faults.push('answer-lost');
    const one = await office(axis.transport('H99.01'));
    const two = await office(axis.transport('H99.02'), OFFICE_TWO);
    const { letterId } = await one.outbox.submit(await submission(one.at, 1, { to: ['H99.02', 'G99'] }));
    await one.outbox.tick();
    await two.inbox.poll();
    await workOff(two, 1);
    await one.inbox.poll();
    expect(await one.outbox.item(letterId)).toMatchObject({
      state: 'arrived',
      axisDocId: null,
      error: { code: 'SENDING_RECIPIENT_MISSING', details: { recipient: 'G99' } },
      recipients: [{ state: 'arrived' }, { state: 'outcome-unknown' }],
    });
    const rows = await one.record();
    expect(acts(rows, 'sent')).toEqual([]);
    expect(acts(rows, 'arrival-proved')).toMatchObject([
      { messageId: letterId, recipient: 'H99.02', statusCode: '01' },
    ]);
    await one.close();
    await two.close();
  });

  it('an answer that cannot be delivered stands in a list with its reason, and leaves when it is ordered again', async () => {
    const axis = new AxisDouble();
    const { one, two } = await oneLetterTaken(axis);
    axis.faults.push({ recipient: 'H99.01' });
    await two.outbox.tick();
    const { answers, total } = await two.outbox.answers(10);
    expect(total).toBe(1);
    expect(answers).toMatchObject([
      {
        statusCode: '01',
        toCode: 'H99.01',
        toName: OFFICE_ONE.organName,
        code: '1/UBND-VP',
        state: 'failed',
        error: { code: 'AXIS_RECIPIENT_UNKNOWN' },
      },
    ]);
    await actingAs(CLERK, () => two.outbox.retry(answers[0]?.outboxId ?? '', 'resend'));
    await two.outbox.tick();
    expect(await two.outbox.answers(10)).toEqual({ answers: [], total: 0 });
    expect(acts(await two.record(), 'decided')).toMatchObject([{ decision: 'resend', by: CLERK }]);
    expect(acts(await two.record(), 'sent')).toMatchObject([{ messageType: 'status', by: CLERK }]);

    // In doubt: the clerk who asked may say that it came.
    const [item] = (await two.inbox.list({ limit: 1 })).items;
    axis.faults.push('answer-lost');
    axis.sentListMode = 'fails';
    await two.inbox.answer({
      jobKey: '00000000-0000-4000-8000-0000000000a1',
      itemId: item?.itemId ?? '',
      answer: 'accept',
    });
    await two.outbox.tick();
    const [doubt] = (await two.outbox.answers(10)).answers;
    expect(doubt).toMatchObject({ statusCode: '03', state: 'outcome-unknown' });
    await two.outbox.retry(doubt?.outboxId ?? '', 'arrived');
    expect((await two.outbox.answers(10)).total).toBe(0);
    expect((await two.inbox.item(item?.itemId ?? '')).statusDelivered).toBe(true);
    await one.close();
    await two.close();
  });

  it('a later answer waits while the axis is asked about the earlier one: its list could not tell them apart', async () => {
    const axis = new AxisDouble();
    const { one, two } = await oneLetterTaken(axis);
    const [item] = (await two.inbox.list({ limit: 1 })).items;
    axis.faults.push('answer-lost', 'answer-lost');
    axis.sentListMode = 'fails';
    await two.outbox.tick();
    await two.inbox.answer({
      jobKey: '00000000-0000-4000-8000-0000000000a2',
      itemId: item?.itemId ?? '',
      answer: 'accept',
    });
    const statuses = () => axis.taken.filter(({ messageType }) => messageType === 'status');
    await two.outbox.tick();
    expect(statuses()).toHaveLength(1);
    axis.sentListMode = 'complete';
    await workOff(two);
    expect(statuses()).toHaveLength(2);
    expect(axis.doubles()).toEqual([]);
    expect((await two.outbox.answers(10)).total).toBe(0);
    expect((await two.inbox.item(item?.itemId ?? '')).statusDelivered).toBe(true);
    await one.close();
    await two.close();
  });
});
