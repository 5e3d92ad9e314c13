import { describe, expect, test } from 'vitest';
import { composeStatus, statusDescription } from './compose.ts';
import { allowedNext, deliveryStep, type MatchableLetter, matchStatus, statusLabel } from './status.ts';
import { normaliseStatusCode, STATUS_CODES } from './status-code.ts';

const letter: MatchableLetter = {
  documentId: 'H99.01,2026/01/05,15/UBND-VP',
  organIds: ['H99.01', '000.00.01.H99'],
  code: '15/UBND-VP',
  promulgationDate: '2026-01-05',
};
const other: MatchableLetter = {
  documentId: 'H99.01,2025/01/06,15/UBND-VP',
  organIds: ['H99.01'],
  code: '15/UBND-VP',
  promulgationDate: '2025-01-06',
};

describe('what may be sent next', () => {
  test.each([
    [undefined, false, ['01']],
    ['01', false, ['02', '03']],
    ['02', false, ['03']],
    ['03', false, ['04', '05', '06', '02']],
    ['04', false, ['05', '06']],
    ['05', false, ['06']],
    ['06', false, []],
    ['06', true, ['15', '16']],
    ['01', true, ['02', '03', '15', '16']],
  ] as const)('after %s with an open request: %s', (last, request, next) => {
    expect(allowedNext(last, request)).toEqual(next);
  });
});

describe('where a letter stands', () => {
  test.each([
    [[], 'none'],
    [['01'], 'arrived'],
    [['01', '03', '03'], 'accepted'],
    [['03', '01'], 'accepted'],
    [['1', ' 03', '5'], 'processing'],
    [['05', '03', '01', '04'], 'processing'],
    [['01', '02'], 'returned'],
    [['01', '03', '02'], 'returned'],
    [['02', '01'], 'returned'],
    [['02', '03'], 'accepted'],
    [['01', '03', '06', '99', '15'], 'done'],
  ])('%j shows %s', (codes, step) => {
    expect(deliveryStep(codes)).toBe(step);
  });

  test('codes are padded, unknown ones stay raw', () => {
    expect([' 3', '03 ', '3', '103', 'x'].map(normaliseStatusCode)).toEqual(['03', '03', '03', '103', 'x']);
    expect(statusLabel('3').vi).toBe('Đã tiếp nhận');
    expect(statusLabel('103')).toEqual({ vi: 'Mã trạng thái 103', en: 'Status code 103' });
  });
});

describe('which letter a status means', () => {
  test('DocumentId comes first, trimmed and in NFC', () => {
    const documentId = ` ${letter.documentId} `.normalize('NFD');
    expect(matchStatus({ documentId }, [other, letter])).toEqual({ found: 'documentId', letter });
  });

  test('organ, code and date stand in, with look-alikes of Đ folded', () => {
    const sent = { ...letter, documentId: undefined, code: '7816/VPCP-TTĐT' };
    const status = { organId: '000.00.01.H99', code: ' 7816/vpcp-ttÐt ', promulgationDate: '2026-01-05' };
    expect(matchStatus(status, [other, sent])).toEqual({ found: 'code-date', letter: sent });
  });

  test('the third part of the DocumentId alone is enough when one letter fits', () => {
    expect(matchStatus({ organId: 'H99.01', documentId: '15/UBND-VP' }, [letter])).toEqual({
      found: 'code',
      letter,
    });
    expect(matchStatus({ organId: 'H99.01', documentId: '15/UBND-VP' }, [letter, other])).toEqual({
      found: 'ambiguous',
      letters: [letter, other],
    });
  });

  test('a wrong date, another organ or other diacritics match nothing', () => {
    expect(
      matchStatus({ organId: 'H99.01', code: '15/UBND-VP', promulgationDate: '2026-01-06' }, [letter]),
    ).toEqual({
      found: 'none',
    });
    expect(matchStatus({ organId: 'G99', code: '15/UBND-VP' }, [letter])).toEqual({ found: 'none' });
    expect(matchStatus({ code: '1/TTDT' }, [{ ...letter, code: '1/TTĐT' }])).toEqual({ found: 'none' });
  });
});

test('the Description says who did what, with the reason', () => {
  const staff = { department: 'Văn phòng', staff: 'Trần Thị Mẫu' };
  expect(statusDescription('Tiếp nhận', staff)).toBe('Văn phòng - Trần Thị Mẫu: Tiếp nhận');
  expect(statusDescription('Từ chối', undefined, ' sai nơi nhận ')).toBe('Từ chối. Lý do: sai nơi nhận');
  expect(Array.from(statusDescription('x'.repeat(600))).length).toBe(500);
});

test.each(STATUS_CODES)('status %s is composed with a readable Description', (code) => {
  const status = composeStatus({
    code,
    from: { organId: 'H99.02' },
    letter: {
      organId: 'H99.01',
      code: '15/UBND-VP',
      documentId: letter.documentId,
      promulgationDate: '2026-01-05',
    },
    timestamp: '2026-01-05T09:00:00',
    reason: code === '02' ? 'tệp hỏng' : undefined,
  });
  expect(status.statusCode).toBe(code);
  expect(status.description.length).toBeGreaterThan(8);
  expect(status.responseFor.documentId).toBe(letter.documentId);
});
