import { agencyCodeFamily } from './code.ts';

/**
 * Codes under which the unit above may stand, nearest first, by the form of the code alone. `H37.DN.001` lies below
 * `H37.DN` (QĐ 20/2020: levels from left to right), `000.12.34.H41` below `000.00.34.H41` (QCVN 102:2016: levels from
 * right to left, zeros where a level is not used). The directory's own word comes first where it has one.
 */
export function parentCodes(code: string): string[] {
  const parts = code.trim().toUpperCase().split('.');
  if (agencyCodeFamily(parts.join('.')) === 'legacy') {
    const above: string[] = [];
    for (let at = 0; at < parts.length - 1; at += 1) {
      if (/^0+$/u.test(parts[at] ?? '')) continue;
      parts[at] = '0'.repeat((parts[at] ?? '').length);
      above.push(parts.join('.'));
    }
    return above;
  }
  return parts
    .slice(1)
    .map((_, index) => parts.slice(0, parts.length - 1 - index).join('.'))
    .filter((above) => above !== '');
}
