import { type Command, Option } from 'commander';
import { KyguiError } from '../../shared/errors.ts';
import type { Bridge } from '../compose.ts';
import type { AcceptWords } from './accept.ts';
import { add, inputFile, type Run, type Words, wantsJson, wholeNumber } from './command.ts';
import type { Outcome } from './output.ts';
import type { Runtime } from './runtime.ts';

type Outcomes = typeof import('./exchange.ts');

const limitOption = (command: Command) => command.option('--limit <n>', 'số dòng · rows', wholeNumber, 50);

const first = (command: Command) => command.args[0] ?? '';

const limitOf = (command: Command) => command.opts<{ limit: number }>().limit;

/** `kygui send | outbox | status | recall | replace | inbox | gateway`. */
export function axisCommands(program: Command, runtime: Runtime): void {
  const within =
    (work: (outcomes: Outcomes, bridge: Bridge, command: Command) => Promise<Outcome>): Run =>
    async (command) => {
      const [{ withBridge }, outcomes] = await Promise.all([import('./runtime.ts'), import('./exchange.ts')]);
      return withBridge(runtime, (bridge) => work(outcomes, bridge, command));
    };
  add(
    program,
    'send',
    'gửi một gói edXML · send a package',
    within(({ sendOutcome }, bridge, command) =>
      sendOutcome(bridge, first(command), { checkOnly: command.opts<{ check?: true }>().check }),
    ),
    (command) =>
      command
        .argument('<package.edxml>', 'gói · package', inputFile)
        .option('--check', 'chỉ kiểm tra, không gửi · only check, send nothing'),
  );

  const outbox = add(
    program,
    'outbox',
    'văn bản đi · outgoing letters',
    within(({ outboxOutcome }, bridge, command) => outboxOutcome(bridge, limitOf(command))),
    limitOption,
  );
  add(
    outbox,
    'cancel',
    'dừng văn bản chưa gửi · stop a letter that has not left',
    within(({ cancelOutcome }, bridge, command) => cancelOutcome(bridge, first(command))),
    (command) => command.argument('<letter>'),
  );
  add(
    outbox,
    'retry',
    'quyết định với văn bản hoặc trả lời bị lỗi, chưa rõ kết quả · decide on a failed or doubtful letter or answer',
    within(({ retryOutcome }, bridge, command) =>
      retryOutcome(bridge, first(command), command.opts<{ decision: 'resend' | 'arrived' }>().decision),
    ),
    (command) =>
      command
        .argument('<letter>')
        .addOption(
          new Option('--decision <what>', 'gửi lại, hoặc nơi nhận đã có · send again, or it is there')
            .choices(['resend', 'arrived'])
            .makeOptionMandatory(),
        ),
  );
  add(
    outbox,
    'pause',
    'tạm dừng gửi cho đến khi tiếp tục · nothing leaves until resume',
    within(({ pauseOutcome }, bridge) => pauseOutcome(bridge, true)),
  );
  add(
    outbox,
    'resume',
    'tiếp tục gửi · go on sending',
    within(({ pauseOutcome }, bridge) => pauseOutcome(bridge, false)),
  );
  add(
    outbox,
    'verify-first',
    'sau khi khôi phục bản sao lưu: hỏi trục trước khi gửi · after a restore: ask the axis before sending',
    within(({ verifyFirstOutcome }, bridge) => verifyFirstOutcome(bridge)),
  );
  add(
    program,
    'status',
    'diễn biến của một văn bản đi · the timeline of one outgoing letter',
    within(({ statusOutcome }, bridge, command) => statusOutcome(bridge, first(command))),
    (command) => command.argument('<letter>'),
  );
  add(
    program,
    'recall',
    'thu hồi văn bản đã gửi · recall a letter that was sent',
    within(({ recallOutcome }, bridge, command) =>
      recallOutcome(bridge, first(command), command.opts<{ reason: string }>().reason),
    ),
    (command) => command.argument('<letter>').requiredOption('--reason <text>', 'lý do · reason'),
  );
  add(
    program,
    'replace',
    'gửi văn bản thay thế văn bản đã gửi · send a letter in place of one that was sent',
    async (command) => {
      const [{ withBridge }, { replaceOutcome }] = await Promise.all([
        import('./runtime.ts'),
        import('./replace.ts'),
      ]);
      const [letter = '', file = ''] = command.args;
      return withBridge(runtime, (bridge) =>
        replaceOutcome(bridge, letter, file, command.opts<Words>().reason),
      );
    },
    (command) =>
      command
        .argument('<letter>')
        .argument('<new.edxml>', 'gói mới · new package', inputFile)
        .option('--reason <text>', 'lý do · reason'),
  );

  const inbox = add(
    program,
    'inbox',
    'văn bản đến · incoming letters',
    within(({ inboxOutcome }, bridge, command) => inboxOutcome(bridge, limitOf(command))),
    limitOption,
  );
  add(
    inbox,
    'show',
    'xem một văn bản đến · one incoming letter in full',
    within(({ inboxItemOutcome }, bridge, command) => inboxItemOutcome(bridge, first(command))),
    (command) => command.argument('<item>'),
  );
  add(
    inbox,
    'compared',
    'đã đối chiếu sổ văn bản đến sau khi khôi phục · compared with the book after a restore',
    within(({ comparedOutcome }, bridge) => comparedOutcome(bridge)),
  );
  add(
    inbox,
    'answer',
    'trả lời · accept, refuse, assign, process, finish, agree, decline',
    async (command) => {
      const [{ inboxAnswerSchema }, { answerOutcome }, { withBridge }] = await Promise.all([
        import('../../shared/protocol/commands/letters.ts'),
        import('./exchange.ts'),
        import('./runtime.ts'),
      ]);
      const [item = '', word = ''] = command.args;
      const answer = inboxAnswerSchema.safeParse(word);
      if (!answer.success)
        throw new KyguiError('USAGE', {
          problem: `câu trả lời / answer ${word}: ${inboxAnswerSchema.options.join(' | ')}`,
        });
      const { reason, entryNumber, entryDate } = command.opts<Words>();
      return withBridge(runtime, (bridge) =>
        answerOutcome(bridge, item, answer.data, { reason, entryNumber, entryDate }),
      );
    },
    (command) =>
      command
        .argument('<item>')
        .argument('<answer>')
        .option('--reason <text>', 'lý do · reason')
        .option('--entry-number <n>', 'số đến · number of entry')
        .option('--entry-date <yyyy-mm-dd>', 'ngày đến · date of entry'),
  );

  add(
    inbox,
    'accept',
    'tiếp nhận, vào sổ, đóng dấu ĐẾN nếu cần · accept with number and day, stamped when asked',
    async (command) => {
      const [{ acceptOutcome }, { withBridge }] = await Promise.all([
        import('./accept.ts'),
        import('./runtime.ts'),
      ]);
      return withBridge(runtime, (bridge) =>
        acceptOutcome(bridge, first(command), command.opts<AcceptWords>()),
      );
    },
    (command) =>
      command
        .argument('<item>')
        .option('--number <n>', 'số đến, mặc định là số tiếp theo · number of entry, else the next one')
        .option('--date <yyyy-mm-dd>', 'ngày đến, mặc định hôm nay · day of entry, else today')
        .option('--stamp', 'ký dấu ĐẾN lên tệp PDF đầu tiên · sign the receive stamp on the first PDF')
        .option('--cert <thumbprint-or-label>', 'chứng thư số · certificate')
        .option('--pin-env <name>', 'biến môi trường chứa PIN · variable that holds the PIN')
        .option('--confirm-last-try', 'đồng ý dùng lần thử PIN cuối cùng · allow the last PIN try'),
  );

  add(
    program,
    'gateway',
    'cổng kết nối trục của cơ quan · the agency’s gateway to the axis',
    async (command) => {
      const { gatewayOutcome } = await import('./gateway.ts');
      return gatewayOutcome(wantsJson(command));
    },
  );
}
