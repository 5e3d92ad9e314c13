import { type CheckResult, edxmlBuild, edxmlCheck, edxmlRead } from '../edxml/cli.ts';
import { readLimits } from '../edxml/read-limits.ts';
import { openHome } from '../settings/home.ts';
import { loadSettings } from '../settings/load.ts';
import type { Outcome } from './output.ts';

/** The office's own bounds, or what `--max-mb` says for this file. @throws SETTINGS_INVALID, HOME_UNUSABLE */
function limits(maxMb: number | undefined) {
  if (maxMb === undefined) return readLimits(loadSettings(openHome()));
  const bytes = maxMb * 1_048_576;
  return readLimits({ maxPackageBytes: bytes, maxAttachmentBytes: bytes });
}

const WORDS = {
  error: ['LỖI', 'ERROR'],
  warning: ['CẢNH BÁO', 'WARNING'],
  notice: ['GHI CHÚ', 'NOTICE'],
} as const;

const TITLES = {
  edoc: ['Gói văn bản', 'Document package'],
  status: ['Gói trạng thái', 'Status package'],
} as const;

/**
 * What a vendor's developer reads of each deviation: weight, line, path and id; the sentence in both languages; what was
 * found, what is expected, which text asks for it. Further places of the same kind take one line each.
 */
function explained({ kind, readable, counts, findings }: CheckResult): string[] {
  const [vi, en] = kind === undefined ? ['Không đọc được gói', 'Unreadable'] : TITLES[kind];
  const lines = [`${vi} · ${en}`];
  const told = new Set<string>();
  for (const { id, severity, path, line, vi: says, en: saysEn, value, count, expected, clause } of findings) {
    const [viWord, enWord] = WORDS[severity];
    const many = count === undefined ? '' : ` (×${count})`;
    const place = [line === undefined ? '' : `dòng/line ${line}`, path].filter((part) => part !== '');
    const found = value === undefined || value === '' ? '' : JSON.stringify(value);
    const again = `${id} ${says}`;
    if (told.has(again)) {
      lines.push(`${viWord}/${enWord} ${[...place, `[${id}]${many}`].join(' · ')}${found && ` > ${found}`}`);
      continue;
    }
    told.add(again);
    lines.push(
      '',
      `${viWord}/${enWord} ${[...place, `[${id}]${many}`].join(' · ')}`,
      `  ${says}`,
      `  ${saysEn}`,
    );
    if (found !== '') lines.push(`  tìm thấy/found: ${found}`);
    if (expected !== undefined) {
      const both = expected.vi === expected.en ? expected.vi : `${expected.vi} · ${expected.en}`;
      lines.push(`  cần có/expected: ${both}`);
    }
    if (clause !== undefined) lines.push(`  căn cứ/clause: ${clause}`);
  }
  if (findings.length === 0) return [...lines, 'Gói đúng quy chuẩn. · The package follows the standard.'];
  const verdict = !readable
    ? 'Trục và nơi nhận sẽ từ chối gói này. · The axis and receivers refuse this package.'
    : counts.error > 0
      ? 'Có lỗi: trục hoặc nơi nhận có thể từ chối. · With errors: the axis or a receiver may refuse it.'
      : 'Không có lỗi: gói gửi được. · Without errors: the package can be sent.';
  return [
    ...lines,
    '',
    `${counts.error} lỗi, ${counts.warning} cảnh báo, ${counts.notice} ghi chú · ${counts.error} errors, ${counts.warning} warnings, ${counts.notice} notices`,
    verdict,
  ];
}

/** `kygui edxml build SPEC.json -o OUT.edxml`. */
export async function buildOutcome(spec: string, output: string): Promise<Outcome> {
  const result = await edxmlBuild(spec, output);
  return {
    json: result,
    lines: [
      `${result.path}: ${result.size} B`,
      ...result.findings.map((finding) => `${finding.severity} ${finding.path}: ${finding.vi}`),
    ],
  };
}

/** `kygui edxml read FILE.edxml [--files DIR]`. */
export async function readOutcome(
  file: string,
  options: { files?: string; maxMb?: number },
): Promise<Outcome> {
  const result = await edxmlRead(file, options.files, limits(options.maxMb));
  return { json: result, lines: [JSON.stringify(result, null, 2)] };
}

/** `kygui edxml check FILE.edxml`: exit 3 when a deviation is an error. */
export async function checkOutcome(file: string, options: { maxMb?: number }): Promise<Outcome> {
  const result = await edxmlCheck(file, undefined, limits(options.maxMb));
  return { json: result, lines: explained(result), exit: result.ok ? 0 : 3 };
}
