import {
  inboxDetailSchema,
  inboxSummarySchema,
  letterDetailSchema,
  letterSummarySchema,
} from '../../../shared/protocol/commands/letters.ts';
import type { Staged } from './staged.ts';

/** Letters in every state that a clerk can meet, with names as long as they get; checked by the protocol's own schemas. */

const id = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const LONG_NAME =
  'Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp khu vực miền núi tỉnh Mẫu';
const LONG_SUBJECT =
  'V/v tăng cường gửi, nhận văn bản điện tử có ký số giữa các cơ quan nhà nước, rà soát danh sách nơi nhận, xử lý văn bản trả lại và báo cáo kết quả thực hiện trước ngày 25 hằng tháng theo hướng dẫn của cơ quan cấp trên';
const at = (minute: number) =>
  `2026-01-05T0${Math.floor(minute / 60) + 1}:${String(minute % 60).padStart(2, '0')}:00Z`;

const letter = (index: number, more: object) =>
  letterSummarySchema.parse({
    letterId: id(index),
    kind: 'new',
    documentId: `H99.01,2026/01/05,${index}/UBND-VP`,
    code: `${index}/UBND-VP`,
    subject: 'gửi, nhận văn bản điện tử qua trục liên thông',
    date: '2026-01-05',
    priority: 0,
    state: 'receipted',
    error: null,
    createdAt: at(100 - index),
    updatedAt: at(100 - index),
    recipients: [{ code: 'H99.02', name: 'UBND xã Mẫu B', state: 'accepted' }],
    ...more,
  });

const RECIPIENTS = (
  ['accepted', 'refused', 'arrived', 'sent', 'outcome-unknown', 'finished', 'processing'] as const
).map((state, index) => ({
  code: `H99.1${index}`,
  name: index === 1 ? LONG_NAME : `UBND xã Mẫu ${index}`,
  state,
}));

const LETTERS = [
  letter(40, { state: 'claimed', recipients: [{ code: 'H99.02', name: 'UBND xã Mẫu B', state: 'sending' }] }),
  letter(39, { priority: 3, subject: LONG_SUBJECT, recipients: RECIPIENTS }),
  letter(38, {
    state: 'outcome-unknown',
    error: { code: 'AXIS_OUTCOME_UNKNOWN', details: { reason: 'ECONNRESET' } },
    recipients: [{ code: 'H99.03', name: LONG_NAME, state: 'outcome-unknown' }],
  }),
  letter(37, {
    state: 'failed',
    error: { code: 'AXIS_UNREACHABLE', details: { host: '10.0.0.10' } },
    recipients: [{ code: 'H99.03', name: 'UBND xã Mẫu C', state: 'failed' }],
  }),
  letter(36, {
    kind: 'recall',
    state: 'closed',
    recipients: [{ code: 'H99.02', name: 'UBND xã Mẫu B', state: 'recall-agreed' }],
  }),
  letter(35, { state: 'closed' }),
];

const DETAIL = letterDetailSchema.parse({
  ...LETTERS[1],
  axisDocId: 'd2f1',
  packageSha256: 'a'.repeat(64),
  checks: [],
  links: [{ relation: 'answers', code: '112/UBND-TH', date: '2026-01-02', letterId: null, itemId: id(7) }],
  steps: [],
  timelines: [
    {
      code: 'H99.10',
      name: 'UBND xã Mẫu 0',
      entries: [
        { at: at(61), state: 'sent', statusCode: null, description: '' },
        {
          at: at(62),
          state: 'arrived',
          statusCode: '01',
          description: 'Phần mềm: Văn bản đã đến, văn thư chưa xử lý',
        },
        {
          at: at(90),
          state: 'accepted',
          statusCode: '03',
          description: 'Văn thư: vào sổ văn bản đến số 15 ngày 05/01/2026',
        },
      ],
    },
    {
      code: 'H99.11',
      name: LONG_NAME,
      entries: [
        { at: at(61), state: 'sent', statusCode: null, description: '' },
        { at: at(95), state: 'refused', statusCode: '02', description: `Văn thư: ${LONG_SUBJECT}` },
      ],
    },
  ],
});

const item = (index: number, more: object) =>
  inboxSummarySchema.parse({
    itemId: id(index),
    kind: 'new',
    fromCode: 'H99.02',
    fromName: 'UBND xã Mẫu B',
    code: `${index}/UBND-VP`,
    subject: 'mời họp giao ban tháng',
    date: '2026-01-05',
    dueDate: null,
    priority: 0,
    receivedAt: at(100 - index),
    lastStatus: '01',
    statusDelivered: true,
    sound: true,
    recalled: false,
    late: null,
    ...more,
  });

const ITEMS = [
  item(20, {
    priority: 3,
    late: 'due',
    dueDate: '2026-01-04',
    subject: LONG_SUBJECT,
    fromName: LONG_NAME,
    lastStatus: null,
  }),
  item(19, { kind: 'recall', late: 'answer', subject: 'Thu hồi văn bản gửi nhầm' }),
  item(18, { kind: 'unreadable', sound: null, subject: '', code: '', lastStatus: null, date: null }),
  item(17, { sound: false, lastStatus: '02' }),
  item(16, { recalled: true }),
  item(15, { lastStatus: '06' }),
];

const incoming = (index: number, more: object) =>
  inboxDetailSchema.parse({
    ...ITEMS[index],
    signer: 'Chủ tịch Nguyễn Văn Mẫu',
    toPlaces: [],
    attachments: [
      {
        documentId: id(90),
        name: `${'Bao-cao-tong-hop-'.repeat(6)}2026.pdf`,
        size: 2_400_000,
        verdict: null,
        warnings: [],
        stampable: true,
      },
    ],
    warnings: [
      {
        vi: 'Có tệp kèm mở được chương trình: không mở tệp này khi chưa hỏi bộ phận CNTT.',
        en: 'An attached file can start a program: do not open it before asking IT.',
      },
    ],
    answers: [{ at: at(91), statusCode: '01', description: 'Phần mềm: Văn bản đã đến', delivered: false }],
    ...more,
  });

/** Answers that did not get through: refused by the axis, and of unknown outcome. */
const STRANDED = [
  {
    outboxId: '00000000-0000-4000-8000-0000000000e1',
    itemId: null,
    statusCode: '03',
    toCode: 'H99.02',
    toName: 'Ủy ban nhân dân xã Mẫu Hai',
    code: '15/UBND-VP',
    state: 'failed',
    error: { code: 'AXIS_RECIPIENT_UNKNOWN', details: { recipient: 'H99.02', axisCode: '18', axisText: '' } },
    updatedAt: at(30),
  },
  {
    outboxId: '00000000-0000-4000-8000-0000000000e2',
    itemId: null,
    statusCode: '01',
    toCode: 'G99',
    toName: 'Bộ Mẫu',
    code: '7/BM-VP',
    state: 'outcome-unknown',
    error: { code: 'SENDING_OUTCOME_UNKNOWN', details: {} },
    updatedAt: at(60),
  },
];

const body = (answer: unknown): Staged => ({ body: answer });
const outbox = (letters: readonly unknown[]) => body({ letters, total: letters.length });
const inbox = (items: readonly unknown[]) => body({ items, total: items.length });
/** Every answer of ours got through. */
const quiet = { 'outbox.answers': body({ answers: [], total: 0 }) };
const full = {
  ...quiet,
  'outbox.list': outbox(LETTERS),
  'outbox.item': body(DETAIL),
  'inbox.list': inbox(ITEMS),
};

/** States of the panel by name; `press` is what is pressed there, one after the other. */
export const PANEL_STATES: Readonly<
  Record<string, { answers: Readonly<Record<string, Staged>>; tab?: 'inbox'; press?: readonly string[] }>
> = {
  'outbox-busy': { answers: { ...quiet, 'outbox.list': 'never' } },
  'outbox-empty': { answers: { ...quiet, 'outbox.list': outbox([]) } },
  'outbox-error': {
    answers: { ...quiet, 'outbox.list': { failure: { code: 'CHANNEL_LOST', details: {} } } },
  },
  'outbox-many': { answers: full },
  'outbox-timeline': { answers: full, press: ['article.item >> nth=1 >> .item-head'] },
  'outbox-unknown': {
    answers: full,
    press: ['article.item >> nth=2 >> .item-head', '.item-body .row .button >> nth=0'],
  },
  'site-unknown': {
    answers: {
      ...full,
      'page.about': body({ tabId: 5, host: 'van-ban.tinh-mau.example.vn', site: 'unknown' }),
    },
    press: ['.this-page .note'],
  },
  'outbox-recall': {
    answers: full,
    press: ['article.item >> nth=1 >> .item-head', '.item-body .danger'],
  },
  'outbox-stranded': {
    answers: { ...full, 'outbox.answers': body({ answers: STRANDED, total: STRANDED.length }) },
    press: ['.above-list .button >> nth=0'],
  },
  'inbox-gap': {
    answers: {
      ...full,
      'inbox.list': body({
        items: ITEMS,
        total: ITEMS.length,
        gap: { from: at(10), to: at(200), fetched: 2 },
      }),
      'inbox.item': body(incoming(0, {})),
      'inbox.nextEntry': body({ number: '', date: '2026-01-05', restoredAt: at(200) }),
    },
    tab: 'inbox',
    press: ['article.item >> nth=0 >> .item-head', '.item-body .primary'],
  },
  'inbox-away': {
    answers: {
      ...full,
      'inbox.list': body({
        items: ITEMS,
        total: ITEMS.length,
        away: { code: 'AXIS_UNREACHABLE', details: { host: '10.0.0.10' }, lastGood: at(200) },
      }),
    },
    tab: 'inbox',
  },
  'inbox-empty': { answers: { ...quiet, 'inbox.list': inbox([]) }, tab: 'inbox' },
  'inbox-many': { answers: full, tab: 'inbox' },
  'inbox-open': {
    answers: {
      ...full,
      'inbox.item': body(incoming(0, {})),
      'inbox.nextEntry': body({ number: '16', date: '2026-01-05' }),
    },
    tab: 'inbox',
    press: ['article.item >> nth=0 >> .item-head', '.item-body .primary'],
  },
  'inbox-recall': {
    answers: {
      ...full,
      'inbox.item': body(
        incoming(1, {
          warnings: [],
          request: {
            reason: `Gửi nhầm bản dự thảo; ${LONG_SUBJECT}`,
            changes: [],
            target: { code: '15/UBND-VP', date: '2026-01-05', itemId: id(15) },
          },
        }),
      ),
    },
    tab: 'inbox',
    press: ['article.item >> nth=1 >> .item-head', '.item-body .danger'],
  },
};
