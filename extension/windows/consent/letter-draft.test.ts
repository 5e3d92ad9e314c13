import { expect, test } from 'vitest';
import { letterDraftSchema } from '../../../shared/document/letter.ts';
import type { ReadFields } from '../../../shared/profile/read.ts';
import { canonicalJson } from '../../../shared/protocol/approval.ts';
import { draftOf, entriesOf } from './letter-draft.ts';

const read = (...values: string[]) => ({ values, from: 'label' as const, expected: true });
const fields: ReadFields = {
  number: read('15'),
  notation: read('UBND-VP'),
  date: read('2026-01-05'),
  subject: read('gửi báo cáo'),
  signerName: read('Nguyễn Văn Mẫu'),
  signerPosition: read('Phó Chủ tịch'),
  priority: read('2'),
  recipients: read('H99.02 - UBND xã Mẫu B', 'G99', '000.00.01.H99: Sở Mẫu', 'Phòng không mã'),
  toPlaces: read('Như trên', 'Lưu: VT'),
};
const document = { documentId: '6b9b4f0e-5d7c-4b2d-9a54-2f7f6d6f3b10', name: 'cong-van.pdf', pages: 3 };

test('codes and names of recipients are told apart, a recipient without code stays visible', () => {
  expect(entriesOf(fields).recipients).toEqual([
    { code: 'H99.02', name: 'UBND xã Mẫu B' },
    { code: 'G99', name: '' },
    { code: '000.00.01.H99', name: 'Sở Mẫu' },
    { code: '', name: 'Phòng không mã' },
  ]);
});

test('a code may stand behind the name, and may hold letters', () => {
  const recipients = read('UBND xã Mẫu B (H99.02)', 'H37.DN.001 – Trường Mẫu', 'Phòng Mẫu (tầng 2)');
  expect(entriesOf({ recipients }).recipients).toEqual([
    { code: 'H99.02', name: 'UBND xã Mẫu B' },
    { code: 'H37.DN.001', name: 'Trường Mẫu' },
    { code: '', name: 'Phòng Mẫu (tầng 2)' },
  ]);
});

test('an unknown urgency is normal, an absent kind is a công văn', () => {
  expect(entriesOf({ priority: read('gấp lắm') })).toMatchObject({ priority: 0, kind: 'Công văn' });
});

test('only a day is a due date, as its field shows it; empty lines are no recipients', () => {
  expect(entriesOf({ dueDate: read('hạn 10/01/2026') }).dueDate).toBe('2026-01-10');
  expect(entriesOf({ dueDate: read('trong tuần') }).dueDate).toBe('');
  const draft = draftOf({ ...entriesOf(fields), toPlaces: ['Như trên', ' ', ''] }, document);
  expect(draft.toPlaces).toEqual(['Như trên']);
});

test('the draft is the same text after it crossed the channel: one digest on both sides', () => {
  const draft = draftOf(entriesOf(fields), document);
  const crossed = letterDraftSchema.parse(JSON.parse(JSON.stringify(draft)));
  expect(canonicalJson(crossed)).toBe(canonicalJson(draft));
  expect(draft).toMatchObject({
    number: '15',
    date: '2026-01-05',
    priority: 2,
    pageAmount: 3,
    recipients: [{ code: 'H99.02' }, { code: 'G99' }, { code: '000.00.01.H99' }],
    attachments: [{ name: 'cong-van.pdf', main: true }],
  });
});
