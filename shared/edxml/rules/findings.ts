import type { Finding } from '../finding.ts';
import { LENGTHS, PART_NAMES } from '../lengths.ts';
import type { FindingSeverity } from '../warning.ts';
import { PACKAGE_RULES } from './package-rules.ts';
import { PRINTED_RULES } from './printed-rules.ts';
import { REQUIRED_PARTS } from './required.ts';
import { QCVN, type RuleParameters, type ValueRule, worded } from './rule.ts';

const RULES = { ...PACKAGE_RULES, ...PRINTED_RULES } as const;

export type ValueRuleId = keyof typeof RULES;

const REQUIRED: Readonly<Record<string, { severity: FindingSeverity; clause: string } | undefined>> =
  REQUIRED_PARTS;

/** Characters of a value that a finding keeps. */
const VALUE_LENGTH = 200;

interface Place {
  value?: string | undefined;
  /** Another weight than the rule's own. */
  severity?: FindingSeverity;
  parameters?: RuleParameters;
}

/** Collects findings: each is one rule at one place. */
export class Findings {
  readonly list: Finding[] = [];

  /** The rule `id` is broken at `path`, which may carry counters. */
  report(id: ValueRuleId, path: string, { value, severity, parameters }: Place = {}): void {
    const rule: ValueRule = RULES[id];
    const expected = rule.expected && worded(rule.expected, parameters);
    this.list.push({
      id,
      severity: severity ?? rule.severity,
      path,
      ...worded(rule.says, parameters),
      ...(value !== undefined && { value: value.slice(0, VALUE_LENGTH) }),
      // A parameter that is not known at this place leaves nothing to expect.
      ...(expected && !/\{\w+\}/u.test(expected.vi) && { expected }),
      clause: rule.clause,
    });
  }

  missing(path: string, severity?: FindingSeverity): void {
    this.list.push(missingPart(path, severity));
  }

  /** Reports a required text that is empty; true when it stands. */
  need(path: string, text: string | undefined, severity?: FindingSeverity): text is string {
    if (text !== undefined && text.trim() !== '') return true;
    this.missing(path, severity);
    return false;
  }

  /** Length and characters of one text; `path` may carry counters. */
  text(path: string, text: string | undefined): void {
    if (text === undefined) return;
    const rule = LENGTHS[plainPath(path)];
    const length = Array.from(text).length;
    if (rule !== undefined && length > rule.warning) {
      const severe = length > rule.error;
      const limit = severe ? rule.error : rule.warning;
      this.#add(`R.${dotted(path)}`, severe ? 'error' : 'warning', path, [
        `${rule.vi} dài ${length} ký tự, tối đa ${limit}.`,
        `${rule.en}: ${length} characters, at most ${limit}.`,
        `tối đa ${limit} ký tự`,
        `at most ${limit} characters`,
      ]);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot carry them
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u.test(text)) {
      this.#add(`T.${dotted(path)}`, 'error', path, [
        'Có ký tự điều khiển không hiển thị được; xóa và gõ lại.',
        'Holds control characters that cannot be sent; delete and type again.',
        'chỉ các ký tự mà XML 1.0 cho phép',
        'characters that XML 1.0 allows',
      ]);
    }
  }

  range(path: string, value: number | undefined, least: number, most: number): void {
    if (value === undefined || (value >= least && value <= most)) return;
    const [vi, en] = PART_NAMES[plainPath(path)] ?? [path, path];
    const text = `${least}–${most}`;
    const words = [
      `Giá trị không hợp lệ (${text}): ${vi}.`,
      `Not within ${text}: ${en}.`,
      text,
      text,
    ] as const;
    this.#add(`M.${dotted(path)}`, 'error', path, words, String(value));
  }

  #add(
    id: string,
    severity: FindingSeverity,
    path: string,
    [vi, en, wantedVi, wantedEn]: readonly [string, string, string, string],
    value?: string,
  ): void {
    const expected = { vi: wantedVi, en: wantedEn };
    this.list.push({
      id,
      severity,
      path,
      vi,
      en,
      ...(value !== undefined && { value: value.slice(0, VALUE_LENGTH) }),
      expected,
      clause: QCVN,
    });
  }
}

/** The finding of a required part that is missing or empty. */
export function missingPart(path: string, severity?: FindingSeverity): Finding {
  const plain = plainPath(path);
  const [vi, en] = PART_NAMES[plain] ?? [path, path];
  const rule = REQUIRED[plain];
  const name = plain.split('/').at(-1) ?? plain;
  return {
    id: `N.${dotted(path)}`,
    severity: severity ?? rule?.severity ?? 'warning',
    path,
    vi: `Thiếu ${vi}.`,
    en: `Missing: ${en}.`,
    expected: { vi: `có ${name}, không để trống`, en: `${name}, not empty` },
    clause: rule?.clause ?? QCVN,
  };
}

/** The path without counters. */
function plainPath(path: string): string {
  return path.replace(/\[\d+\]/gu, '');
}

function dotted(path: string): string {
  return plainPath(path).replaceAll('/', '.');
}
