import type { Finding } from '../../shared/edxml/finding.ts';
import { edxmlBuild, edxmlCheck, edxmlRead } from '../edxml/cli.ts';
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

/** Of one kind of deviation so many places are written out; the rest is counted. */
const PLACES_SHOWN = 5;

/** What a vendor's developer reads: weight, line and path, the sentence in both languages, what stood there. */
function explained(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['Gói đúng quy chuẩn. · The package follows the standard.'];
  const lines: string[] = [];
  const told = new Map<string, number>();
  for (const { id, severity, path, line, vi, en, value } of findings) {
    const count = (told.get(id) ?? 0) + 1;
    told.set(id, count);
    if (count > PLACES_SHOWN) continue;
    const [viWord, enWord] = WORDS[severity];
    const place = [line === undefined ? '' : `dòng/line ${line}`, path].filter((part) => part !== '');
    lines.push(`${viWord}/${enWord} ${[...place, `[${id}]`].join(' · ')}`, `  ${vi}`, `  ${en}`);
    if (value !== undefined && value !== '') lines.push(`  > ${JSON.stringify(value)}`);
  }
  for (const [id, count] of told) {
    if (count > PLACES_SHOWN)
      lines.push(`[${id}]: còn ${count - PLACES_SHOWN} chỗ nữa · ${count - PLACES_SHOWN} more places`);
  }
  const number = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  lines.push(
    `${number('error')} lỗi, ${number('warning')} cảnh báo, ${number('notice')} ghi chú · ${number('error')} errors, ${number('warning')} warnings, ${number('notice')} notices`,
  );
  return lines;
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
  return { json: result, lines: explained(result.findings), exit: result.ok ? 0 : 3 };
}
