import { expect, test } from 'vitest';
import { isAlias, withoutAliases } from './alias.ts';
import { agencyCodeFamily, isAxisCentre } from './code.ts';
import { agencySearchKey, withoutDiacritics } from './search-key.ts';

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
  const current = { organId: 'G99', organizationInCharge: 'Cơ quan mẫu' };
  const alias = { organId: '000.00.00.G99', organizationInCharge: 'TLTVBQG_CDMDD_QD20' };
  expect(isAlias(alias)).toBe(true);
  expect(withoutAliases([current, alias])).toEqual([current]);
});

test('units are found without diacritics, by abbreviation and by code', () => {
  const key = agencySearchKey('Ủy ban nhân dân xã Mẫu Đông', 'H99.01', '000.00.01.H99');
  for (const query of [
    'uy ban nhan dan xa',
    'ubnd xa mau dong',
    'ubndxmđ',
    'h99.01',
    '000.00.01.h99',
    'Mẫu Đông',
  ]) {
    expect(key).toContain(withoutDiacritics(query));
  }
  expect(key).not.toContain(withoutDiacritics('Mẫu Tây'));
});
