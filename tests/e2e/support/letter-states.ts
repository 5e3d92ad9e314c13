import { createHash } from 'node:crypto';
import type { Staged } from './staged.ts';
import {
  askedBy,
  body,
  DOCUMENT,
  EXPIRED,
  failure,
  JOB_KEY,
  LOCKED,
  LONG_NAME,
  ready,
  signedBy,
  token,
  tokens,
  verdictOf,
  type WindowState,
} from './staged-desk.ts';

/** One letter of a batch: what of its job is other than usual, and what was found in it. */
interface Part {
  job?: object;
  findings?: object[];
}

/** A letter of the clerk's own computer, prepared for a signature that draws nothing. */
export const letterStates = (pdf: Uint8Array): readonly WindowState[] => {
  const sha256 = createHash('sha256').update(pdf).digest('hex');
  const job = (more: object) =>
    body({
      key: JOB_KEY,
      step: 'stored',
      createdAt: '2026-01-05T01:00:00Z',
      source: askedBy(''),
      profileId: 'mau',
      pageId: 'chi-tiet',
      role: 'plain',
      send: false,
      fields: {},
      file: { address: '', name: `${'Ke-hoach-phat-trien-'.repeat(6)}2026.pdf` },
      windowId: null,
      size: pdf.length,
      documentId: DOCUMENT,
      sha256,
      progress: null,
      outcome: null,
      error: null,
      givenAt: null,
      ...more,
    });
  const finding = (id: string, result: string, vi: string, en: string) => ({
    id,
    result,
    says: { vi, en },
    next: { vi: 'Sửa bản gốc rồi trình ký lại.', en: 'Mend the original and submit it again.' },
  });
  const verdict = { signed: false, sound: false, trusted: false, signatures: [], reasons: [] };
  const item = { documentId: DOCUMENT, name: 'a.pdf', sha256, role: 'plain', placements: [], drawings: [] };
  const prepared = (findings: object[], more: object = {}) =>
    body({
      jobKey: JOB_KEY,
      items: [{ ...item, findings }],
      letterFindings: [],
      approvalDigest: 'a'.repeat(64),
      pinsNeeded: 1,
      triesLeft: 3,
      lastTry: false,
      ...more,
    });
  const inspection = {
    pages: [{ width: 595, height: 842, rotate: 0 }],
    hasText: true,
    verdict,
    findings: [],
    placements: [],
    printed: {},
  };
  const inspect = body(inspection);
  const field = (name: string, ...values: string[]) => ({ [name]: { name, values, expected: true } });
  const letterFields = {
    ...field('number', '301'),
    ...field('notation', 'UBND-VP'),
    ...field('date', '2026-01-05'),
    ...field('subject', `V/v ${LONG_NAME}`),
    ...field('recipients', 'UBND xã Mẫu Đông', LONG_NAME),
  };
  const attachment = (name: string, more: object) => ({
    address: `https://qlvb.example.vn/${name}`,
    name,
    state: 'stored',
    removed: false,
    size: 240_000,
    documentId: DOCUMENT,
    error: null,
    ...more,
  });
  const unit = (code: string, name: string) => ({
    code,
    name,
    parentName: 'UBND tỉnh Mẫu',
    closed: false,
    successor: null,
  });
  const letter = {
    ...ready,
    ...tokens(token({})),
    'job.follow': job({}),
    'document.inspect': inspect,
    'job.prepare': prepared([]),
  };
  const outcome = (state: string, error: object | null = null) => ({
    jobKey: JOB_KEY,
    state,
    items:
      state === 'signed'
        ? [
            {
              documentId: DOCUMENT,
              name: 'a.pdf',
              sha256,
              size: pdf.length,
              verdict: verdictOf(signedBy('UBND xã Mẫu A')),
            },
          ]
        : [],
    letterId: null,
    error,
  });
  /** Several letters of one batch, each as it stands; the key of the batch is that of the window's address. */
  const batch = (
    stateName: string,
    until: string,
    parts: readonly Part[],
    more: object = {},
  ): WindowState => {
    const keys = parts.map(
      (_, index) => `00000000-0000-4000-8000-0000000001${String(index).padStart(2, '0')}`,
    );
    const answers = parts.flatMap((part, index) => {
      const key = keys[index] ?? '';
      const number = { name: 'number', values: [String(301 + index)], expected: true };
      const told = { number, notation: { ...number, name: 'notation', values: ['UBND-VP'] } };
      return [
        [`job.follow/${key}`, job({ key, role: 'issue', fields: told, ...part.job })],
        [`job.prepare/${key}`, prepared(part.findings ?? [], { jobKey: key })],
      ] as const;
    });
    const shared = {
      key: JOB_KEY,
      createdAt: '2026-01-05T01:00:00Z',
      windowId: null,
      role: 'issue',
      send: false,
    };
    return {
      window: 'batch',
      name: stateName,
      answers: {
        ...letter,
        ...Object.fromEntries(answers),
        'batch.follow': body({ ...shared, jobKeys: keys, approving: false, paused: null, ...more }),
        'sign.pins': body({ pinsNeeded: 1, triesLeft: 3, lastTry: false }),
        'register.propose': body({ enabled: false, number: null, date: '2026-01-05' }),
      },
      until,
      drawn: true,
    };
  };
  const done = { step: 'done', outcome: outcome('signed') };
  const refusal = finding(
    'pdf.secret',
    'refuse',
    'Văn bản có dấu chỉ độ mật: không được xử lý trên phần mềm này.',
    'The letter is marked as a state secret: it must not be handled here.',
  );
  const failed = (code: string) => ({
    step: 'failed',
    outcome: outcome('failed', { code, details: {} }),
    error: { code, details: {} },
  });
  const many = (count: number, part: Part = {}) => Array.from({ length: count }, () => part);
  const toPin = ['.side-foot .primary'] as const;
  const consent = (
    stateName: string,
    answers: Readonly<Record<string, Staged>>,
    until: string,
    press: NonNullable<WindowState['press']> = [],
  ): WindowState => ({
    window: 'consent',
    name: stateName,
    answers: { ...letter, ...answers },
    press,
    until,
    drawn: !['fetching', 'not-fetched', 'lost'].includes(stateName),
  });
  return [
    consent(
      'fetching',
      {
        'job.follow': job({
          step: 'opened',
          size: null,
          documentId: null,
          progress: { step: 'fetching', done: 4_200_000, total: 9_000_000 },
        }),
      },
      'progress',
    ),
    consent(
      'not-fetched',
      {
        'job.follow': job({
          step: 'opened',
          size: null,
          documentId: null,
          error: { code: 'SITE_NO_PDF', details: {} },
        }),
      },
      '.side .note.warning',
    ),
    consent('no-token', tokens(), '.side .note.warning'),
    consent(
      'refused',
      {
        'job.prepare': prepared([
          finding(
            'pdf.secret',
            'refuse',
            'Văn bản có dấu chỉ độ mật: không được xử lý trên phần mềm này.',
            'The letter is marked as a state secret: it must not be handled here.',
          ),
          finding(
            'pdf.scan',
            'warning',
            'Tệp là bản quét, không đọc được chữ.',
            'The file is a scan without text.',
          ),
        ]),
      },
      '.side-foot .missing',
    ),
    consent(
      'pin-last-try',
      {
        ...tokens(token({ triesLeft: 1, lastTry: true })),
        'job.prepare': prepared([], { triesLeft: 1, lastTry: true }),
      },
      'dialog .note.refuse',
      toPin,
    ),
    consent('token-locked', tokens(LOCKED), '.side-foot .missing'),
    consent('token-expired', tokens(EXPIRED), '.side-foot .missing'),
    consent('pin-locked', { 'job.approve': failure('TOKEN_LOCKED') }, 'dialog .button.primary:enabled', [
      ...toPin,
      { into: 'dialog input[type=password]', text: '12345678' },
      'dialog button[type=submit]',
    ]),
    consent('pin-caps-lock', {}, 'dialog .note.warning', [
      ...toPin,
      { into: 'dialog input[type=password]', key: { key: 'A', modifierCapsLock: true } },
    ]),
    consent('pin-pad', tokens(token({ pinPad: true })), 'dialog .note.notice', toPin),
    consent('signing', { 'job.approve': 'never' }, 'dialog .spinner', [
      ...toPin,
      { into: 'dialog input[type=password]', text: '12345678' },
      'dialog button[type=submit]',
    ]),
    consent(
      'token-removed',
      {
        'job.follow': job({
          step: 'failed',
          outcome: outcome('failed', { code: 'TOKEN_REMOVED', details: {} }),
          error: { code: 'TOKEN_REMOVED', details: {} },
        }),
      },
      '.side .note.refuse',
    ),
    consent(
      'not-given-back',
      {
        'job.follow': job({
          step: 'giving',
          outcome: outcome('signed'),
          error: { code: 'SITE_GIVE_BACK_FAILED', details: { reason: 'HTTP 500' } },
        }),
      },
      '.side .note.warning',
    ),
    {
      window: 'consent',
      name: 'lost',
      answers: { ...letter, 'job.follow': failure('SITE_FILE_LOST') },
      until: '.note.refuse',
    },
    consent(
      'earlier-broken',
      {
        'document.inspect': body({
          ...inspection,
          verdict: verdictOf(
            signedBy('Nguyễn Văn Mẫu', { intact: false }),
            signedBy('Trần Thị Mẫu', { chain: 'untrusted' }),
          ),
        }),
      },
      '.side .note.refuse',
    ),
    consent('asking', { 'job.follow': job({ step: 'approving' }) }, '.side-foot .spinner'),
    consent(
      'letter',
      {
        'job.follow': job({
          role: 'issue',
          send: true,
          fields: letterFields,
          attachments: [
            attachment('Phu-luc-I.pdf', {}),
            attachment(`${'Bang-tong-hop-'.repeat(8)}.xlsx`, { state: 'held' }),
            attachment('So-lieu.docx', {
              state: 'waiting',
              size: null,
              error: { code: 'SITE_SESSION_EXPIRED', details: {} },
            }),
            attachment('Ban-thao.pdf', { removed: true }),
          ],
        }),
        'job.prepare': prepared([], {
          letterFindings: [
            finding('number', 'warning', 'Số không khớp với văn bản.', 'The number differs from the letter.'),
          ],
        }),
        'directory.resolve': body({
          fetched: true,
          recipients: [
            { unit: null, proposals: [unit('H99.02', 'UBND xã Mẫu B'), unit('H98.02', LONG_NAME)] },
            { unit: null, proposals: [] },
          ],
        }),
        'register.propose': body({ enabled: false, number: null, date: '2026-01-05' }),
      },
      '.proposal',
    ),
    consent(
      'sent',
      {
        'job.follow': job({
          step: 'done',
          send: true,
          outcome: { ...outcome('signed'), letterId: DOCUMENT },
        }),
      },
      '.side .row.end .button >> nth=1',
    ),
    batch('many', '.letter.mend', [...many(11), { findings: [refusal] }, ...many(12)]),
    batch(
      'signing',
      '.batch-foot progress',
      [
        { job: { ...done } },
        { job: { ...done } },
        { job: { step: 'approving', progress: { step: 'signing', done: 0, total: 1 } } },
        ...many(3, { job: { step: 'approving' } }),
      ],
      { approving: true },
    ),
    batch(
      'paused',
      '.batch-foot .note',
      [{ job: { ...done } }, { job: failed('TOKEN_REMOVED') }, ...many(4)],
      {
        paused: { code: 'TOKEN_REMOVED', details: {} },
      },
    ),
    batch('ended', '.batch-foot .note', [
      { job: { ...done } },
      { job: failed('TOKEN_REMOVED') },
      {
        job: {
          step: 'giving',
          outcome: outcome('signed'),
          error: { code: 'SITE_GIVE_BACK_FAILED', details: { reason: 'HTTP 500' } },
        },
      },
    ]),
  ];
};
