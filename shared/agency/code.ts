/** Family of an agency's code, by its form only. Received codes are never refused for their form. */
export type AgencyCodeFamily = 'legacy' | 'new' | 'enterprise' | 'axis' | 'other';

/** Longest code of the 2022 amendment. */
export const LONGEST_CODE = 35;

const LEGACY = /^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$/u;
const CURRENT = /^[A-Z0-9]+(?:\.[A-Z0-9]+)*$/u;
const ENTERPRISE = /^\d{12}$/u;
const AXIS = /(?:^|\.)W\d{2}$|W00|^001\.00\.20\.TT2$/u;

/**
 * `legacy` is `000.00.00.H41` of QCVN 102:2016, `new` is `H37.DN.001` of QĐ 20/2020, `enterprise` 12 digits,
 * `axis` a centre or adapter of the axis itself, which is nobody's addressee. Old and new codes cannot be
 * computed from each other: the order of levels is reversed and level-1 codes have changed; ask the directory.
 */
export function agencyCodeFamily(code: string): AgencyCodeFamily {
  const trimmed = code.trim();
  if (AXIS.test(trimmed)) return 'axis';
  if (LEGACY.test(trimmed)) return 'legacy';
  if (ENTERPRISE.test(trimmed)) return 'enterprise';
  return CURRENT.test(trimmed) && trimmed.length <= LONGEST_CODE ? 'new' : 'other';
}

/** Codes of axis centres and adapters do not belong in the list of recipients. */
export function isAxisCentre(code: string): boolean {
  return agencyCodeFamily(code) === 'axis';
}
