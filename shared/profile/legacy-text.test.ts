import { expect, test } from 'vitest';
import { toUnicode } from './legacy-text.ts';

test.each([
  ['QuyÕt ®Þnh vÒ viÖc b¸o c¸o c«ng t¸c v¨n th­', 'Quyết định về việc báo cáo công tác văn thư'],
  ['Céng hßa x· héi chñ nghÜa ViÖt Nam', 'Cộng hòa xã hội chủ nghĩa Việt Nam'],
  ['§éc lËp - Tù do - H¹nh phóc', 'Độc lập - Tự do - Hạnh phúc'],
  ['Sè: 15/UBND-VP', 'Số: 15/UBND-VP'],
])('TCVN3 %s', (written, read) => {
  expect(toUnicode(written, 'tcvn3')).toBe(read);
});

test.each([
  ['Quyeát ñònh veà vieäc baùo caùo coâng taùc vaên thö', 'Quyết định về việc báo cáo công tác văn thư'],
  ['Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam', 'Cộng hòa xã hội chủ nghĩa Việt Nam'],
  ['Ñoäc laäp - Töï do - Haïnh phuùc', 'Độc lập - Tự do - Hạnh phúc'],
  ['UÛY BAN NHAÂN DAÂN XAÕ MAÃU', 'ỦY BAN NHÂN DÂN XÃ MẪU'],
])('VNI %s', (written, read) => {
  expect(toUnicode(written, 'vni')).toBe(read);
});

test('Unicode that is decomposed is composed, and its letters are left alone', () => {
  expect(toUnicode('Số, ký hiệu: đồng ý'.normalize('NFD'), 'unicode')).toBe('Số, ký hiệu: đồng ý');
  expect(toUnicode('Trích yếu', undefined)).toBe('Trích yếu');
});
