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

test('bytes of an old set are read under whatever name the page declares them', () => {
  const userDefined = [...'Sè: 15/UBND-VP, v¨n th­']
    .map((sign) => (sign > '\u007f' ? String.fromCodePoint(0xf700 + sign.charCodeAt(0)) : sign))
    .join('');
  expect(toUnicode(userDefined, 'tcvn3')).toBe('Số: 15/UBND-VP, văn thư');
  // 0xCC, 0xD0 and 0xDD as windows-1258.
  expect(toUnicode('ti\u0300m kiĐm t\u00d7nh hƯnh', 'tcvn3')).toBe(toUnicode('tiÌm kiÐm t×nh hÝnh', 'tcvn3'));
});

test('words in Unicode on a page in an old set stay as they are', () => {
  expect(toUnicode('Trích yếu', 'tcvn3')).toBe('Trích yếu');
  expect(toUnicode('Nơi nhận', 'vni')).toBe('Nơi nhận');
});
