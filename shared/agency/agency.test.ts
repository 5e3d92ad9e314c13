import { expect, test } from 'vitest';
import { isAlias } from './alias.ts';
import { agencyCodeFamily, isAxisCentre } from './code.ts';
import { withoutDiacritics } from './search-key.ts';

test.each([
  ['000.00.00.H41', 'legacy'],
  ['002.00.20.H13', 'legacy'],
  ['G12', 'new'],
  ['H37.DN.001', 'new'],
  ['28.22.H17', 'new'],
  ['020123456789', 'enterprise'],
  ['14.00.W00', 'axis'],
  ['02.29.W00', 'axis'],
  ['001.00.20.TT2', 'axis'],
  ['vxp.saas.01', 'other'],
  ['', 'other'],
  [`H99.${'A'.repeat(40)}`, 'other'],
])('%s is of the family %s', (code, family) => {
  expect(agencyCodeFamily(code)).toBe(family);
  expect(isAxisCentre(code)).toBe(family === 'axis');
});

test('a receiver that the axis added under an old code is no receiver of its own', () => {
  expect(isAlias({ organizationInCharge: ' TLTVBQG_CDMDD_QD20' })).toBe(true);
  expect(isAlias({ organizationInCharge: 'Cơ quan mẫu' })).toBe(false);
});

test('text is searched without case, diacritics and look-alikes of Đ', () => {
  expect(withoutDiacritics('  Ủy ban  nhân dân xã Mẫu ĐÔNG (H99.01) ')).toBe(
    'uy ban nhan dan xa mau dong h99.01',
  );
  expect(withoutDiacritics('Ðiện Biên'.normalize('NFD'))).toBe('dien bien');
});
