import type { Command } from 'commander';
import { edxmlBuild, edxmlCheck, edxmlRead } from '../edxml/cli.ts';
import { add } from './command.ts';

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
      command.argument('<spec.json>').requiredOption('-o, --output <out.edxml>', 'tệp gói · package'),
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
        .argument('<file.edxml>')
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
        lines:
          result.findings.length === 0
            ? ['Gói đúng quy chuẩn. · The package follows the standard.']
            : result.findings.map(
                (finding) => `${finding.severity} ${finding.path}: ${finding.vi} · ${finding.en}`,
              ),
        exit: result.ok ? 0 : 3,
      };
    },
    (command) => command.argument('<file.edxml>'),
  );
}
