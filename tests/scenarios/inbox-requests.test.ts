import { describe, expect, it } from 'vitest';
import type { StatusPackage } from '../../shared/edxml/model.ts';
import { writeStatus } from '../../shared/edxml/write.ts';
import { axis, firstItem, folder, jobKey, one, send, two } from './support/inbox-stage.ts';
import { OFFICE_ONE, submission } from './support/letters.ts';
import { workOff } from './support/office.ts';

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
    expect(await two.inbox.item(letter.itemId)).toMatchObject({ recalled: false, request: null });
    expect((await two.inbox.item(recall.itemId)).request).toEqual({
      reason: 'Sai nội dung',
      changes: [],
      target: { code: '1/UBND-VP', date: '2026-01-05', itemId: letter.itemId },
    });
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
    expect(await two.inbox.item(itemId)).toMatchObject({
      warnings: [],
      request: { reason: 'Văn thư: Đề nghị lấy lại văn bản' },
    });
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
    const { warnings, request } = await two.inbox.item(item.itemId);
    expect(warnings.map(({ vi }) => vi)).toContainEqual(expect.stringContaining('chưa nhận từ nơi gửi này'));
    expect(request?.target).toEqual({ code: '77/UBND-VP', date: '2026-01-05', itemId: null });
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
      update: `<edXML:DocumentId>${target}</edXML:DocumentId><edXML:BussinessDocType>2</edXML:BussinessDocType><edXML:BussinessDocumentInfo><edXML:DocumentInfo>1</edXML:DocumentInfo><edXML:DocumentReceiver>0</edXML:DocumentReceiver></edXML:BussinessDocumentInfo>`,
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
      const { warnings, request } = await two.inbox.item(item?.itemId ?? '');
      expect(request).toMatchObject({
        changes: kind === 'update' ? ['content'] : [],
        target: { itemId: letter.itemId },
      });
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
