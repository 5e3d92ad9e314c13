import type { Survey, Trial } from '../../../extension/messages/wizard.ts';
import type { EntrySurvey, EntryTrial } from '../../../extension/messages/wizard-entry.ts';
import type { HandInName } from '../../../shared/profile/schema.ts';
import { body, LONG_NAME, ready, type WindowState } from './staged-desk.ts';

/** States of the window in which a clerk shows the extension her own document system. */

const ADDRESS = 'https://qlvb.example.vn/van-ban-di/301';
const TAB = { id: 7, windowId: 1, url: ADDRESS, title: `Chi tiết văn bản – ${LONG_NAME}` };
const at = (selector: string) => ({ selector });

const SURVEY: Survey = {
  score: 9,
  depth: 0,
  fields: {
    number: at('#so'),
    notation: at('#ky-hieu'),
    date: at('#ngay'),
    subject: at('#trich-yeu'),
    signerName: at('#nguoi-ky'),
    recipients: at('#noi-nhan li'),
  },
  file: { at: { selector: '#tep a', attribute: 'href' } },
  place: { at: '#thanh-cong-cu', position: 'last' },
  giveBack: { way: 'form', input: 'input[name=tep-da-ky]', submit: '#luu' },
};
const values = (...all: string[]) => ({ values: all, expected: true });
const TRIAL: Trial = {
  address: ADDRESS,
  holds: true,
  letters: 1,
  fields: {
    number: values('301'),
    notation: values('UBND-VP'),
    date: { values: ['ngày 32 tháng 13'], expected: false },
    subject: values('V/v tăng cường gửi, nhận văn bản điện tử có ký số giữa các cơ quan nhà nước'),
    signerName: values('Nguyễn Văn Mẫu'),
    recipients: values('UBND xã Mẫu B', LONG_NAME),
  },
  file: { name: `${'Ke-hoach-phat-trien-'.repeat(6)}2026.pdf`, state: 'pdf', bytes: 240_000 },
  identity: '301',
  attachments: ['Phu-luc-I.pdf', 'So-lieu.xlsx'],
  places: 1,
  back: true,
};
const looked = {
  ...ready,
  tabs: body([TAB]),
  'wizard/survey': body(SURVEY),
  'wizard/try': body(TRIAL),
};
const CHOOSE = '.sites .button';
const write = (name: HandInName, to = `[name=${name}]`) => ({ to, value: `{${name}}` });
const ENTRY: EntrySurvey = {
  score: 9,
  depth: 0,
  write: [
    write('code'),
    write('date'),
    write('subject'),
    write('fromName'),
    { ...write('priority'), map: { '1': 'Khẩn' } },
    write('signerName'),
  ],
  file: '#tep',
};
const entryTrial = (): EntryTrial => {
  const states: EntryTrial['writes'][number]['state'][] = [
    'free',
    'free',
    'held',
    'list',
    'no-choice',
    'free',
  ];
  const writes = ENTRY.write.map(({ to }, index) => ({
    to,
    text: 'mẫu',
    state: states[index] ?? 'free',
    now: `V/v rà soát danh sách nơi nhận, ${LONG_NAME}`,
  }));
  return { holds: true, writes, file: true, attachments: true };
};

export const WIZARD_STATES: readonly WindowState[] = [
  { window: 'wizard', name: 'nothing-open', answers: { ...ready, tabs: body([]) }, until: '.note.notice' },
  { window: 'wizard', name: 'found', answers: looked, press: [CHOOSE], until: '.note.pass' },
  {
    window: 'wizard',
    name: 'not-found',
    answers: {
      ...looked,
      'wizard/survey': body({ ...SURVEY, fields: {}, giveBack: undefined }),
      'wizard/try': body({ ...TRIAL, fields: {}, file: null, places: 0, attachments: [], identity: null }),
    },
    press: [CHOOSE],
    until: '.note.refuse',
  },
  {
    window: 'wizard',
    name: 'saved',
    answers: looked,
    press: [CHOOSE, '.card .button.primary:not([disabled])'],
    until: '.note.pass >> nth=1',
  },
  {
    window: 'wizard',
    name: 'entry',
    answers: { ...looked, 'wizard/entry': body(ENTRY), 'wizard/entry-try': body(entryTrial()) },
    press: ['input[value=entry]', CHOOSE],
    until: '.note.pass',
  },
];
