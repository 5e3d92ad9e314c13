import type { FindingSeverity } from '../warning.ts';

/** Words in both languages; `{name}` stands for what the place at hand puts there. */
export type Words = readonly [vi: string, en: string];

/** One rule about what a package says, for letters that are written here and for packages that are read alike. */
export interface ValueRule {
  /** Weight without a policy; a place can give another one. */
  severity: FindingSeverity;
  says: Words;
  /** What should stand there. */
  expected?: Words;
  /** Text that asks for it. */
  clause: string;
}

export const QCVN = 'QCVN 102:2016/BTTTT';
export const AMENDMENT = 'Sửa đổi 1:2022 QCVN 102:2016/BTTTT';
export const CODES_OF_AGENCIES = `${AMENDMENT}; QĐ 20/2020/QĐ-TTg, Điều 4-6`;
export const CLERICAL_WORK = 'NĐ 30/2020/NĐ-CP';
export const SENDING = 'QĐ 28/2018/QĐ-TTg';

export type RuleParameters = Readonly<Record<string, string | number>>;

/** The words with their parameters filled in. */
export function worded(words: Words, parameters: RuleParameters = {}): { vi: string; en: string } {
  const fill = (text: string) =>
    text.replace(/\{(\w+)\}/gu, (whole, name: string) => String(parameters[name] ?? whole));
  return { vi: fill(words[0]), en: fill(words[1]) };
}
