import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportAudit } from '../../bridge/audit/chain.ts';
import { type AgencyFigures, exchangeFigures, figuresCsv } from '../../bridge/audit/statistics.ts';
import { verifyAudit } from '../../bridge/audit/verify.ts';
import type { StatusPackage } from '../../shared/edxml/model.ts';
import { writeStatus } from '../../shared/edxml/write.ts';
import { axis, firstItem, folder, jobKey, one, send, timeline, two } from './support/inbox-stage.ts';
import { OFFICE_TWO, submission } from './support/letters.ts';
import { type TestOffice, workOff } from './support/office.ts';

describe('statuses that come back', () => {
  const status = (change: Partial<StatusPackage> & { responseFor?: StatusPackage['responseFor'] } = {}) =>
    Buffer.from(
      writeStatus({
        from: OFFICE_TWO,
        responseFor: { organId: 'H99.01', code: '1/UBND-VP', documentId: 'H99.01,2026/01/05,1/UBND-VP' },
        statusCode: '03',
        description: 'Văn thư: Đã tiếp nhận',
        timestamp: '2026-01-06T08:00:00',
        ...change,
      }),
    );
  const report = (bytes: Buffer) =>
    axis.take({ messageType: 'status', from: 'H99.02', to: ['H99.01'], bytes });

  it('are matched by code and date when the DocumentId is only its third part', async () => {
    const letterId = await send(1);
    report(
      status({
        responseFor: {
          organId: 'H99.01',
          code: ' 1 /UBND-VP',
          documentId: '1/UBND-VP',
          promulgationDate: '2026-01-05',
        },
      }),
    );
    await one.inbox.poll();
    expect((await one.outbox.item(letterId)).recipients[0]?.state).toBe('accepted');
  });

  it('that fit no letter for 180 days are kept as history and no longer tried', async () => {
    report(status());
    await one.inbox.poll();
    const age = (days: number) =>
      one.store.transaction((sql) =>
        sql.run(`UPDATE received_status SET received_at = ?`, [
          new Date(Date.now() - days * 86_400_000).toISOString(),
        ]),
      );
    await age(181);
    const letterId = await send(1);
    await one.inbox.poll();
    expect((await one.outbox.item(letterId)).recipients[0]?.state).toBe('sent');
    await age(179);
    await one.inbox.poll();
    expect((await one.outbox.item(letterId)).recipients[0]?.state).toBe('accepted');
  });

  it('that came before their letter are kept and matched later', async () => {
    report(status());
    await one.inbox.poll();
    expect(axis.acknowledged).toMatchObject([{ status: 'done' }]);
    const letterId = await send(1);
    await one.inbox.poll();
    expect((await one.outbox.item(letterId)).recipients[0]?.state).toBe('accepted');
  });

  it('show the highest step whatever order they come in, and a refusal after acceptance', async () => {
    const letterId = await send(1);
    const at = (minute: number) => `2026-01-06T08:0${minute}:00`;
    report(status({ statusCode: '06', timestamp: at(6) }));
    report(status({ statusCode: '3', timestamp: at(3) }));
    report(status({ statusCode: '01', timestamp: at(1) }));
    await one.inbox.poll();
    const entries = async () => (await one.outbox.item(letterId)).timelines[0]?.entries ?? [];
    expect((await entries()).filter((entry) => entry.statusCode).map((entry) => entry.statusCode)).toEqual([
      '06',
      '03',
      '01',
    ]);
    expect((await one.outbox.item(letterId)).recipients[0]?.state).toBe('finished');
    report(status({ statusCode: '02', timestamp: at(9), description: 'Trả lại' }));
    await one.inbox.poll();
    expect((await one.outbox.item(letterId)).recipients[0]?.state).toBe('refused');
  });

  it('are entered once when they come twice', async () => {
    const letterId = await send(1);
    report(status());
    report(status());
    await one.inbox.poll();
    expect((await timeline(letterId)).filter((entry) => entry.startsWith('03'))).toHaveLength(1);
  });

  it('with an unknown code are shown raw and change nothing', async () => {
    const letterId = await send(1);
    report(status({ statusCode: '103', description: 'Mã riêng' }));
    await one.inbox.poll();
    expect(await timeline(letterId)).toEqual(['-- sending', '-- sent', '103 sent']);
  });

  it('from a unit that was never a recipient do not touch the letter', async () => {
    const letterId = await send(1);
    report(status({ from: { organId: 'G99', organName: 'Đơn vị khác' } }));
    await one.inbox.poll();
    expect((await one.outbox.item(letterId)).recipients[0]?.state).toBe('sent');
  });

  it('prove that a letter in doubt arrived', async () => {
    axis.faults.push('answer-lost');
    axis.sentListMode = 'fails';
    const { letterId } = await one.outbox.submit(await submission(folder, 1));
    await one.outbox.tick();
    expect((await one.outbox.item(letterId)).state).toBe('outcome-unknown');
    await two.inbox.poll();
    await workOff(two, 1);
    await one.inbox.poll();
    expect(await one.outbox.item(letterId)).toMatchObject({
      state: 'arrived',
      recipients: [{ state: 'arrived' }],
    });
    await workOff(one, 3);
    expect(axis.taken.filter(({ messageType }) => messageType === 'edoc')).toHaveLength(1);
  });
});

describe('statuses that leave', () => {
  it.each([
    ['stood still', '2026-01-06T08:00:00.000Z'],
    ['was set back', '2020-01-01T00:00:00.000Z'],
  ])('keep the order in which they were given, although the clock %s meanwhile', async (_clock, later) => {
    await send(1);
    await two.inbox.poll();
    const { itemId } = await firstItem();
    const givenAt = (instant: string) =>
      two.store.transaction((sql) =>
        sql.run(`UPDATE outbox SET created_at = ?, next_at = ? WHERE created_at > ?`, [
          instant,
          instant,
          '2026-01-07',
        ]),
      );
    await givenAt('2026-01-06T08:00:00.000Z');
    for (const answer of ['accept', 'process', 'finish'] as const) {
      await two.inbox.answer({ jobKey: jobKey(), itemId, answer });
      await givenAt(later);
    }
    await workOff(two, 6);
    const left = axis.taken.filter(({ messageType }) => messageType === 'status');
    expect(left.map(({ bytes }) => /<edXML:StatusCode>(\d\d)</u.exec(String(bytes))?.[1])).toEqual([
      '01',
      '03',
      '05',
      '06',
    ]);
  });
});

describe('the record', () => {
  it('joins approval, package, axis id, status and answer on both sides, and verifies from its file alone', async () => {
    await send(1);
    await two.inbox.poll();
    const { itemId } = await firstItem();
    await two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'accept' });
    await workOff(two, 1);
    await one.inbox.poll();
    const kinds = async (office: TestOffice) => {
      const lines: string[] = [];
      for await (const line of exportAudit(office.store)) lines.push(line);
      const file = join(folder, 'record.jsonl');
      writeFileSync(file, lines.join(''));
      expect((await verifyAudit(file)).intact).toBe(true);
      expect(lines.join('')).not.toMatch(/số liệu|Nguyễn/u);
      return lines.map((line) => JSON.parse(line).entry.kind);
    };
    expect(await kinds(one)).toEqual(['submitted', 'sent', 'received', 'received']);
    expect(await kinds(two)).toEqual(['answered', 'received', 'answered', 'sent', 'sent']);
  });
});

describe('the figures that offices ask for', () => {
  it('count letters for each agency and period, in time or late, accepted or refused', async () => {
    for (const number of [1, 2, 3]) await send(number);
    await two.inbox.poll();
    const { items } = await two.inbox.list({ limit: 10 });
    const idOf = (code: string) => items.find((item) => item.code === code)?.itemId ?? '';
    await two.inbox.answer({ jobKey: jobKey(), itemId: idOf('1/UBND-VP'), answer: 'accept' });
    await two.inbox.answer({ jobKey: jobKey(), itemId: idOf('2/UBND-VP'), answer: 'refuse', reason: 'Sai' });
    await workOff(two, 2);
    await one.inbox.poll();
    const year = { from: '2000-01-01', to: '2999-12-31' };
    // The letters are dated in January; they left today, long after their time.
    expect(await exchangeFigures(one.store, year)).toMatchObject([
      { code: 'H99.02', sent: 3, sentInTime: 0, accepted: 1, refused: 1, failed: 0, received: 0 },
    ]);
    const received = await exchangeFigures(two.store, year);
    expect(received).toMatchObject([{ code: 'H99.01', sent: 0, received: 3, weAccepted: 1, weRefused: 1 }]);
    expect(await exchangeFigures(two.store, { from: '2000-01-01', to: '2000-12-31' })).toEqual([]);
    const csv = figuresCsv([{ ...(received[0] as AgencyFigures), name: '=HYPERLINK("x")' }]);
    expect(csv).toContain(`H99.01,"'=HYPERLINK(""x"")",0,`);
  });
});
