import type { Command } from 'commander';
import type { Finding } from '../../shared/edxml/finding.ts';
import { edxmlBuild, edxmlCheck, edxmlRead } from '../edxml/cli.ts';
import { add, inputFile } from './command.ts';

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

/** `kygui edxml build | read | check`. */
export function edxmlCommands(program: Command): void {
  const edxml = program.command('edxml').description('gói edXML · packages');
  add(
    edxml,
    'build',
    'tạo gói từ SPEC.json · build a package',
    async (command) => {
      const result = await edxmlBuild(command.args[0] ?? '', command.opts<{ output: string }>().output);
      return {
        json: result,
        lines: [
          `${result.path}: ${result.size} B`,
          ...result.findings.map((finding) => `${finding.severity} ${finding.path}: ${finding.vi}`),
        ],
      };
    },
    (command) =>
      command
        .argument('<spec.json>', 'mô tả văn bản · the letter', inputFile)
        .requiredOption('-o, --output <out.edxml>', 'tệp gói · package'),
  );
  add(
    edxml,
    'read',
    'đọc gói · read a package',
    async (command) => {
      const result = await edxmlRead(command.args[0] ?? '', command.opts<{ files?: string }>().files);
      return { json: result, lines: [JSON.stringify(result, null, 2)] };
    },
    (command) =>
      command
        .argument('<file.edxml>', 'gói · package', inputFile)
        .option('--files <dir>', 'ghi tệp đính kèm vào thư mục · write the files here'),
  );
  add(
    edxml,
    'check',
    'giải thích gói bằng lời · explain every deviation of a package',
    async (command) => {
      const result = await edxmlCheck(command.args[0] ?? '');
      return {
        json: result,
        lines: explained(result.findings),
        exit: result.ok ? 0 : 3,
      };
    },
    (command) => command.argument('<file.edxml>', 'gói · package', inputFile),
  );
}
