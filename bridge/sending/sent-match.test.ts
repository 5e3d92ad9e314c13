import { describe, expect, it } from 'vitest';
import type { SentRow } from '../axis/transport.ts';
import { matchSent, type SoughtPackage } from './sent-match.ts';

const sought: SoughtPackage = {
  fromCode: 'H99.01',
  toCodes: ['H99.02', 'G99'],
  code: '15/UBND-VP',
  title: 'V/v báo cáo số liệu mẫu',
  firstSentAt: '2026-01-05T01:00:00.000Z',
};
const row = (change: Partial<SentRow> = {}): SentRow => ({
  senderDocId: 'a',
  receiverDocId: null,
  fromCode: 'H99.01',
  toCode: 'H99.02',
  sendStatus: 'done',
  sendStatusText: '',
  receiveStatus: 'initial',
  receiveStatusText: '',
  sentTime: '2026/01/05 08:00:10',
  title: 'V/v báo cáo số liệu mẫu',
  notation: '15/UBND-VP',
  ...change,
});
const match = (rows: readonly SentRow[], taken: readonly string[] = [], proven = true) =>
  matchSent(sought, rows, new Set(taken), proven).found;

describe('a package is found in what the axis says we sent', () => {
  it('by sender, code, title and receivers together', () => {
    const both = [row(), row({ toCode: 'G99' })];
    expect(matchSent(sought, both, new Set(), true)).toMatchObject({
      found: 'present',
      docId: 'a',
      rows: both,
    });
  });
  it('when the axis printed Đ as its look-alike, spaces, or question marks for Vietnamese letters', () => {
    expect(match([row({ notation: ' 15 / UBND-VP ', title: 'V/v b?o c?o s? li?u m?u' })])).toBe('present');
  });
  it('when only some of the receivers are listed', () => {
    expect(match([row()])).toBe('present');
  });
});

describe('it is not taken for another package', () => {
  it('of a transport id that belongs to another package of ours', () => {
    expect(match([row()], ['a'])).toBe('absent');
  });
  it.each([
    ['another sender', { fromCode: 'H99.03' }],
    ['another code', { notation: '16/UBND-VP' }],
    ['other receivers', { toCode: 'H99.03' }],
  ])('of %s', (_name, change) => {
    expect(match([row(change)])).toBe('absent');
  });
});

describe('the clerk decides', () => {
  it.each([
    ['two packages fit', [row(), row({ senderDocId: 'b' })]],
    ['the title differs', [row({ title: 'V/v việc khác' })]],
    ['it went long before our first try', [row({ sentTime: '2026-01-05 07:30:00' })]],
    ['it went to our receiver and to another', [row(), row({ toCode: 'H99.03' })]],
    ['no receiver is named', [row({ toCode: '' })]],
    ['only the number is printed', [row({ notation: '15' })]],
    ['one fits and another fits in part', [row(), row({ senderDocId: 'b', title: 'V/v việc khác' })]],
  ])('when %s', (_name, rows) => {
    expect(match(rows)).toBe('ambiguous');
  });
});

describe('silence of the list', () => {
  it('proves nothing when it has never shown anything of ours', () => {
    expect(match([], [], false)).toBe('unproven');
    expect(match([row({ fromCode: 'H99.03' })], [], false)).toBe('unproven');
  });
  it('is an answer when it shows other packages of ours', () => {
    expect(match([row({ notation: '9/UBND-VP' })], [], false)).toBe('absent');
    expect(match([row({ fromCode: 'system.01' })], ['a'], false)).toBe('absent');
  });
});
