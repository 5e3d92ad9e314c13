import { describe, expect, it } from 'vitest';
import { FINDINGS } from './gate.ts';
import {
  describeSignature,
  describeVerdict,
  PdfVerdict,
  type SignatureVerdict,
  signatureState,
  verdictNextStep,
} from './verdict.ts';
import { REASON_CODES, REASONS } from './verdict-reasons.ts';

const sound: SignatureVerdict = {
  fieldName: 'ChuKy1',
  kind: 'signature',
  signerName: 'Nguyễn Văn Mẫu',
  organisation: 'Cơ quan Mẫu H99.01',
  issuerName: 'Cơ quan chứng thực Mẫu',
  thumbprint: 'ab'.repeat(32),
  serial: '1f',
  claimedTime: '2026-01-05T01:30:00.000Z',
  timestampTime: null,
  judgedAt: '2026-01-05T01:30:00.000Z',
  level: 'B-B',
  digestAlgorithm: 'SHA-256',
  intact: true,
  coversWholeFile: true,
  coversRevision: 2,
  revisions: 2,
  certification: null,
  changesAfter: [],
  chain: 'trusted',
  revocation: 'good',
  unchecked: false,
  page: 1,
  reasons: [],
};

describe('sentences of the verdict', () => {
  it('say each reason in both languages, as whole sentences in NFC', () => {
    for (const code of REASON_CODES) {
      const { vi, en } = REASONS[code];
      for (const text of [vi, en]) {
        expect(text, code).toBe(text.normalize('NFC'));
        expect(text, code).toMatch(/^\p{Lu}.*\.$/u);
      }
      expect(vi, code).not.toBe(en);
    }
    for (const { vi, en } of Object.values(FINDINGS)) expect(vi.normalize('NFC')).not.toBe(en);
  });

  it('tell a valid signature', () => {
    expect(signatureState(sound)).toBe('valid');
    expect(describeSignature(sound, 'vi')).toBe('Chữ ký của Nguyễn Văn Mẫu hợp lệ, nội dung nguyên vẹn.');
    expect(describeSignature(sound, 'en')).toBe(
      'The signature of Nguyễn Văn Mẫu is valid, the content is intact.',
    );
  });

  it('tell an old SHA-1 letter as valid with a warning', () => {
    const old: SignatureVerdict = { ...sound, reasons: ['DIGEST_SHA1'] };
    expect(signatureState(old)).toBe('warning');
    expect(describeSignature(old, 'vi')).toContain('SHA-1');
  });

  it('never call valid what could not be checked', () => {
    for (const one of [
      { ...sound, unchecked: true, intact: false, reasons: ['ALGORITHM_UNSUPPORTED'] },
      { ...sound, chain: 'unchecked', reasons: ['NO_TRUST_LIST'] },
    ] as const) {
      expect(signatureState({ ...one, reasons: [...one.reasons] })).toBe('unchecked');
      const words = describeSignature({ ...one, reasons: [...one.reasons] }, 'vi');
      expect(words).toContain('chưa kiểm tra được');
      expect(words).not.toContain(' hợp lệ');
    }
  });

  it('name what broke a signature, and only that', () => {
    const broken: SignatureVerdict = {
      ...sound,
      reasons: ['CHANGED_PAGE_CONTENT', 'REVOCATION_UNKNOWN', 'SIGNING_TIME_CLAIMED'],
    };
    expect(signatureState(broken)).toBe('broken');
    const words = describeSignature(broken, 'vi');
    expect(words).toContain('KHÔNG hợp lệ');
    expect(words).toContain(REASONS.CHANGED_PAGE_CONTENT.vi);
    expect(words).not.toContain(REASONS.REVOCATION_UNKNOWN.vi);
  });

  it('tell an unknown signer apart from changed content', () => {
    const unknown: SignatureVerdict = { ...sound, chain: 'untrusted', reasons: ['CHAIN_INCOMPLETE'] };
    expect(signatureState(unknown)).toBe('untrusted');
    expect(describeSignature(unknown, 'vi')).toContain('chưa xác minh được người ký');
  });

  it('tell a whole file, signed or not', () => {
    const unsigned: PdfVerdict = {
      signed: false,
      sound: false,
      trusted: false,
      signatures: [],
      reasons: ['NOT_SIGNED'],
    };
    expect(describeVerdict(PdfVerdict.parse(unsigned), 'vi')).toBe('Tệp chưa có chữ ký số.');
    const locked = describeVerdict({ ...unsigned, reasons: ['FILE_ENCRYPTED'] }, 'vi');
    expect(locked).toBe(REASONS.FILE_ENCRYPTED.vi);
    const appended: PdfVerdict = {
      signed: true,
      sound: false,
      trusted: false,
      signatures: [{ ...sound, coversWholeFile: false }],
      reasons: ['LAST_SIGNATURE_NOT_WHOLE_FILE'],
    };
    const words = describeVerdict(PdfVerdict.parse(appended), 'vi');
    expect(words.split('\n')[0]).toBe(REASONS.LAST_SIGNATURE_NOT_WHOLE_FILE.vi);
  });

  it('name what to do where something is wrong, and nothing where all is well', () => {
    const good: PdfVerdict = { signed: true, sound: true, trusted: true, signatures: [sound], reasons: [] };
    expect(verdictNextStep(good, 'vi')).toBeNull();
    expect(verdictNextStep({ ...good, signed: false, reasons: ['NOT_SIGNED'] }, 'vi')).toBeNull();
    expect(verdictNextStep({ ...good, sound: false, trusted: false }, 'vi')).toContain('Không dùng bản này');
    expect(verdictNextStep({ ...good, trusted: false }, 'en')).toContain('ask the signer');
  });
});
