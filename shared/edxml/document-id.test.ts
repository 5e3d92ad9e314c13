import { expect, test } from 'vitest';
import { isWeakDocumentId, makeDocumentId, parseDocumentId, recallTargets } from './document-id.ts';

test('a DocumentId joins sender, date and code', () => {
  expect(makeDocumentId('H99.01', '2026-01-05', '15', 'UBND-VP')).toBe('H99.01,2026/01/05,15/UBND-VP');
});

test('look-alikes of Đ are written as U+0110 and texts in NFC', () => {
  expect(makeDocumentId('H99', '2026-01-05', '1', 'HÐQT')).toBe('H99,2026/01/05,1/HĐQT');
  expect(makeDocumentId('H99', '2026-01-05', '1', 'QĐ'.normalize('NFD'))).toBe('H99,2026/01/05,1/QĐ');
});

test.each([
  ['H99', '2026-01-05', '1,5', 'VP'],
  ['H99', '2026-01-05', '1', 'V,P'],
  ['', '2026-01-05', '1', 'VP'],
  ['H99', '2026-02-30', '1', 'VP'],
  ['H99', '05/01/2026', '1', 'VP'],
])('no DocumentId is made from %j', (organId, day, number, notation) => {
  expect(makeDocumentId(organId, day, number, notation)).toBeUndefined();
});

test('reading accepts both date separators and does not roll a false date over', () => {
  expect(parseDocumentId('000.00.00.G22,2015/09/30,7816/VPCP-TTĐT')).toEqual({
    organId: '000.00.00.G22',
    day: '2015-09-30',
    code: '7816/VPCP-TTĐT',
  });
  expect(parseDocumentId('H99,2015-09-30,1/A')?.day).toBe('2015-09-30');
  expect(parseDocumentId('H99,2014/02/30,1/A')).toEqual({ organId: 'H99', day: undefined, code: '1/A' });
  expect(parseDocumentId('free text')).toBeUndefined();
});

test('a UUID is weak', () => {
  expect(isWeakDocumentId('123e4567-e89b-12d3-a456-426614174000')).toBe(true);
  expect(isWeakDocumentId('H99.01,2026/01/05,15/UBND-VP')).toBe(false);
});

test('a recall points at Bussiness first, then ResponseFor, then itself; disagreement shows all', () => {
  const model = (inBussiness: string | undefined, inResponse: (string | undefined)[], own: string) => ({
    messageHeader: { documentId: own, responseFor: inResponse.map((documentId) => ({ documentId })) },
    traceHeaderList: { bussiness: { documentId: inBussiness } },
  });
  const targets = (...args: Parameters<typeof model>) =>
    recallTargets(model(...args) as unknown as Parameters<typeof recallTargets>[0]);
  expect(targets('H99,2026/01/02,1/A', ['H99,2026-01-02,1/a'], 'X')).toEqual(['H99,2026/01/02,1/A']);
  expect(targets(undefined, ['H99,2026/01/02,1/A'], 'X')).toEqual(['H99,2026/01/02,1/A']);
  expect(targets(undefined, [undefined], 'X')).toEqual(['X']);
  expect(targets('H99,2026/01/02,1/A', ['H99,2026/01/02,2/A'], 'X')).toHaveLength(2);
});
