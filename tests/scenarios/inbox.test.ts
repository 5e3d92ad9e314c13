import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../bridge/store/sqlite.ts';
import { KyguiError } from '../../shared/errors.ts';
import {
  axis,
  firstItem,
  folder,
  jobKey,
  office,
  one,
  replaceTwo,
  send,
  timeline,
  two,
} from './support/inbox-stage.ts';
import { OFFICE_TWO, submission } from './support/letters.ts';
import { openOffice, workOff } from './support/office.ts';

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

  it('bears a number of entry that no other letter gets, also where the clerk names no day', async () => {
    await send(1);
    await send(2);
    await two.inbox.poll();
    const items = (await two.inbox.list({ limit: 10 })).items;
    const enter = ({ itemId }: { itemId: string }) =>
      two.inbox.answer({ jobKey: jobKey(), itemId, answer: 'accept', entryNumber: '5' });
    const [first, second] = items;
    if (!first || !second) throw new Error('nothing arrived');
    await enter(first);
    await expect(enter(second)).rejects.toMatchObject({ code: 'RECEIVING_ENTRY_NUMBER_TAKEN' });
    const next = await two.inbox.nextEntry();
    expect(next.number).toBe('6');
    expect((await two.inbox.item(first.itemId)).entry).toEqual({ number: '5', date: next.date });
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
    replaceTwo(
      await office('two', OFFICE_TWO, ['H99.02'], {
        inbox: {
          readPackage: async (...asked) => {
            if (broken) throw new KyguiError('STORE_DISK_FULL');
            return (await import('../../bridge/edxml/read-file.ts')).readPackageFile(...asked);
          },
        },
      }),
    );
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
    replaceTwo(
      await openOffice({
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
      }),
    );
    const { errors } = await two.inbox.poll();
    expect(errors.map(({ error }) => error.code)).toEqual(['AXIS_TIMEOUT']);
    expect((await firstItem()).code).toBe('2/UBND-VP');
    expect(two.inbox.health().failures).toBe(1);
  });

  it('no list is told once as the line that broke, with the last answer, and once more when it is back', async () => {
    const transport = axis.transport('H99.02');
    let broken = false;
    let turns = 0;
    await two.close();
    replaceTwo(
      await office('two', OFFICE_TWO, ['H99.02'], {
        inbox: {
          onLine: () => {
            turns += 1;
          },
          transport: {
            ...transport,
            list: async (messageType, signal) => {
              if (broken) throw new KyguiError('AXIS_UNREACHABLE', { host: 'axis.example.vn' });
              return transport.list(messageType, signal);
            },
          },
        },
      }),
    );
    await two.inbox.poll();
    const { lastGood } = two.inbox.health();
    expect(lastGood).not.toBeNull();
    broken = true;
    for (const _look of [1, 2]) await two.inbox.poll();
    expect(two.inbox.health()).toMatchObject({ lastGood, away: { code: 'AXIS_UNREACHABLE' } });
    expect(turns).toBe(1);
    broken = false;
    await two.inbox.poll();
    expect([two.inbox.health().away, turns]).toEqual([null, 2]);
  });
});

describe('a package over the limit', () => {
  it('stays on the axis and is told at every look, but is fetched once and holds nobody else up', async () => {
    await send(1);
    await two.close();
    replaceTwo(await office('two', OFFICE_TWO, ['H99.02'], { inbox: { maxPackageBytes: 100 } }));
    const before = axis.fetches;
    for (const _look of [1, 2, 3]) {
      const { errors } = await two.inbox.poll();
      expect(errors.map(({ error }) => error.code)).toEqual(['RECEIVING_PACKAGE_TOO_LARGE']);
    }
    expect(axis.fetches).toBe(before + 1);
    expect(two.inbox.health()).toMatchObject({ failures: 0, error: { code: 'RECEIVING_PACKAGE_TOO_LARGE' } });
    await two.close();
    replaceTwo(await office('two', OFFICE_TWO, ['H99.02']));
    await two.inbox.poll();
    expect((await firstItem()).code).toBe('1/UBND-VP');
  });

  it('of the gateway is told and asked for once too', async () => {
    await send(1);
    const transport = axis.transport('H99.02');
    let fetches = 0;
    await two.close();
    replaceTwo(
      await openOffice({
        store: await openSqliteStore(join(folder, 'two.sqlite')),
        folder: join(folder, 'two'),
        agency: OFFICE_TWO,
        transport: {
          ...transport,
          // biome-ignore lint/correctness/useYield: the gateway refuses before the first byte
          async *fetch() {
            fetches += 1;
            throw new KyguiError('AXIS_REPLY_TOO_LARGE', { operation: 'fetch', limit: 100 });
          },
        },
      }),
    );
    for (const _look of [1, 2]) {
      const { errors } = await two.inbox.poll();
      expect(errors.map(({ error }) => error.code)).toEqual(['AXIS_REPLY_TOO_LARGE']);
    }
    expect([fetches, two.inbox.health().failures]).toEqual([1, 0]);
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
