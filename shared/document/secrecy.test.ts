import { describe, expect, test } from 'vitest';
import { findSecrecyMarkInName, findSecrecyMarks } from './secrecy.ts';

function strengths(text: string): string[] {
  return findSecrecyMarks(text).map((mark) => `${mark.strength} ${mark.level} ${mark.line}`);
}

describe('stamps', () => {
  test.each([
    ['MẬT', 'MẬT'],
    ['TỐI MẬT', 'TỐI MẬT'],
    ['TUYỆT MẬT', 'TUYỆT MẬT'],
    ['M Ậ T', 'MẬT'],
    ['T Ố I   M Ậ T', 'TỐI MẬT'],
    ['T U Y Ệ T  M Ậ T', 'TUYỆT MẬT'],
    ['MAT', 'MẬT'],
    ['M A T', 'MẬT'],
    ['TOI MAT', 'TỐI MẬT'],
    ['TUYET MAT', 'TUYỆT MẬT'],
    ['[MẬT]', 'MẬT'],
    ['  – MẬT –  ', 'MẬT'],
    ['MẬT.', 'MẬT'],
    ['ỦY BAN NHÂN DÂN XÃ MẪU    MẬT    CỘNG HÒA XÃ HỘI', 'MẬT'],
    ['Số: 15/UBND-VP\tTỐI MẬT', 'TỐI MẬT'],
    ['Số: 15/UBND-VP M Ậ T', 'MẬT'],
    ['Độ mật: Tối mật', 'TỐI MẬT'],
    ['Độ mật: MẬT', 'MẬT'],
    ['MẬT (bản số 1)', 'MẬT'],
    ['M\u200bẬ\u00adT', 'MẬT'],
    ['TUYỆT\u00a0MẬT', 'TUYỆT MẬT'],
    ['Ｍ-Ậ-Ｔ', 'MẬT'],
  ])('"%s" is the stamp %s', (line, level) => {
    expect(strengths(`Cơ quan Mẫu\n${line}\nKính gửi`)).toEqual([`stamp ${level} 2`]);
  });

  test('decomposed letters are the same stamp', () => {
    expect(strengths('TỐI MẬT'.normalize('NFD'))).toEqual(['stamp TỐI MẬT 1']);
  });

  test.each([
    ['mËt', 'MẬT'],
    ['TUYÖT MËT', 'TUYỆT MẬT'],
    ['TOÁI MAÄT', 'TỐI MẬT'],
  ])('"%s" is a stamp set in an old font', (line, level) => {
    expect(strengths(line)).toEqual([`stamp ${level} 1`]);
  });
});

describe('no stamps', () => {
  test.each(['Quy chế bảo mật thông tin', 'giữ bí mật nhà nước', 'bảo vệ bí mật nhà nước theo quy định'])(
    '"%s" is a mention only',
    (line) => {
      expect(strengths(line)).toEqual(['mention MẬT 1']);
    },
  );

  test.each([
    'Về việc nuôi ong lấy mật',
    'Mật độ dân số của xã',
    'mặt bằng sản xuất',
    'MẶT TRẬN TỔ QUỐC',
    'MẤT CÂN ĐỐI',
    'MẬT MÃ DÂN SỰ',
    'QUY CHẾ BẢO MẬT THÔNG TIN',
    'LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC',
    'BAO MAT THONG TIN',
    'FORMAT',
    'Thông tư số 15 MATERIAL',
    '',
  ])('"%s" does not stop a letter', (line) => {
    expect(findSecrecyMarks(line).filter((mark) => mark.strength !== 'mention')).toEqual([]);
  });

  test('capitals inside other text ask for a look', () => {
    expect(strengths('DANH MỤC TÀI LIỆU TỐI MẬT NĂM 2026')).toEqual(['possible TỐI MẬT 1']);
  });

  test('a heading broken before its last word is not a stamp', () => {
    expect(strengths('QUY ĐỊNH VỀ BẢO VỆ BÍ\nMẬT')).toEqual(['possible MẬT 2']);
    expect(strengths('KÍNH GỬI\nMẬT')).toEqual(['stamp MẬT 2']);
  });
});

describe('file names and subjects', () => {
  test.each([
    'TOI-MAT_baocao.pdf',
    'TUYET_MAT.pdf',
    'MAT_15.pdf',
    'bao-cao-MẬT.pdf',
    '[MẬT] V/v kiểm thử',
    'MẬT - V/v kiểm thử',
    'tuyet.TOI.MAT.pdf',
  ])('"%s" is a stamp', (name) => {
    expect(findSecrecyMarkInName(name)?.strength).toBe('stamp');
  });

  test.each([
    'bao-mat.pdf',
    'QUY-CHE-BAO-MAT-thong-tin.pdf',
    'MAT-KHAU.txt',
    'MAT TRAN TO QUOC XA MAU.pdf',
    'THONG BAO XE BI MAT.pdf',
    'DANH SACH THE NHA BAO MAT.pdf',
    'mat_bang.pdf',
    'V/v mật độ dân số',
  ])('"%s" is not', (name) => {
    expect(findSecrecyMarkInName(name)?.strength).not.toBe('stamp');
  });
});
