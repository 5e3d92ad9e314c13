import { describe, expect, test } from 'vitest';
import { codeKey } from '../document/code.ts';
import { composeStatus, statusDescription } from './compose.ts';
import { statusKeys } from './status.ts';
import { normaliseStatusCode, STATUS_CODES } from './status-code.ts';

const documentId = 'H99.01,2026/01/05,15/UBND-VP';

test('codes are padded, unknown ones stay raw', () => {
  expect([' 3', '03 ', '3', '103', 'x'].map(normaliseStatusCode)).toEqual(['03', '03', '03', '103', 'x']);
});

describe('what a status says of its letter', () => {
  const code = codeKey('15/UBND-VP');
  const day = '2026-01-05';

  test('the DocumentId is trimmed and in NFC, and gives code and date where nothing else does', () => {
    expect(statusKeys({ documentId: ` ${documentId} `.normalize('NFD') })).toEqual({ documentId, code, day });
  });

  test('some receivers give the whole DocumentId as Code, or the code alone as DocumentId', () => {
    expect(statusKeys({ code: documentId })).toEqual({ code, day });
    expect(statusKeys({ documentId: 'H99.01,05/01/2026,15/UBND-VP' }).code).toBe(code);
    expect(statusKeys({ organId: ' G99 ', documentId: '15/UBND-VP' })).toEqual({
      documentId: '15/UBND-VP',
      organId: 'G99',
      code,
    });
  });

  test("look-alikes of Đ are one letter, the element's own date goes first", () => {
    const said = statusKeys({ documentId, code: ' 15/ubnd-vp', promulgationDate: '2026-01-06' });
    expect(said).toMatchObject({ code, day: '2026-01-06' });
    expect(statusKeys({ code: '7816/vpcp-ttÐt ' }).code).toBe(codeKey('7816/VPCP-TTĐT'));
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
      documentId: documentId,
      promulgationDate: '2026-01-05',
    },
    timestamp: '2026-01-05T09:00:00',
    reason: code === '02' ? 'tệp hỏng' : undefined,
  });
  expect(status.statusCode).toBe(code);
  expect(status.description.length).toBeGreaterThan(8);
  expect(status.responseFor.documentId).toBe(documentId);
});
