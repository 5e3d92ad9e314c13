import { type Command, Option } from 'commander';
import { KyguiError } from '../../shared/errors.ts';
import { inboxAnswerSchema } from '../../shared/protocol/commands/letters.ts';
import { add, inputFile, type Words, wholeNumber } from './command.ts';
import {
  answerOutcome,
  cancelOutcome,
  inboxItemOutcome,
  inboxOutcome,
  outboxOutcome,
  pauseOutcome,
  retryOutcome,
  sendOutcome,
  statusOutcome,
  verifyFirstOutcome,
} from './exchange.ts';
import { recallOutcome } from './recall.ts';
import { type Runtime, withBridge } from './runtime.ts';

const limitOption = (command: Command) => command.option('--limit <n>', 'số dòng · rows', wholeNumber, 50);

/** `kygui send | outbox | status | recall | inbox`. */
export function axisCommands(program: Command, runtime: Runtime): void {
  add(
    program,
    'send',
    'gửi một gói edXML · send a package',
    (command) =>
      withBridge(runtime, (bridge) =>
        sendOutcome(bridge, command.args[0] ?? '', { checkOnly: command.opts<{ check?: true }>().check }),
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
    (command) =>
      withBridge(runtime, (bridge) => outboxOutcome(bridge, command.opts<{ limit: number }>().limit)),
    limitOption,
  );
  add(
    outbox,
    'cancel',
    'dừng văn bản chưa gửi · stop a letter that has not left',
    (command) => withBridge(runtime, (bridge) => cancelOutcome(bridge, command.args[0] ?? '')),
    (command) => command.argument('<letter>'),
  );
  add(
    outbox,
    'retry',
    'quyết định với văn bản lỗi hoặc chưa rõ kết quả · decide on a failed or doubtful letter',
    (command) =>
      withBridge(runtime, (bridge) =>
        retryOutcome(
          bridge,
          command.args[0] ?? '',
          command.opts<{ decision: 'resend' | 'arrived' }>().decision,
        ),
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
  add(outbox, 'pause', 'tạm dừng gửi cho đến khi tiếp tục · nothing leaves until resume', () =>
    withBridge(runtime, (bridge) => pauseOutcome(bridge, true)),
  );
  add(outbox, 'resume', 'tiếp tục gửi · go on sending', () =>
    withBridge(runtime, (bridge) => pauseOutcome(bridge, false)),
  );
  add(
    outbox,
    'verify-first',
    'sau khi khôi phục bản sao lưu: hỏi trục trước khi gửi · after a restore: ask the axis before sending',
    () => withBridge(runtime, verifyFirstOutcome),
  );
  add(
    program,
    'status',
    'diễn biến của một văn bản đi · the timeline of one outgoing letter',
    (command) => withBridge(runtime, (bridge) => statusOutcome(bridge, command.args[0] ?? '')),
    (command) => command.argument('<letter>'),
  );
  add(
    program,
    'recall',
    'thu hồi văn bản đã gửi · recall a letter that was sent',
    (command) =>
      withBridge(runtime, (bridge) =>
        recallOutcome(bridge, command.args[0] ?? '', command.opts<{ reason: string }>().reason),
      ),
    (command) => command.argument('<letter>').requiredOption('--reason <text>', 'lý do · reason'),
  );

  const inbox = add(
    program,
    'inbox',
    'văn bản đến · incoming letters',
    (command) =>
      withBridge(runtime, (bridge) => inboxOutcome(bridge, command.opts<{ limit: number }>().limit)),
    limitOption,
  );
  add(
    inbox,
    'show',
    'xem một văn bản đến · one incoming letter in full',
    (command) => withBridge(runtime, (bridge) => inboxItemOutcome(bridge, command.args[0] ?? '')),
    (command) => command.argument('<item>'),
  );
  add(
    inbox,
    'answer',
    'trả lời · accept, refuse, assign, process, finish, agree, decline',
    (command) => {
      const [item = '', word = ''] = command.args;
      const answer = inboxAnswerSchema.safeParse(word);
      if (!answer.success)
        throw new KyguiError('USAGE', { problem: `${word}: ${inboxAnswerSchema.options.join(' | ')}` });
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
}
