import type { Command } from 'commander';
import type { Bridge } from '../compose.ts';
import { add, inputFile, type Run, wholeNumber } from './command.ts';
import type { Outcome } from './output.ts';
import type { Runtime } from './runtime.ts';

type Outcomes = typeof import('./directory.ts');

/** `kygui directory sync | search | tree | group …`. */
export function directoryCommands(program: Command, runtime: Runtime): void {
  const within =
    (work: (outcomes: Outcomes, bridge: Bridge, command: Command) => Promise<Outcome>): Run =>
    async (command) => {
      const [{ withBridge }, outcomes] = await Promise.all([
        import('./runtime.ts'),
        import('./directory.ts'),
      ]);
      return withBridge(runtime, (bridge) => work(outcomes, bridge, command));
    };
  const first = (command: Command) => command.args[0] ?? '';
  const named = (command: Command) => command.argument('<name>');
  const directory = program.command('directory').description('danh bạ cơ quan · directory of units');
  add(
    directory,
    'sync',
    'tải danh bạ từ trục · fetch the directory from the axis',
    within(({ syncOutcome }, bridge) => syncOutcome(bridge)),
  );
  add(
    directory,
    'search',
    'tìm theo tên, chữ viết tắt hoặc mã · by name, abbreviation or code',
    within(({ searchOutcome }, bridge, command) =>
      searchOutcome(bridge, first(command), command.opts<{ limit: number }>().limit),
    ),
    (command) => command.argument('<text>').option('--limit <n>', 'số dòng · rows', wholeNumber, 50),
  );
  add(
    directory,
    'tree',
    'các đơn vị trực thuộc · units right below one, or the tops',
    within(({ treeOutcome }, bridge, command) => treeOutcome(bridge, command.args[0] ?? null)),
    (command) => command.argument('[code]'),
  );

  const group = directory.command('group').description('nhóm nơi nhận · groups of recipients');
  add(
    group,
    'list',
    'các nhóm · all groups',
    within(({ listOutcome }, bridge) => listOutcome(bridge)),
  );
  add(
    group,
    'show',
    'thành viên của một nhóm · members of a group',
    within(({ showOutcome }, bridge, command) => showOutcome(bridge, first(command))),
    named,
  );
  add(
    group,
    'save',
    'tạo nhóm hoặc thay thành viên · make a group or give it other members',
    within(({ saveOutcome }, bridge, command) => saveOutcome(bridge, first(command), command.args.slice(1))),
    (command) => named(command).argument('<codes...>'),
  );
  add(
    group,
    'rename',
    'đổi tên nhóm · another name',
    within(({ renameOutcome }, bridge, command) =>
      renameOutcome(bridge, first(command), command.args[1] ?? ''),
    ),
    (command) => named(command).argument('<new-name>'),
  );
  add(
    group,
    'renew',
    'thay đơn vị đã đóng bằng đơn vị kế thừa · replace closed members by their successors',
    within(({ renewOutcome }, bridge, command) => renewOutcome(bridge, first(command))),
    named,
  );
  add(
    group,
    'delete',
    'xóa nhóm · remove a group',
    within(({ deleteOutcome }, bridge, command) => deleteOutcome(bridge, first(command))),
    named,
  );
  add(
    group,
    'import',
    'nhập nhóm từ tệp CSV hoặc JSON; nhóm trùng tên được thay · take groups from a CSV or JSON file',
    within(({ importOutcome }, bridge, command) => importOutcome(bridge, first(command))),
    (command) => command.argument('<file>', 'tệp nhóm · file of groups', inputFile),
  );
  add(
    group,
    'export',
    'xuất các nhóm (JSON, hoặc CSV với --csv) · write all groups',
    within(({ exportOutcome }, bridge, command) =>
      exportOutcome(bridge, command.args[0], command.opts<{ csv?: true }>().csv === true),
    ),
    (command) => command.argument('[file]').option('--csv', 'CSV cho bảng tính · for a spreadsheet'),
  );
}
