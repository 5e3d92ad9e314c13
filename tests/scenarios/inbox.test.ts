import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportAudit } from '../../bridge/audit/chain.ts';
import { type AgencyFigures, exchangeFigures, figuresCsv } from '../../bridge/audit/statistics.ts';
import { verifyAudit } from '../../bridge/audit/verify.ts';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import type { StatusPackage } from '../../shared/edxml/model.ts';
import { writeStatus } from '../../shared/edxml/write.ts';
import { KyguiError } from '../../shared/errors.ts';
import { AxisDouble } from './support/axis-double.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import { type OfficeParts, openOffice, type TestOffice, workOff } from './support/office.ts';

let folder = '';
let axis: AxisDouble;
let one: TestOffice;
let two: TestOffice;

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

async function office(
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
async function send(number: number, change: Parameters<typeof submission>[2] = {}): Promise<string> {
  const { letterId } = await one.outbox.submit(await submission(folder, number, change));
  await one.outbox.tick();
  return letterId;
}

const firstItem = async () => {
  const [item] = (await two.inbox.list({ limit: 10 })).items;
  if (!item) throw new Error('nothing arrived');
  return item;
};
let keys = 0;
const jobKey = () => {
  keys += 1;
  return `00000000-0000-4000-8000-${String(keys).padStart(12, '0')}`;
};
const timeline = async (letterId: string) =>
  (await one.outbox.item(letterId)).timelines.flatMap(({ entries }) =>
    entries.map(({ state, statusCode }) => `${statusCode ?? '--'} ${state}`),
  );

describe('a letter on its way in', () => {
  it('is stored, entered with its file, answered 01 and only then acknowledged; the sender sees it arrive', async () => {
    const letterId = await send(1);
    await two.inbox.poll();
    const item = await firstItem();
    expect(item).toMatchObject({
      kind: 'new',
      fromCode: 'H99.01',
      fromName: 'Ủy ban nhân dân xã Mẫu Một',
      code: '1/UBND-VP',
      date: '2026-01-05',
      lastStatus: '01',
      statusDelivered: false,
      recalled: false,
    });
    expect(axis.acknowledged).toMatchObject([{ status: 'done' }]);
    const detail = await two.inbox.item(item.itemId);
    expect(detail.attachments.map(({ name, size }) => [name, size > 0])).toEqual([['van-ban-1.pdf', true]]);
    const file = await two.inbox.file(detail.attachments[0]?.documentId ?? '');
    expect(readFileSync(file?.path ?? '', 'utf8')).toContain('thân văn bản số 1');
    await two.outbox.tick();
    expect((await firstItem()).statusDelivered).toBe(true);
    await one.inbox.poll();
    expect(await timeline(letterId)).toEqual(['-- sending', '-- sent', '01 arrived']);
  });

  it('goes through 03, 04, 05 and 06 in order, each seen by the sender with its raw code', async () => {
    const letterId = await send(1);
    await two.inbox.poll();
    const { itemId } = await firstItem();
    for (const answer of ['accept', 'assign', 'process', 'finish'] as const) {
      await two.inbox.answer({
        jobKey: jobKey(),
        itemId,
        answer,
        entryNumber: '12',
        entryDate: '2026-01-06',
      });
      await two.outbox.tick();
    }
    await one.inbox.poll();
    expect(await timeline(letterId)).toEqual([
      '-- sending',
      '-- sent',
      '01 arrived',
      '03 accepted',
      '04 assigned',
      '05 processing',
      '06 finished',
    ]);
    const letter = await one.outbox.item(letterId);
    expect(letter.state).toBe('closed');
    expect(letter.timelines[0]?.entries.at(-4)?.description).toContain('số 12 ngày 06/01/2026');
  });

  it('is refused only with a reason, and the reason reaches the sender', async () => {
    const letterId = await send(1);
    await two.inbox.poll();
    const { itemId } = await firstItem();
    await expect(two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'refuse' })).rejects.toMatchObject({
      code: 'RECEIVING_REASON_NEEDED',
    });
    await two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'refuse', reason: 'Gửi nhầm đơn vị' });
    await workOff(two, 1);
    await one.inbox.poll();
    const letter = await one.outbox.item(letterId);
    expect(letter.recipients[0]?.state).toBe('refused');
    expect(letter.timelines[0]?.entries.at(-1)?.description).toContain('Gửi nhầm đơn vị');
  });

  it('is never answered out of order, nor twice by the same press of a button', async () => {
    await send(1);
    await two.inbox.poll();
    const { itemId } = await firstItem();
    const refused = { code: 'RECEIVING_ANSWER_ORDER' };
    await expect(two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'finish' })).rejects.toMatchObject(
      refused,
    );
    const key = jobKey();
    await two.inbox.answer({ jobKey: key, itemId, answer: 'accept' });
    expect(await two.inbox.answer({ jobKey: key, itemId, answer: 'accept' })).toEqual({ statusCode: '03' });
    await expect(two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'accept' })).rejects.toMatchObject(
      refused,
    );
    await expect(two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'agree' })).rejects.toMatchObject({
      code: 'RECEIVING_NOT_A_REQUEST',
    });
    await workOff(two, 1);
    expect(axis.taken.filter(({ messageType }) => messageType === 'status')).toHaveLength(2);
  });

  it('keeps the package and says fail when it cannot be read', async () => {
    axis.take({
      messageType: 'edoc',
      from: 'H99.01',
      to: ['H99.02'],
      bytes: Buffer.from('<!DOCTYPE a []><a/>'),
    });
    await two.inbox.poll();
    expect(axis.acknowledged).toMatchObject([{ status: 'fail', description: 'EDXML_DOCTYPE' }]);
    expect(readdirSync(join(folder, 'two', 'inbox', 'packages'))).toHaveLength(1);
    const item = await firstItem();
    expect(item).toMatchObject({ kind: 'unreadable', fromCode: 'H99.01', lastStatus: null });
    const { warnings } = await two.inbox.item(item.itemId);
    expect(warnings.map(({ vi }) => vi)).toContainEqual(expect.stringContaining('DOCTYPE'));
    await expect(
      two.inbox.answer({ jobKey: jobKey(), itemId: item.itemId, answer: 'accept' }),
    ).rejects.toMatchObject({ code: 'RECEIVING_NOT_A_REQUEST' });
    await two.outbox.tick();
    expect(axis.taken.filter(({ messageType }) => messageType === 'status')).toEqual([]);
    expect(await two.inbox.unreadable(5)).toMatchObject([{ fromCode: 'H99.01', error: 'EDXML_DOCTYPE' }]);
  });

  it('that cannot be read is answered 02 with the reason when its sender stands in it, once, and only to that sender', async () => {
    const letterId = await send(1);
    const [sent] = axis.taken;
    if (!sent) throw new Error('not sent');
    axis.items.length = 0;
    const text = String(sent.bytes);
    const broken = Buffer.from(`${text.slice(0, text.lastIndexOf('<Attachment>'))}<Attachment></edXML>`);
    const from = (code: string) =>
      axis.take({ messageType: 'edoc', from: code, to: ['H99.02'], bytes: broken });
    from('H99.01');
    from('H99.01');
    from('H99.07');
    await two.inbox.poll();
    const { items } = await two.inbox.list({ limit: 9 });
    expect(
      items.map(({ kind, fromCode, code, lastStatus }) => [kind, fromCode, code, lastStatus]).sort(),
    ).toEqual([
      ['unreadable', 'H99.01', '1/UBND-VP', '02'],
      ['unreadable', 'H99.07', '1/UBND-VP', null],
    ]);
    await workOff(two, 1);
    await one.inbox.poll();
    const letter = await one.outbox.item(letterId);
    expect(letter.timelines[0]?.entries.at(-1)).toMatchObject({
      statusCode: '02',
      description: expect.stringMatching(/Lý do: \S/u),
    });
    expect(axis.taken.filter(({ messageType }) => messageType === 'status')).toHaveLength(1);
  });

  it('is late when nobody answers on the day it came, and when its due date has passed, until it is done', async () => {
    await send(1);
    await two.inbox.poll();
    const { itemId } = await firstItem();
    const late = async () => (await firstItem()).late;
    const set = (column: string, value: string) =>
      two.store.transaction((sql) => sql.run(`UPDATE inbox_item SET ${column} = ?`, [value]));
    expect(await late()).toBeNull();
    await set('received_at', '2026-01-05T09:00:00.000Z');
    expect(await late()).toBe('answer');
    await two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'accept' });
    expect(await late()).toBeNull();
    await set('due_date', '2026-01-20');
    expect(await late()).toBe('due');
    await two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'finish' });
    expect(await late()).toBeNull();
  });

  it('and the letter that answers it are found from each other, on both sides', async () => {
    const question = await send(1);
    await two.inbox.poll();
    const asked = await firstItem();
    const { documentId } = await one.outbox.item(question);
    const reply = await submission(folder, 9, { to: ['H99.01'] });
    const answer = await two.outbox.submit({
      ...reply,
      from: OFFICE_TWO,
      draft: { ...reply.draft, responseFor: [{ organId: 'H99.01', code: '1/UBND-VP', documentId }] },
    });
    expect((await two.inbox.item(asked.itemId)).links).toMatchObject([
      { relation: 'answered-by', letterId: answer.letterId, code: '9/UBND-VP' },
    ]);
    expect((await two.outbox.item(answer.letterId)).links).toMatchObject([
      { relation: 'answers', itemId: asked.itemId, code: '1/UBND-VP' },
    ]);
    const bytes = Buffer.from(
      String(axis.taken[0]?.bytes)
        .replaceAll('H99.01', 'H99.08')
        .replaceAll('H99.02', 'H99.01')
        .replaceAll('H99.08', 'H99.02')
        .replace(
          '<edXML:SteeringType>',
          `<edXML:ResponseFor><edXML:Code>1/UBND-VP</edXML:Code><edXML:DocumentId>${documentId}</edXML:DocumentId></edXML:ResponseFor><edXML:SteeringType>`,
        ),
    );
    axis.take({ messageType: 'edoc', from: 'H99.02', to: ['H99.01'], bytes });
    await one.inbox.poll();
    const [arrived] = (await one.inbox.list({ limit: 1 })).items;
    expect((await one.inbox.item(arrived?.itemId ?? '')).links).toMatchObject([
      { relation: 'answers', letterId: question },
    ]);
    expect((await one.outbox.item(question)).links).toMatchObject([
      { relation: 'answered-by', itemId: arrived?.itemId },
    ]);
  });

  it('is tried again when reading fails for a reason of ours, and is not acknowledged before', async () => {
    await two.close();
    let broken = true;
    two = await office('two', OFFICE_TWO, ['H99.02'], {
      inbox: {
        readPackage: async (...asked) => {
          if (broken) throw new KyguiError('STORE_DISK_FULL');
          return (await import('../../bridge/edxml/read-file.ts')).readPackageFile(...asked);
        },
      },
    });
    await send(1);
    expect((await two.inbox.poll()).errors.map(({ error }) => error.code)).toEqual(['STORE_DISK_FULL']);
    expect(axis.acknowledged).toEqual([]);
    broken = false;
    await two.inbox.poll();
    expect(axis.acknowledged).toMatchObject([{ status: 'done' }]);
    expect(axis.fetches).toBe(1);
  });

  it('does not keep the others waiting when one item fails', async () => {
    await send(1);
    await send(2);
    const transport = axis.transport('H99.02');
    const first = axis.items[0]?.docId;
    await two.close();
    const store = await openSqliteStore(join(folder, 'two.sqlite'));
    two = await openOffice({
      store,
      folder: join(folder, 'two'),
      agency: OFFICE_TWO,
      transport: {
        ...transport,
        async *fetch(docId) {
          if (docId === first) throw new KyguiError('AXIS_TIMEOUT', { operation: 'getEdoc' });
          yield* transport.fetch(docId);
        },
      },
    });
    const { errors } = await two.inbox.poll();
    expect(errors.map(({ error }) => error.code)).toEqual(['AXIS_TIMEOUT']);
    expect((await firstItem()).code).toBe('2/UBND-VP');
    expect(two.inbox.health().failures).toBe(1);
  });
});

describe('a package over the limit', () => {
  it('stays on the axis and is told at every look, but is fetched once and holds nobody else up', async () => {
    await send(1);
    await two.close();
    two = await office('two', OFFICE_TWO, ['H99.02'], { inbox: { maxPackageBytes: 100 } });
    const before = axis.fetches;
    for (const _look of [1, 2, 3]) {
      const { errors } = await two.inbox.poll();
      expect(errors.map(({ error }) => error.code)).toEqual(['RECEIVING_PACKAGE_TOO_LARGE']);
    }
    expect(axis.fetches).toBe(before + 1);
    expect(two.inbox.health()).toMatchObject({ failures: 0, error: { code: 'RECEIVING_PACKAGE_TOO_LARGE' } });
    await two.close();
    two = await office('two', OFFICE_TWO, ['H99.02']);
    await two.inbox.poll();
    expect((await firstItem()).code).toBe('1/UBND-VP');
  });
});

describe('a package with a state-secret marking', () => {
  it('arrives, but neither its words nor its files are shown, and the clerk is told what to do', async () => {
    await send(1, { subject: 'TỐI MẬT' });
    await two.inbox.poll();
    const item = await firstItem();
    expect(item.subject).toBe('(Văn bản có dấu chỉ độ mật)');
    const detail = await two.inbox.item(item.itemId);
    expect(detail.attachments.map(({ documentId }) => documentId)).toEqual([null]);
    expect(detail.warnings.map(({ vi }) => vi)).toContainEqual(expect.stringContaining('dấu chỉ độ mật'));
    expect((await two.inbox.list({ limit: 5, search: 'toi mat' })).items).toEqual([]);
  });
});

describe('duplicates', () => {
  it('an item that stays listed after done is acknowledged again and fetched once', async () => {
    await send(1);
    await two.inbox.poll();
    for (const item of axis.items) item.status = 'initial';
    await two.inbox.poll();
    expect(axis.acknowledged.filter(({ status }) => status === 'done')).toHaveLength(2);
    expect(axis.fetches).toBe(1);
    expect((await two.inbox.list({ limit: 10 })).total).toBe(1);
  });

  it('the same letter under a new transport id, and under our old code, is entered and answered once', async () => {
    await send(1);
    const [taken] = axis.taken;
    if (!taken) throw new Error('not sent');
    axis.deliver(taken, 'H99.02');
    axis.deliver(taken, '000.00.02.H99');
    await two.inbox.poll();
    expect((await two.inbox.list({ limit: 10 })).total).toBe(1);
    expect(axis.acknowledged.filter(({ status }) => status === 'done')).toHaveLength(3);
    await workOff(two, 1);
    expect(axis.taken.filter(({ messageType }) => messageType === 'status')).toHaveLength(1);
  });

  it('the same letter with another file becomes a new version of the one item', async () => {
    await send(1);
    await two.inbox.poll();
    const bytes = Buffer.from(
      String(axis.taken[0]?.bytes).replace(Buffer.from('%PDF-1.7\n').toString('base64'), 'JVBERi0xLjUK'),
    );
    axis.take({ messageType: 'edoc', from: 'H99.01', to: ['H99.02'], bytes });
    await two.inbox.poll();
    const { items } = await two.inbox.list({ limit: 10 });
    expect(items).toHaveLength(1);
    const detail = await two.inbox.item(items[0]?.itemId ?? '');
    expect(detail.warnings.map(({ vi }) => vi)).toContainEqual(
      expect.stringContaining('gửi lại văn bản này'),
    );
  });
});

describe('requests', () => {
  const recallOf = async (number: number) => {
    const request = await submission(folder, number + 100);
    return {
      ...request,
      draft: {
        ...request.draft,
        business: {
          kind: 'recall' as const,
          reason: 'Sai nội dung',
          target: { documentId: `H99.01,2026/01/05,${number}/UBND-VP` },
        },
      },
    };
  };

  it('a recall is shown, not applied; agreeing marks the letter and tells the sender, once', async () => {
    const letterId = await send(1);
    await two.inbox.poll();
    const letter = await firstItem();
    await one.outbox.submit(await recallOf(1));
    await one.outbox.tick();
    await two.inbox.poll();
    const recall = (await two.inbox.list({ limit: 10 })).items.find(({ kind }) => kind === 'recall');
    if (!recall) throw new Error('no recall arrived');
    expect((await two.inbox.item(letter.itemId)).recalled).toBe(false);
    await expect(
      two.inbox.answer({ jobKey: jobKey(), itemId: recall.itemId, answer: 'accept' }),
    ).rejects.toMatchObject({ code: 'RECEIVING_NOT_A_REQUEST' });
    await two.inbox.answer({ jobKey: jobKey(), itemId: recall.itemId, answer: 'agree' });
    await expect(
      two.inbox.answer({ jobKey: jobKey(), itemId: recall.itemId, answer: 'decline', reason: 'Thôi' }),
    ).rejects.toMatchObject({ code: 'RECEIVING_ANSWERED_ALREADY' });
    expect((await two.inbox.item(letter.itemId)).recalled).toBe(true);
    await workOff(two, 1);
    await one.inbox.poll();
    expect((await one.outbox.item(letterId)).recipients[0]?.state).toBe('recall-agreed');
  });

  it('code 13 from the sender is a request with the letter it means', async () => {
    await send(1);
    await two.inbox.poll();
    const status: StatusPackage = {
      from: OFFICE_ONE,
      responseFor: {
        organId: 'H99.02',
        code: '1/UBND-VP',
        documentId: 'H99.01,2026/01/05,1/UBND-VP',
        promulgationDate: '2026-01-05',
      },
      statusCode: '13',
      description: 'Văn thư: Đề nghị lấy lại văn bản',
      timestamp: '2026-01-06T08:00:00',
    };
    const bytes = Buffer.from(writeStatus(status));
    axis.take({ messageType: 'status', from: 'H99.01', to: ['H99.02'], bytes });
    axis.take({ messageType: 'status', from: 'H99.01', to: ['H99.02'], bytes });
    await two.inbox.poll();
    const requests = (await two.inbox.list({ limit: 10 })).items.filter(
      ({ kind }) => kind === 'recall-request',
    );
    expect(requests).toHaveLength(1);
    const itemId = requests[0]?.itemId ?? '';
    expect((await two.inbox.item(itemId)).warnings).toEqual([]);
    await two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'decline', reason: 'Đã xử lý xong' });
    await workOff(two, 1);
    await one.inbox.poll();
    const [letter] = (await one.outbox.list({ limit: 1 })).letters;
    expect(letter?.recipients[0]?.state).toBe('recall-refused');
  });

  it('a recall of an unknown letter is shown with a warning', async () => {
    await one.outbox.submit(await recallOf(77));
    await one.outbox.tick();
    await two.inbox.poll();
    const item = await firstItem();
    expect(item).toMatchObject({ kind: 'recall', lastStatus: null });
    expect((await two.inbox.item(item.itemId)).warnings.map(({ vi }) => vi)).toContainEqual(
      expect.stringContaining('chưa nhận từ nơi gửi này'),
    );
  });

  it('a recall by another unit does not touch the letter', async () => {
    await send(1);
    await two.inbox.poll();
    const bytes = String(axis.taken[0]?.bytes);
    await one.outbox.submit(await recallOf(1));
    await one.outbox.tick();
    const recall = String(axis.taken[1]?.bytes).replace(
      '<edXML:OrganId>H99.01</edXML:OrganId>',
      '<edXML:OrganId>G99</edXML:OrganId>',
    );
    expect(bytes).toContain('H99.01');
    axis.items.pop();
    axis.take({ messageType: 'edoc', from: 'G99', to: ['H99.02'], bytes: Buffer.from(recall) });
    await two.inbox.poll();
    const items = (await two.inbox.list({ limit: 10 })).items;
    const foreign = items.find(({ kind }) => kind === 'recall');
    await two.inbox.answer({ jobKey: jobKey(), itemId: foreign?.itemId ?? '', answer: 'agree' });
    expect((await two.inbox.list({ limit: 10 })).items.filter(({ recalled }) => recalled)).toEqual([]);
  });

  it('an update and a replacement touch the letter they name, and it stays as it was', async () => {
    await send(1);
    await two.inbox.poll();
    const letter = await firstItem();
    const target = 'H99.01,2026/01/05,1/UBND-VP';
    const sent = String(axis.taken[0]?.bytes);
    const kinds = {
      update: `<edXML:DocumentId>${target}</edXML:DocumentId><edXML:BussinessDocType>2</edXML:BussinessDocType>`,
      replace: `<edXML:BussinessDocType>3</edXML:BussinessDocType><edXML:ReplacementInfoList><edXML:ReplacementInfo><edXML:DocumentId>${target}</edXML:DocumentId></edXML:ReplacementInfo></edXML:ReplacementInfoList>`,
    };
    for (const [number, bussiness] of Object.values(kinds).entries()) {
      const text = sent
        .replace('>1</edXML:CodeNumber>', `>${number + 7}</edXML:CodeNumber>`)
        .replace(`>${target}<`, `>${target.replace(',1/', `,${number + 7}/`)}<`)
        .replace('<edXML:TraceHeaderList>', `$&<edXML:Bussiness>${bussiness}</edXML:Bussiness>`);
      axis.take({ messageType: 'edoc', from: 'H99.01', to: ['H99.02'], bytes: Buffer.from(text) });
    }
    await two.inbox.poll();
    const { items } = await two.inbox.list({ limit: 9 });
    const answered: unknown[] = [];
    for (const [kind, answer] of [
      ['update', 'agree'],
      ['replace', 'decline'],
    ] as const) {
      const item = items.find((one) => one.kind === kind);
      const { warnings } = await two.inbox.item(item?.itemId ?? '');
      expect(warnings.map(({ vi }) => vi)).not.toContainEqual(expect.stringContaining('chưa nhận'));
      const reason = 'Đã xử lý xong';
      answered.push(await two.inbox.answer({ jobKey: jobKey(), itemId: item?.itemId ?? '', answer, reason }));
    }
    expect(answered).toEqual([{ statusCode: '15' }, { statusCode: '16' }]);
    const now = (await two.inbox.list({ limit: 9 })).items.find(({ itemId }) => itemId === letter.itemId);
    expect(now).toEqual({ ...letter, statusDelivered: now?.statusDelivered });
    await workOff(two, 1);
    const about = axis.taken
      .filter(({ messageType }) => messageType === 'status')
      .map(({ bytes }) => String(bytes));
    expect(about.find((text) => text.includes('>15</edXML:StatusCode>'))).toContain(`>${target}<`);
  });
});

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
