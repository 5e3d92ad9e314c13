import { describe, expect, test } from 'vitest';
import { codeKey, foldLookAlikes } from './code.ts';
import { calendarDay, dayFromPage } from './date.ts';
import { dateLine, isDay, printedDate } from './day.ts';
import { DOCUMENT_KINDS, documentKindByName, wireDocumentType } from './kinds.ts';
import { letterDraftSchema } from './letter.ts';
import { printedCode, printedNumber, splitCode } from './number.ts';
import { dayInVietnam, momentInVietnam } from './vietnam-time.ts';
import { nextWorkingDay, sendBy } from './working-day.ts';

describe('dates', () => {
  test('a UTC instant is converted to Vietnam before its day is taken', () => {
    expect(dayFromPage('2026-01-04T17:00:00Z')).toBe('2026-01-05');
    expect(dayFromPage('2026-01-04T16:59:59.999Z')).toBe('2026-01-04');
    expect(dayInVietnam(Date.parse('2026-01-04T17:00:00Z'))).toBe('2026-01-05');
    expect(momentInVietnam(Date.parse('2026-01-04T17:00:09Z'))).toBe('2026-01-05T00:00:09');
  });

  test.each([
    ['05/01/2026', '2026-01-05'],
    ['5-1-2026', '2026-01-05'],
    ['2026/01/05', '2026-01-05'],
    ['2026-01-05 08:30:00', '2026-01-05'],
    ['30/02/2026', undefined],
    ['hôm qua', undefined],
    ['', undefined],
  ])('a page date %s is %s', (text, day) => {
    expect(dayFromPage(text)).toBe(day);
  });

  test('days that do not exist are refused, never rolled over', () => {
    expect(calendarDay(2026, 2, 29)).toBeUndefined();
    expect(calendarDay(2028, 2, 29)).toBe('2028-02-29');
    expect(isDay('2026-13-01')).toBe(false);
    expect(isDay('2026-1-5')).toBe(false);
  });

  test('days below 10 and the months 1 and 2 are padded, other months are not', () => {
    expect(printedDate('2026-01-05')).toEqual({ day: '05', month: '01', year: '2026' });
    expect(printedDate('2026-03-15').month).toBe('3');
    expect(printedDate('2026-10-15').month).toBe('10');
    expect(dateLine('2026-02-09', 'Hà Nội')).toBe('Hà Nội, ngày 09 tháng 02 năm 2026');
  });

  test('a letter is in time until noon of the next working day', () => {
    expect(nextWorkingDay('2026-01-09')).toBe('2026-01-12');
    expect(nextWorkingDay('2026-01-09', ['2026-01-12'])).toBe('2026-01-13');
    expect(sendBy('2026-01-05')).toBe('2026-01-06T12:00:00');
  });
});

describe('numbers and codes', () => {
  test('numbers below 10 are padded in print', () => {
    expect(['5', '05', '15', '5a', ' 7 '].map(printedNumber)).toEqual(['05', '05', '15', '5a', '07']);
    expect(printedCode('5', 'QĐ-UBND')).toBe('05/QĐ-UBND');
  });

  test('codes are compared without case, spaces and look-alikes, but with diacritics', () => {
    expect(codeKey(' 15 / ubnd-VP')).toBe(codeKey('15/UBND-VP'));
    expect(codeKey('1/QÐ')).toBe(codeKey('1/QĐ'));
    expect(codeKey('1/QƉ')).toBe(codeKey('1/qđ'));
    expect(codeKey('1/QD')).not.toBe(codeKey('1/QĐ'));
    expect(codeKey('1/TTr')).toBe('1/TTR');
    expect(foldLookAlikes('Ð')).toBe('\u0110');
    expect(splitCode('12/2026/QĐ-UBND')).toEqual({ number: '12', notation: '2026/QĐ-UBND' });
  });
});

describe('kinds', () => {
  test('both tables are complete', () => {
    expect(DOCUMENT_KINDS.filter((kind) => kind.type === 1)).toHaveLength(13);
    expect(DOCUMENT_KINDS.filter((kind) => kind.type === 2)).toHaveLength(33);
    expect(DOCUMENT_KINDS.filter((kind) => kind.type === 2 && kind.current)).toHaveLength(29);
  });

  test.each([
    ['Công văn', undefined, 2, 18],
    ['công văn', 71, 2, 18],
    ['CÔNG ĐIỆN', 2, 2, 19],
    ['Quyết định', 2, 2, 2],
    ['Quyết định', 1, 1, 8],
    ['Quyết định', undefined, 2, 2],
    ['Chỉ thị (của UBND)', 1, 1, 11],
    ['Thông tư', 2, 1, 9],
    ['Phiếu báo', 2, 2, undefined],
  ])('%s with Type %s is Type %i, TypeDetail %s', (name, type, expectedType, detail) => {
    const kind = documentKindByName(name, type);
    expect(kind).toMatchObject({ type: expectedType });
    expect(kind?.typeDetail).toBe(detail);
  });

  test('names that are in no table, and kinds without TypeDetail', () => {
    expect(documentKindByName('Văn bản điện tử mới')).toBeUndefined();
    const paper = documentKindByName('Phiếu báo');
    expect(paper && wireDocumentType(paper)).toEqual({ type: 2, typeName: 'Phiếu báo' });
  });
});

test('a draft is brought to NFC and gets its defaults', () => {
  const draft = letterDraftSchema.parse({
    number: ' 15 ',
    notation: 'UBND-VP',
    date: '2026-01-05',
    subject: 'V/v kiểm thử'.normalize('NFD'),
    signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
    documentType: { type: 2, typeDetail: 18, typeName: 'Công văn' },
    recipients: [{ code: 'H99.02' }],
    attachments: [{ documentId: 'd1', name: 'vb.pdf', main: true }],
  });
  expect(draft.subject).toBe('V/v kiểm thử'.normalize('NFC'));
  expect(draft.number).toBe('15');
  expect(draft).toMatchObject({
    priority: 0,
    business: { kind: 'new' },
    paper: { flag: false },
    toPlaces: [],
  });
});
