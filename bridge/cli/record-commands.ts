import type { Command } from 'commander';
import { add, inputFile, type Words, wholeNumber } from './command.ts';
import type { Runtime } from './runtime.ts';

/** `kygui audit export | verify`, `kygui register`, `kygui export`, `kygui statistics`: what is kept, for those who look at it later. */
export function recordCommands(program: Command, runtime: Runtime): void {
  const audit = program.command('audit').description('nhật ký chống sửa đổi · the chained record');
  add(
    audit,
    'export',
    'ghi nhật ký ra tệp · write the record to a file',
    async (command) => {
      const { exportRecord } = await import('./record.ts');
      return exportRecord(command.opts<{ output: string }>().output);
    },
    (command) => command.requiredOption('-o, --output <file>', 'tệp kết quả · result'),
  );
  add(
    audit,
    'verify',
    'kiểm tra nhật ký đã xuất · verify an exported record',
    async (command) => {
      const { verifyRecord } = await import('./record.ts');
      return verifyRecord(command.args[0] ?? '', command.opts<Words>().tsaRoot);
    },
    (command) =>
      command
        .argument('<file>', 'nhật ký đã xuất · exported record', inputFile)
        .option(
          '--tsa-root <pem>',
          'chứng thư gốc của nơi cấp dấu thời gian · root of the time-stamp authority',
          inputFile,
        ),
  );

  const register = program
    .command('register')
    .description('sổ đăng ký văn bản đi · register of outgoing numbers');
  const yearOption = (command: Command) => command.option('--year <yyyy>', 'năm · year', wholeNumber);
  add(
    register,
    'list',
    'số tiếp theo của từng loại, số đang giữ, số trả lại · next, reserved and given back numbers',
    async (command) => {
      const { registerListOutcome } = await import('./register.ts');
      return registerListOutcome(command.opts<{ year?: number }>().year);
    },
    yearOption,
  );
  add(
    register,
    'set-next',
    'đặt số tiếp theo, khi bắt đầu giữa năm · go on from this number',
    async (command) => {
      const { registerSetOutcome } = await import('./register.ts');
      return registerSetOutcome(
        wholeNumber(command.args[0] ?? ''),
        command.opts<{ kind?: string; year?: number }>(),
      );
    },
    (command) =>
      yearOption(
        command
          .argument('<number>', 'số · number', wholeNumber)
          .option('--kind <kind>', 'loại văn bản, ví dụ “Công văn” · kind of document'),
      ),
  );

  add(
    program,
    'statistics',
    'số liệu gửi, nhận theo cơ quan và kỳ · figures for each agency and period',
    async (command) => {
      const { statisticsOutcome } = await import('./statistics.ts');
      return statisticsOutcome(command.opts<Words>());
    },
    (command) =>
      command
        .option('--from <yyyy-mm-dd>', 'từ ngày · first day')
        .option('--to <yyyy-mm-dd>', 'đến ngày · last day')
        .option('--csv <file>', 'ghi ra tệp CSV · write a CSV file'),
  );

  add(
    program,
    'export',
    'xuất một văn bản đi hoặc đến để lưu trữ · one letter for the archives',
    async (command) => {
      const [{ withBridge }, { exportOutcome }] = await Promise.all([
        import('./runtime.ts'),
        import('./export.ts'),
      ]);
      return withBridge(runtime, (bridge) =>
        exportOutcome(bridge, command.args[0] ?? '', command.opts<Words>().output ?? ''),
      );
    },
    (command) =>
      command
        .argument('<letter-or-item>')
        .requiredOption('-o, --output <folder>', 'thư mục kết quả, chưa có · a new folder'),
  );
}
