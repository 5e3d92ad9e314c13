import { describeError } from '../../../shared/errors.ts';
import type { DoctorCheck } from '../../../shared/protocol/commands/session.ts';
import {
  askedBy,
  body,
  DRIVER,
  failure,
  JOB_KEY,
  LOCKED,
  READY,
  ready,
  token,
  tokens,
  type WindowState,
} from './staged-desk.ts';

/** States of the extension's other windows that depend on what the program, the token or the axis tell. */

type Words = DoctorCheck['says'];
const wrong = (id: string, result: 'warn' | 'fail', says: Words, next: Words): DoctorCheck => ({
  id,
  result,
  says,
  next,
});
const NODE = 'Node.js 20.19.0, win32 x64';
const axisAway = (language: 'vi' | 'en') =>
  describeError('AXIS_UNREACHABLE', { host: '10.0.0.10' }, language);
const CHECKS: readonly DoctorCheck[] = [
  { id: 'program.version', result: 'pass', says: { vi: NODE, en: NODE } },
  wrong(
    'token.present',
    'fail',
    { vi: 'Không thấy thiết bị ký số nào.', en: 'No token was found.' },
    {
      vi: 'Cắm thiết bị (USB token) vào máy; nếu đã cắm, cài trình điều khiển đi kèm thiết bị (bản 64-bit) rồi thử lại.',
      en: 'Plug the token in; if it is in, install its 64-bit driver and try again.',
    },
  ),
  wrong(
    'axis.connection',
    'fail',
    { vi: axisAway('vi').says, en: axisAway('en').says },
    { vi: axisAway('vi').next, en: axisAway('en').next },
  ),
  wrong(
    'clock',
    'warn',
    { vi: 'Đồng hồ máy này nhanh 11 phút.', en: "This computer's clock is 11 minutes fast." },
    {
      vi: 'Đặt lại ngày giờ của máy (bật tự đồng bộ giờ), hoặc báo bộ phận CNTT. Giờ sai làm thời điểm ký sai.',
      en: "Set the computer's date and time (switch automatic time on), or tell IT. A wrong clock makes signing times wrong.",
    },
  ),
];
const asked = (kind: 'messages' | 'certificate', calls: readonly string[] = []) => ({
  ...ready,
  ...tokens(token({})),
  'messages.follow': body({
    key: JOB_KEY,
    kind,
    step: 'open',
    createdAt: '2026-01-05T01:00:00Z',
    source: askedBy('Hệ thống quản lý văn bản', 'https://cong.example.vn'),
    windowId: null,
    messages: calls.map((callId) => ({ callId, path: '/ky-noi-dung' })),
    error: null,
  }),
});

/** What a page wants signed, by its call; the worker keeps the contents among the held files. */
const base64 = (text: string) => Buffer.from(text).toString('base64');
export const MESSAGES: Readonly<Record<string, object>> = {
  '00000000-0000-4000-8000-0000000000c1': {
    form: 'xml',
    content: base64(`<phieu><trichYeu>${'Kế hoạch phát triển '.repeat(20)}</trichYeu></phieu>`),
    xades: true,
    signatureOnly: false,
  },
  '00000000-0000-4000-8000-0000000000c2': { form: 'cms', content: base64('\u0000\u0001') },
  '00000000-0000-4000-8000-0000000000c3': { form: 'raw', hash: 'SHA-256', digest: base64('m'.repeat(32)) },
};

const REFUSAL = {
  id: 'message.digest',
  result: 'refuse',
  says: {
    vi: 'Cơ quan không cho ký mã tóm tắt trên trang này.',
    en: 'The office does not let this page have digests signed.',
  },
  next: {
    vi: 'Nhờ bộ phận CNTT cho phép, rồi bấm ký lại trên trang.',
    en: 'Have IT allow it, then press to sign on the page again.',
  },
};

export const WINDOW_STATES: readonly WindowState[] = [
  { window: 'diagnosis', name: 'busy', answers: { ...ready, 'doctor.run': 'never' }, until: '.passed' },
  {
    window: 'diagnosis',
    name: 'wrong',
    answers: { ...ready, 'doctor.run': body({ checks: CHECKS }) },
    until: '.note.refuse',
  },
  {
    window: 'diagnosis',
    name: 'failed',
    answers: { ...ready, 'doctor.run': failure('CHANNEL_TIMEOUT') },
    until: '.note.refuse',
  },
  {
    window: 'welcome',
    name: 'no-program',
    answers: {
      'link.report': body({ state: 'unpaired', error: null, session: null, port: null }),
      'bridge.find': body({ state: 'absent' }),
    },
    until: '.note.refuse',
  },
  {
    window: 'welcome',
    name: 'no-driver',
    answers: { ...ready, 'token.list': body({ tokens: [], modules: [] }) },
    press: ['.step-button >> nth=2'],
    until: '.note.warning',
  },
  {
    window: 'welcome',
    name: 'no-token',
    answers: { ...ready, ...tokens() },
    press: ['.step-button >> nth=2'],
    until: '.note.warning',
  },
  {
    window: 'welcome',
    name: 'driver-fails',
    answers: {
      ...ready,
      'token.list': body({
        tokens: [],
        modules: [
          { ...DRIVER, error: { code: 'TOKEN_DRIVER_CRASHED', details: { module: 'bit4xpki.dll' } } },
        ],
      }),
    },
    press: ['.step-button >> nth=2'],
    until: '.note.refuse',
  },
  {
    window: 'welcome',
    name: 'locked-token',
    answers: { ...ready, ...tokens(LOCKED, token({ id: 'e'.repeat(64), slot: '1', certificates: [] })) },
    press: ['.step-button >> nth=2'],
    until: '.note.refuse',
  },
  {
    window: 'options',
    name: 'away',
    answers: {
      'link.report': body({
        ...READY,
        state: 'away',
        session: null,
        error: { code: 'BRIDGE_NOT_RUNNING', details: {} },
      }),
      'sites.list': body({ profiles: [], faulty: [] }),
    },
    until: '.note.refuse',
  },
  {
    window: 'groups',
    name: 'empty',
    answers: { ...ready, 'directory.groups': body({ groups: [] }) },
    until: 'h1',
  },
  {
    window: 'groups',
    name: 'failed',
    answers: { 'directory.groups': failure('CHANNEL_NOT_PAIRED') },
    until: '.note.refuse',
  },
  { window: 'drop', name: 'empty', answers: ready, until: '.drop' },
  { window: 'batch', name: 'empty', answers: ready, until: '.drop' },
  { window: 'messages', name: 'certificate', answers: asked('certificate'), until: 'select' },
  {
    window: 'messages',
    name: 'list',
    answers: asked('messages', Object.keys(MESSAGES)),
    until: '.messages .note.warning',
  },
  {
    window: 'messages',
    name: 'refused',
    answers: {
      ...asked('messages', Object.keys(MESSAGES)),
      'messages.prepare': body({
        jobKey: JOB_KEY,
        findings: [REFUSAL],
        approvalDigest: 'a'.repeat(64),
        pinsNeeded: 3,
        triesLeft: 3,
        lastTry: false,
      }),
    },
    press: ['.side-foot .primary'],
    until: '.side-foot .missing',
  },
  {
    window: 'messages',
    name: 'lost',
    answers: { 'messages.follow': failure('SITE_FILE_LOST') },
    until: '.note.refuse',
  },
];
