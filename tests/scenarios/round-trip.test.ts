/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { LetterBusiness } from '../../shared/document/letter.ts';
import type { WriterProfile } from '../../shared/edxml/profile.ts';
import type { InboxAnswer } from '../../shared/protocol/commands/letters.ts';
import type { Driver } from './support/both-drivers.ts';
import { exchangeStage } from './support/exchange-stage.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import { workOff } from './support/office.ts';

/** Every kind of package and all nine statuses between two agencies, over the axis' own HTTP, as one table. */

const stage = exchangeStage('round-trip');

const idOf = (number: number) => `H99.01,2026/01/05,${number}/UBND-VP`;
const update = (number: number): LetterBusiness => ({
  kind: 'update',
  reason: 'Sửa số liệu',
  documentId: idOf(number),
  informationChanged: true,
  receiversChanged: false,
  receivers: [],
});
const recall = (number: number): LetterBusiness => ({
  kind: 'recall',
  reason: 'Sai nội dung',
  target: { documentId: idOf(number) },
});
const replace = (number: number): LetterBusiness => ({
  kind: 'replace',
  reason: 'Thay văn bản cũ',
  replaced: [{ documentId: idOf(number), receivers: ['H99.02'] }],
});

/** Letters in the order of sending: what they are, what is answered to them, and where the answer is read. */
const WAY: readonly {
  number: number;
  business?: LetterBusiness;
  answers: readonly InboxAnswer[];
}[] = [
  { number: 1, answers: ['accept', 'assign', 'process', 'finish'] },
  { number: 2, answers: ['refuse'] },
  ...[3, 4, 5, 6, 7, 8, 9].map((number) => ({ number, answers: ['accept'] as const })),
  { number: 23, business: recall(3), answers: ['agree'] },
  { number: 24, business: recall(4), answers: ['decline'] },
  { number: 26, business: update(6), answers: ['agree'] },
  { number: 27, business: update(7), answers: ['decline'] },
  { number: 28, business: replace(8), answers: ['accept'] },
  { number: 29, business: replace(9), answers: ['decline'] },
];

/** What the sender's timelines say in the end: all nine codes, each where it belongs. */
const END = [
  '1 new closed finished 01 03 04 05 06',
  '2 new closed refused 01 02',
  '3 new closed recall-agreed 01 03 15',
  '4 new closed recall-refused 01 03 16',
  '5 new closed recall-agreed 01 03 15',
  '6 new closed recall-agreed 01 03 15',
  '7 new closed recall-refused 01 03 16',
  '8 new closed accepted 01 03',
  '9 new closed accepted 01 03',
  '23 recall receipted sent -',
  '24 recall receipted sent -',
  '26 update receipted arrived 01',
  '27 update receipted arrived 01',
  '28 replace closed accepted 01 03',
  '29 replace closed recall-refused 01 16',
];

/** Each driver and each order of elements once; every pair of them with KYGUI_ROUND_TRIPS=all. */
const PAIRS: readonly (readonly [Driver, WriterProfile])[] = [
  ['sqlite', 'java'],
  ['postgres', '.net'],
  ...(process.env.KYGUI_ROUND_TRIPS === 'all'
    ? ([
        ['sqlite', '.net'],
        ['postgres', 'java'],
      ] as const)
    : []),
];

it.each(PAIRS)(
  'all kinds and all nine statuses come and go on %s in the order of %s',
  async (driver, profile) => {
    const { axis } = stage;
    axis.reset();
    const one = await stage.open(driver, OFFICE_ONE, { profile });
    const two = await stage.open(driver, OFFICE_TWO, { profile });
    const files = stage.place(`${driver}-${profile}-files`);
    const ids = new Map<number, string>();
    for (const { number, business, answers } of WAY) {
      const made = await submission(files, number);
      const draft = business ? { ...made.draft, business } : made.draft;
      ids.set(number, (await one.outbox.submit({ ...made, draft })).letterId);
      await one.outbox.tick();
      await two.inbox.poll();
      const known = await two.inbox.list({ limit: 50 });
      const item = known.items.find(({ code }) => code === `${number}/UBND-VP`);
      for (const answer of answers)
        await two.inbox.answer({
          jobKey: randomUUID(),
          itemId: item?.itemId ?? `${number} did not arrive`,
          answer,
          reason: 'Lý do mẫu',
        });
    }
    // 13 goes the other way: the sender asks letter 5 back by a status alone.
    await one.store.transaction(async (sql) => {
      await one.outbox.queueStatus(sql, {
        requestKey: 'ask-5-back',
        itemId: '',
        toCode: 'H99.02',
        status: {
          from: OFFICE_ONE,
          responseFor: {
            organId: 'H99.02',
            code: '5/UBND-VP',
            documentId: idOf(5),
            promulgationDate: '2026-01-05',
          },
          statusCode: '13',
          description: 'Văn thư: Đề nghị lấy lại văn bản',
          timestamp: '2026-01-06T08:00:00',
        },
      });
    });
    await workOff(one, 2);
    await two.inbox.poll();
    const request = (await two.inbox.list({ limit: 50 })).items.find(({ kind }) => kind === 'recall-request');
    await two.inbox.answer({
      jobKey: randomUUID(),
      itemId: request?.itemId ?? 'no request',
      answer: 'agree',
    });
    await workOff(two, 2);
    await one.inbox.poll();

    const table: string[] = [];
    const sent = new Set<string>(['13']);
    for (const { number, business } of WAY) {
      const letter = await one.outbox.item(ids.get(number) ?? '');
      const codes = letter.timelines[0]?.entries.flatMap(({ statusCode }) => statusCode ?? []) ?? [];
      for (const code of codes) sent.add(code);
      table.push(
        `${number} ${business?.kind ?? 'new'} ${letter.state} ${letter.recipients[0]?.state} ${codes.join(' ') || '-'}`,
      );
    }
    stage.print(`${driver}, ${profile}`, ...table.map((line) => `  ${line}`));
    expect(table).toEqual(END);
    expect([...sent].sort()).toEqual(['01', '02', '03', '04', '05', '06', '13', '15', '16']);
    const marked = (await two.inbox.list({ limit: 50 })).items.filter(({ recalled }) => recalled);
    expect(marked.map(({ code }) => code).sort()).toEqual(['3/UBND-VP', '5/UBND-VP']);
    const { packages } = axis.dump();
    expect(packages.filter(({ messageType }) => messageType === 'edoc')).toHaveLength(WAY.length);
    await Promise.all([one.close(), two.close()]);
  },
);
