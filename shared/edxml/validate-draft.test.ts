import { describe, expect, test } from 'vitest';
import { type LetterDraft, type LetterDraftInput, letterDraftSchema } from '../document/letter.ts';
import { comparePrinted } from './compare-printed.ts';
import { passes } from './finding.ts';
import { type DraftContext, type KnownAgency, validateDraft } from './validate-draft.ts';

const AGENCIES: KnownAgency[] = [
  { code: 'H99.01', name: 'UBND xã Mẫu A', unitId: 'a', closed: false },
  { code: 'H99.02', name: 'UBND xã Mẫu B', unitId: 'b', closed: false },
  { code: '000.00.02.H99', name: 'UBND xã Mẫu B', unitId: 'b', closed: false },
  { code: 'H99.09', name: 'UBND xã Mẫu cũ', unitId: 'z', closed: true, successor: 'H99.02' },
  { code: 'G99', name: 'Bộ Mẫu', unitId: 'g', closed: false },
];

const context: DraftContext = {
  from: { organId: 'H99.01', organName: 'UBND xã Mẫu A' },
  now: '2026-01-05T15:00:00',
  agency: (code) => AGENCIES.find((agency) => agency.code === code),
};

function draft(changes: Partial<LetterDraftInput> = {}): LetterDraft {
  return letterDraftSchema.parse({
    number: '15',
    notation: 'UBND-VP',
    date: '2026-01-05',
    subject: 'V/v kiểm thử liên thông',
    signer: { competence: 'KT. CHỦ TỊCH', position: 'Phó Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
    documentType: { type: 2, typeDetail: 18, typeName: 'Công văn' },
    recipients: [{ code: 'H99.02' }, { code: 'G99' }],
    attachments: [{ documentId: 'd1', name: 'vb.pdf', main: true }],
    ...changes,
  });
}

function ids(changes: Partial<LetterDraftInput>, further: Partial<DraftContext> = {}): string[] {
  return validateDraft(draft(changes), { ...context, ...further }).map(
    ({ id, severity }) => `${severity} ${id}`,
  );
}

test('a complete letter has nothing to say', () => {
  expect(validateDraft(draft(), context)).toEqual([]);
});

describe('each fault has its own name, and all are listed at once', () => {
  test.each<[string, Partial<LetterDraftInput>, string]>([
    ['no number', { number: '' }, 'error N.MessageHeader.Code.CodeNumber'],
    ['a comma in the notation', { notation: 'A,B' }, 'error M.MessageHeader.Code.CodeNotation'],
    ['a number of 12 characters', { number: '123456789012' }, 'error R.MessageHeader.Code.CodeNumber'],
    ['no subject', { subject: ' ' }, 'error N.MessageHeader.Subject'],
    ['a subject of 501 characters', { subject: 'ă'.repeat(501) }, 'error R.MessageHeader.Subject'],
    ['a control character', { subject: 'a\u0001b' }, 'error T.MessageHeader.Subject'],
    ['no signer', { signer: { position: '', fullName: '' } }, 'warning N.MessageHeader.SignerInfo.FullName'],
    ['no date', { date: '' }, 'error N.MessageHeader.PromulgationInfo.PromulgationDate'],
    [
      'a date that does not exist',
      { date: '2026-02-30' },
      'error T.MessageHeader.PromulgationInfo.PromulgationDate',
    ],
    ['a date to come', { date: '2026-01-06' }, 'error R.MessageHeader.PromulgationInfo.PromulgationDate'],
    ['no receiver', { recipients: [] }, 'error N.MessageHeader.To'],
    ['an unknown code', { recipients: [{ code: 'H98' }] }, 'error M.MessageHeader.To.OrganId'],
    ['a closed code', { recipients: [{ code: 'H99.09' }] }, 'warning R.MessageHeader.To.Closed'],
    ['ourselves', { recipients: [{ code: 'H99.01' }] }, 'warning M.MessageHeader.To.Self'],
    ['one code twice', { recipients: [{ code: 'G99' }, { code: 'G99' }] }, 'error M.MessageHeader.To'],
    [
      'one unit under two codes',
      { recipients: [{ code: 'H99.02' }, { code: '000.00.02.H99' }] },
      'error M.MessageHeader.To.SameUnit',
    ],
    [
      'an unknown kind',
      { documentType: { type: 2, typeName: 'Thơ' } },
      'warning M.MessageHeader.DocumentType.TypeName',
    ],
    [
      'numbers of another kind',
      { documentType: { type: 2, typeDetail: 3, typeName: 'Công văn' } },
      'warning M.MessageHeader.DocumentType.TypeDetail',
    ],
    ['no file', { attachments: [] }, 'error N.AttachmentEncoded'],
    [
      'no main file',
      { attachments: [{ documentId: 'd', name: 'a.pdf', main: false }] },
      'error M.Attachment.Main',
    ],
    [
      'a main file that is no PDF',
      { attachments: [{ documentId: 'd', name: 'a.docx', main: true }] },
      'error M.Attachment-Type',
    ],
    ['paper without a reason', { paper: { flag: true } }, 'error N.Bussiness.Paper.Reason'],
    [
      'a recall without a reason',
      { business: { kind: 'recall', target: { documentId: 'H99.01,2026/01/02,14/UBND-VP' }, reason: '' } },
      'error N.Bussiness.BussinessDocReason',
    ],
    [
      'a replacement of nothing',
      { business: { kind: 'replace', replaced: [] } },
      'error N.Bussiness.ReplacementInfoList',
    ],
    ['a secret subject', { subject: 'TỐI MẬT - V/v kiểm thử' }, 'error R.Document.Secrecy'],
    [
      'a secret file name',
      { attachments: [{ documentId: 'd', name: '[MẬT] vb.pdf', main: true }] },
      'error R.Document.Secrecy',
    ],
    [
      'a secret in the reason of a recall',
      { business: { kind: 'recall', target: { documentId: 'x' }, reason: '[MẬT] gửi nhầm' } },
      'error R.Document.Secrecy',
    ],
    ['a secret in the list of appendices', { appendixes: ['TỐI MẬT - số liệu'] }, 'error R.Document.Secrecy'],
    ['talk of secrets', { content: 'công tác bảo vệ bí mật nhà nước' }, 'notice R.Document.SecrecyMention'],
    ['a long place line', { toPlaces: ['x'.repeat(151)] }, 'error R.MessageHeader.ToPlaces.Place'],
  ])('%s', (_name, changes, expected) => {
    expect(ids(changes)).toContain(expected);
  });

  test('a letter with six faults names all six', () => {
    const found = ids({ number: '', notation: '', subject: '', recipients: [], attachments: [], date: '' });
    expect(found.filter((id) => id.startsWith('error N.'))).toHaveLength(6);
  });

  test('findings name the field that the clerk mends, with words in both languages', () => {
    for (const finding of validateDraft(draft({ number: '', recipients: [{ code: 'H98' }] }), context)) {
      expect(finding.field).toBeDefined();
      expect(finding.vi).toBe(finding.vi.normalize('NFC'));
      expect(finding.vi.length).toBeGreaterThan(5);
      expect(finding.en.length).toBeGreaterThan(5);
    }
  });
});

test('our own code is looked at when the directory was asked for it', () => {
  const own = { code: 'H99.01', name: 'UBND xã Mẫu A', unitId: 'a', closed: false };
  expect(ids({}, { own })).toEqual([]);
  expect(ids({}, { own: null })).toEqual(['warning R.MessageHeader.From.Closed']);
  expect(ids({}, { own: { ...own, closed: true } })).toEqual(['warning R.MessageHeader.From.Closed']);
});

test('a letter is late from noon of the next working day', () => {
  expect(ids({}, { now: '2026-01-06T12:00:00' })).toEqual([]);
  expect(ids({}, { now: '2026-01-06T12:00:01' })).toEqual(['warning R.Document.Late']);
  expect(ids({ date: '2026-01-09' }, { now: '2026-01-12T11:00:00' })).toEqual([]);
});

test('paper only goes to those on the list', () => {
  const paper = { flag: true, reason: 'gửi Thủ tướng' };
  expect(ids({ paper }, { paperReceivers: ['G99'] })).toEqual([]);
  expect(ids({ paper }, { paperReceivers: ['G98'] })).toEqual(['warning M.Bussiness.Paper']);
});

test('policy changes severities, but never that of a state-secret marking', () => {
  const policy = {
    'R.Document.Late': 'error',
    'R.Document.Secrecy': 'off',
    'M.MessageHeader.To.Self': 'off',
  } as const;
  const found = validateDraft(draft({ subject: '[MẬT] thử', recipients: [{ code: 'H99.01' }] }), {
    ...context,
    now: '2026-01-20T08:00:00',
    policy,
  });
  expect(found.map(({ id, severity }) => `${severity} ${id}`).sort()).toEqual([
    'error R.Document.Late',
    'error R.Document.Secrecy',
  ]);
  expect(passes(found)).toBe(false);
});

describe('the printed letter', () => {
  const page = [
    'ỦY BAN NHÂN DÂN XÃ MẪU A    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Số: 15/UBND-VP    Mẫu, ngày 05 tháng 01 năm 2026',
    'V/v kiểm thử liên',
    'thông',
    'KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Văn Mẫu',
  ].join('\n');
  const compare = (
    text: string,
    changes: Partial<LetterDraftInput> = {},
    stamped?: { number?: string; day?: string },
  ) =>
    comparePrinted(draft(changes), { pages: [text], stamped }).map(({ id, severity }) => `${severity} ${id}`);

  test('agrees, line breaks and padding aside', () => {
    expect(compare(page)).toEqual([]);
    expect(compare(page.replace('15/', '05/'), { number: '5' })).toEqual([]);
    expect(compare(page.normalize('NFD'))).toEqual([]);
  });

  test('another number, notation or day is an error', () => {
    expect(compare(page.replace('15/', '16/'))).toEqual(['error M.Printed.Number']);
    expect(compare(page.replace('UBND-VP', 'UBND-VX'))).toEqual(['error M.Printed.Notation']);
    expect(compare(page.replace('ngày 05', 'ngày 06'))).toEqual(['error M.Printed.Date']);
  });

  test('blanks are warned of unless we stamped them', () => {
    const blank = page.replace('15/', '   /').replace('ngày 05 tháng 01 năm 2026', 'ngày    tháng    năm');
    expect(compare(blank)).toEqual(['warning N.Printed.Number', 'warning N.Printed.Date']);
    expect(compare(blank, {}, { number: '15', day: '2026-01-05' })).toEqual([]);
    expect(compare(blank, {}, { number: '16', day: '2026-01-05' })).toEqual(['error M.Printed.Number']);
  });

  test('another signer or subject is a warning; a scan is said to be one', () => {
    expect(compare(page, { signer: { position: 'x', fullName: 'Lê Thị Mẫu' } })).toEqual([
      'warning M.Printed.Signer',
    ]);
    expect(compare(page, { subject: 'V/v khác' })).toEqual(['warning M.Printed.Subject']);
    expect(compare(' \n 12 ')).toEqual(['notice M.Printed.Scan']);
  });
});
