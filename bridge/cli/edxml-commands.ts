import { type Command, Option } from 'commander';
import { add, inputFile, wholeNumber } from './command.ts';

const maxMb = () =>
  new Option(
    '--max-mb <n>',
    'gói và tệp lớn nhất, MB; mặc định theo cài đặt maxPackageBytes, maxAttachmentBytes · largest package and file in MB',
  ).argParser(wholeNumber);

/** `kygui edxml build | read | check`. */
export function edxmlCommands(program: Command): void {
  const edxml = program.command('edxml').description('gói edXML · packages');
  add(
    edxml,
    'build',
    'tạo gói từ SPEC.json · build a package',
    async (command) => {
      const { buildOutcome } = await import('./edxml.ts');
      return buildOutcome(command.args[0] ?? '', command.opts<{ output: string }>().output);
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
      const { readOutcome } = await import('./edxml.ts');
      return readOutcome(command.args[0] ?? '', command.opts<{ files?: string; maxMb?: number }>());
    },
    (command) =>
      command
        .argument('<file.edxml>', 'gói · package', inputFile)
        .option('--files <dir>', 'ghi tệp đính kèm vào thư mục · write the files here')
        .addOption(maxMb()),
  );
  add(
    edxml,
    'check',
    'giải thích gói bằng lời · explain every deviation of a package',
    async (command) => {
      const { checkOutcome } = await import('./edxml.ts');
      return checkOutcome(command.args[0] ?? '', command.opts<{ maxMb?: number }>());
    },
    (command) => command.argument('<file.edxml>', 'gói · package', inputFile).addOption(maxMb()),
  );
}
