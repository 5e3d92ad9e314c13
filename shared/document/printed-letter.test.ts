import { expect, test } from 'vitest';
import { readPrintedLetter } from './printed-letter.ts';

const page = (number: string, day = '05') => `ỦY BAN NHÂN DÂN
XÃ MẪU A
Số: ${number}/UBND-VP
V/v gửi, nhận văn bản
điện tử
Mẫu A, ngày ${day} tháng 01 năm 2026
Kính gửi: Ủy ban nhân dân xã Mẫu B
1. Căn cứ Nghị định số 30/2020/NĐ-CP`;

test('number, notation, day and subject are read from the first page', () => {
  expect(readPrintedLetter([page('15'), 'Số: 99/KHAC'])).toMatchObject({
    number: '15',
    notation: 'UBND-VP',
    date: '2026-01-05',
  });
});

test('a number that is still blank is left out, the notation is not', () => {
  expect(readPrintedLetter([page('     ')])).toMatchObject({ notation: 'UBND-VP' });
  expect(readPrintedLetter([page('     ')]).number).toBeUndefined();
});

test('a day that is in no calendar, and a page without text, give nothing', () => {
  expect(readPrintedLetter([page('15', '31').replace('tháng 01', 'tháng 02')]).date).toBeUndefined();
  expect(readPrintedLetter([''])).toEqual({});
  expect(readPrintedLetter([])).toEqual({});
});

test('the subject ends where the receivers begin', () => {
  const letter =
    'Số: 7/UBND-VP\nV/v gửi số liệu\nmẫu quý I\nMẫu A, ngày 5 tháng 1 năm 2026\nKính gửi: Sở Mẫu';
  expect(readPrintedLetter([letter]).subject).toBe('gửi số liệu mẫu quý I');
});
