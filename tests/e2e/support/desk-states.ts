import {
  askedBy,
  body,
  CERTIFICATE,
  DESK,
  failure,
  JOB_KEY,
  LONG_NAME,
  ready,
  THUMBPRINT,
  token,
  tokens,
  type WindowState,
} from './staged-desk.ts';

/** States of pairing, settings and groups that need a policy, a fault, or a dialog that is open. */

const UNPAIRED = { state: 'unpaired', error: null, session: null, port: null };
const LOCKED_DESK = {
  ...DESK,
  pictures: [
    { role: 'issue', certificate: null, owner: null, sha256: null, widthMm: 36, heightMm: 36, setBy: 'it' },
    {
      role: 'approve',
      certificate: THUMBPRINT,
      owner: LONG_NAME,
      sha256: null,
      widthMm: 42,
      heightMm: 18,
      setBy: 'desk',
    },
  ],
  certificates: [{ role: 'issue', certificate: THUMBPRINT, owner: 'UBND xã Mẫu A', setBy: 'it' }],
  agency: {
    values: { code: 'H99.01', name: LONG_NAME },
    locked: ['code', 'name'],
    waiting: true,
  },
};
const profile = (id: string, name: string) => ({
  id,
  name: { vi: name, en: name },
  addresses: ['https://qlvb.example.vn/*', 'https://van-ban-dieu-hanh-cua-tinh-mau.example.vn/*'],
});
const SITES = {
  profiles: [
    { profile: profile('mau', 'Hệ thống quản lý văn bản Mẫu'), source: 'policy' },
    { profile: profile('tu-them', LONG_NAME), source: 'own' },
  ],
  off: [{ profile: profile('tat', 'Hệ thống đã tắt'), source: 'build', by: 'policy' }],
  blocked: ['https://khong-cho-dung.example.vn/*'],
  faulty: [{ name: 'hong', field: 'pages.0.file', source: 'own' }],
};
const many = { ...ready, ...tokens(token({})), 'desk.read': body(LOCKED_DESK), 'sites.list': body(SITES) };

const GROUP = { groupId: 'g1', name: LONG_NAME, locked: false, size: 2, closed: 1 };
const unit = (code: string, name: string) => ({
  code,
  name,
  parentName: 'UBND tỉnh Mẫu',
  closed: false,
  successor: null,
});
const GROUPS = {
  'directory.groups': body({
    groups: [GROUP, { groupId: 'g2', name: 'Các xã vùng An', locked: true, size: 16, closed: 0 }],
  }),
  'directory.group': body({
    ...GROUP,
    members: [
      { code: 'H99.02', unit: unit('H99.02', LONG_NAME) },
      { code: 'X77', unit: null },
    ],
  }),
  'directory.resolve': body({
    fetched: true,
    recipients: [
      { code: 'H99.02', name: '', unit: unit('H99.02', LONG_NAME), proposals: [] },
      { code: 'X77', name: '', unit: null, proposals: [] },
    ],
  }),
};

export const DESK_STATES: readonly WindowState[] = [
  {
    window: 'pairing',
    name: 'busy',
    answers: { 'link.report': body(UNPAIRED), pair: 'never' },
    press: [{ into: 'input[name=code]', text: '47015-7K3M-Q9XD' }, 'button[type=submit]'],
    until: '.spinner',
  },
  {
    window: 'pairing',
    name: 'expired',
    answers: { 'link.report': body(UNPAIRED), pair: failure('PAIRING_CODE_EXPIRED') },
    press: [{ into: 'input[name=code]', text: '47015-7K3M-Q9XD' }, 'button[type=submit]'],
    until: '.note.refuse',
  },
  {
    window: 'welcome',
    name: 'sample',
    answers: many,
    press: ['.step-button >> nth=4'],
    until: '.settings-main .button.primary',
  },
  {
    window: 'welcome',
    name: 'left',
    answers: many,
    press: ['.step-button >> nth=4', '.row.end .button.quiet'],
    until: '.note.notice',
  },
  { window: 'options', name: 'locked', answers: many, until: '.site-row' },
  {
    window: 'options',
    name: 'picture-choose',
    answers: many,
    press: ['#pictures button[data-role=approve]'],
    until: 'dialog[open] .drop-picture',
  },
  {
    window: 'options',
    name: 'picture-unreadable',
    answers: many,
    press: [
      '#pictures button[data-role=approve]',
      { into: 'input[name=picture]', file: 'anh.heic', content: 'no picture' },
    ],
    until: 'dialog[open] .note.refuse',
  },
  {
    window: 'groups',
    name: 'open',
    answers: { ...ready, ...GROUPS },
    press: ['.group-name >> nth=0'],
    until: '.chip',
  },
  {
    window: 'drop',
    name: 'busy',
    answers: { ...ready, 'file.sign': 'never' },
    press: [{ into: 'input[name=file]', file: 'thu.pdf', content: '%PDF-1.7' }],
    until: '.busy button',
  },
  {
    window: 'drop',
    name: 'refused',
    answers: { ...ready, 'file.sign': failure('PDF_NOT_PDF') },
    press: [{ into: 'input[name=file]', file: 'thu.pdf', content: 'no PDF' }],
    until: '.note.refuse',
  },
  {
    window: 'batch',
    name: 'lost',
    answers: { ...ready, 'batch.follow': failure('SITE_FILE_LOST') },
    until: '.note.refuse',
  },
  {
    window: 'messages',
    name: 'no-token',
    answers: {
      ...ready,
      ...tokens(),
      'messages.follow': body({
        key: JOB_KEY,
        kind: 'certificate',
        step: 'open',
        createdAt: '2026-01-05T01:00:00Z',
        source: askedBy(LONG_NAME),
        windowId: null,
        messages: [],
        error: null,
      }),
    },
    until: '.note.warning',
  },
  {
    window: 'welcome',
    name: 'certificates',
    answers: {
      ...many,
      ...tokens(token({ certificates: [CERTIFICATE, { ...CERTIFICATE, validity: 'expired' }] })),
    },
    press: ['.step-button >> nth=3'],
    until: '.settings-main select',
  },
];
