import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ROLES } from '../shared/document/role.ts';
import { KyguiError } from '../shared/errors.ts';
import { inboxAnswerSchema } from '../shared/protocol/commands/letters.ts';
import { augment } from './cli/augment.ts';
import { edxmlCommands } from './cli/edxml.ts';
import { answerOutcome, inboxOutcome, outboxOutcome, sendOutcome } from './cli/exchange.ts';
import { type Outcome, report } from './cli/output.ts';
import { pair } from './cli/pair.ts';
import { bridgeChecks, serve } from './cli/serve.ts';
import { sign } from './cli/sign.ts';
import { tokenList } from './cli/token-list.ts';
import { verify } from './cli/verify.ts';
import { type Bridge, composeBridge, composeJudge, composeLibraries, composeTokens } from './compose.ts';
import { helpLine, runChecks } from './doctor/check.ts';
import { createLog } from './logging/log.ts';
import { openPairingStore } from './pairing/store.ts';
import { composeAuthorities } from './program/authorities.ts';
import { programPlaces } from './program/places.ts';
import { openHome } from './settings/home.ts';
import { loadSettings } from './settings/load.ts';
import type { Settings } from './settings/schema.ts';

/** The command `kygui`: composes everything, knows everything, is known by nobody. */

const places = programPlaces(import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('kygui')
  .description('Ký Gửi: ký số và gửi văn bản từ hệ thống đang dùng · sign and send from the system you have')
  .version(version)
  .option('--json', 'in kết quả dạng JSON · print JSON')
  .showHelpAfterError(true)
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  });

/** `--json` may stand before or after the command. */
const jsonOption = () => new Option('--json', 'in kết quả dạng JSON · print JSON');
const wantsJson = (command: Command): boolean => command.optsWithGlobals().json === true;

type Words = Record<string, string | undefined>;

function add(
  parent: Command,
  signature: string,
  about: string,
  run: (command: Command) => Promise<Outcome>,
  shape: (command: Command) => Command = (command) => command,
): void {
  const command = shape(parent.command(signature).description(about).addOption(jsonOption()));
  command.action(async () => report(wantsJson(command), () => run(command)));
}

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('số nguyên dương · a positive whole number');
  return value;
};
const millimetres = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 200)) throw new InvalidArgumentError('0-200 mm');
  return value;
};

/** Composes a bridge for the time of one command. */
async function withBridge(work: (bridge: Bridge) => Promise<Outcome>): Promise<Outcome> {
  const home = openHome();
  const bridge = await composeBridge({
    home,
    settings: loadSettings(home),
    places,
    log: createLog('fatal'),
    announce: () => {},
  });
  try {
    return await work(bridge);
  } finally {
    await bridge.close();
  }
}

/** The settings with what the command line says instead. */
function withWords(
  settings: Settings,
  words: {
    trust?: string;
    level?: Settings['signing']['level'];
    tsa?: string;
    whenUnreachable?: Settings['signing']['whenUnreachable'];
  },
): Settings {
  return {
    ...settings,
    trust: words.trust ?? settings.trust,
    signing: {
      level: words.level ?? settings.signing.level,
      tsa: words.tsa ?? settings.signing.tsa,
      whenUnreachable:
        words.whenUnreachable ?? (words.level === undefined ? settings.signing.whenUnreachable : 'stop'),
    },
  };
}

const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;
const levelOptions = (command: Command) =>
  command
    .addOption(new Option('--level <level>', 'mức PAdES · PAdES level').choices(levels))
    .option('--tsa <url>', 'địa chỉ dấu thời gian · time-stamp authority');

/** Tokens for the time of one command; `--module` comes before what the settings name. */
async function withTokens<Result>(
  module: string | undefined,
  work: (tokens: ReturnType<typeof composeTokens>) => Promise<Result>,
): Promise<Result> {
  const home = openHome();
  const settings = loadSettings(home);
  const chosen =
    module === undefined ? settings.tokens : { ...settings.tokens, modules: [module], discover: false };
  const environment =
    process.env.SOFTHSM2_CONF === undefined ? {} : { SOFTHSM2_CONF: process.env.SOFTHSM2_CONF };
  const tokens = composeTokens({
    home,
    settings: { ...settings, tokens: { ...chosen, environment: { ...environment, ...chosen.environment } } },
    places,
    log: createLog('fatal'),
  });
  try {
    return await work(tokens);
  } finally {
    await tokens.close();
  }
}

add(program, 'serve', 'chạy cầu nối trên máy này · run the bridge of this person', async (command) => {
  await serve({
    home: openHome(),
    places,
    version,
    ready: (port) =>
      process.stdout.write(
        wantsJson(command)
          ? `${JSON.stringify({ port, pid: process.pid })}\n`
          : `Ký Gửi đang chạy, cổng ${port} · running on port ${port}\n`,
      ),
  });
  return { json: { stopped: true }, lines: [] };
});

add(
  program,
  'pair',
  'hiện mã ghép nối để gõ vào tiện ích · show a code to type into the extension',
  (command) => pair(openHome(), wantsJson(command)),
);

add(program, 'doctor', 'kiểm tra cài đặt · named checks, each with its next step', () =>
  withBridge(async (bridge) => {
    const pairings = await openPairingStore(bridge.home.pairings);
    const checks = await runChecks(bridgeChecks(bridge, async () => pairings.list().length));
    const marks = { pass: '✓', warn: '!', fail: '✗' };
    return {
      json: { version, checks, line: helpLine(version, checks) },
      lines: [
        ...checks.flatMap((check) => [
          `${marks[check.result]} ${check.id}: ${check.says.vi}`,
          ...(check.next ? [`    → ${check.next.vi}`] : []),
        ]),
        helpLine(version, checks),
      ],
      exit: checks.some((check) => check.result === 'fail') ? 1 : 0,
    };
  }),
);

const token = program.command('token').description('token và chứng thư số · tokens and certificates');
add(
  token,
  'list',
  'liệt kê token đang cắm · what is plugged in',
  (command) => withTokens(command.opts<Words>().module, tokenList),
  (command) => command.option('--module <path>', 'thư viện PKCS#11 · PKCS#11 module'),
);

add(
  program,
  'sign',
  'ký một tệp PDF · sign a PDF by incremental update',
  (command) => {
    const [input = ''] = command.args;
    const words = command.opts<Parameters<typeof sign>[1] & { module?: string }>();
    const settings = loadSettings(openHome());
    const chosen = withWords(settings, words);
    const authorities = composeAuthorities(chosen);
    const judge = composeJudge({ places, settings: chosen }, authorities);
    return withTokens(words.module, (tokens) =>
      sign(input, words, {
        tokens,
        judge,
        authorities,
        settings: chosen,
        libraries: composeLibraries(places),
      }),
    );
  },
  (command) =>
    command
      .argument('<in.pdf>')
      .requiredOption('-o, --output <out.pdf>', 'tệp kết quả · result')
      .addOption(new Option('--role <role>', 'vai trò ký · role').choices(ROLES).makeOptionMandatory())
      .option('--module <path>', 'thư viện PKCS#11 · PKCS#11 module')
      .requiredOption('--cert <thumbprint-or-label>', 'chứng thư số · certificate')
      .requiredOption('--pin-env <name>', 'biến môi trường chứa PIN · variable that holds the PIN')
      .option('--image <png>', 'ảnh chữ ký hoặc con dấu · picture')
      .option('--image-width <mm>', 'bề rộng thật của ảnh · real width of the picture', millimetres)
      .option('--number <n>', 'số · number')
      .option('--notation <text>', 'ký hiệu · notation')
      .option('--date <yyyy-mm-dd>', 'ngày · date')
      .option('--page <n>', 'trang · page', wholeNumber)
      .option('--rect <x,y,w,h>', 'vị trí, điểm từ góc dưới trái · place in points from the lower left')
      .option('--anchor <text>', 'chữ đánh dấu vị trí · text that marks the place')
      .option('--trust <dir-or-pem>', 'chứng thư gốc · roots')
      .addOption(new Option('--level <level>', 'mức PAdES · PAdES level').choices(levels))
      .option('--tsa <url>', 'địa chỉ dấu thời gian · time-stamp authority')
      .addOption(
        new Option(
          '--when-unreachable <what>',
          'khi không gọi được TSA, OCSP · when an authority does not answer',
        ).choices(['stop', 'degrade']),
      )
      .option('--confirm-last-try', 'đồng ý dùng lần thử PIN cuối cùng · allow the last PIN try'),
);

add(
  program,
  'augment',
  'nâng mức tệp đã ký · raise the level of a signed file',
  (command) => {
    const words = command.opts<{ output: string; level: (typeof levels)[number]; tsa?: string }>();
    const authorities = composeAuthorities(withWords(loadSettings(openHome()), words));
    return augment(command.args[0] ?? '', words, { authorities, libraries: composeLibraries(places) });
  },
  (command) =>
    levelOptions(
      command.argument('<signed.pdf>').requiredOption('-o, --output <out.pdf>', 'tệp kết quả · result'),
    ),
);

add(
  program,
  'verify',
  'kiểm tra chữ ký trong PDF · judge every signature of a PDF',
  (command) => {
    const settings = loadSettings(openHome());
    const trust = command.opts<Words>().trust ?? settings.trust;
    const trusted = { ...settings, trust };
    return verify(
      command.args[0] ?? '',
      composeJudge({ places, settings: trusted }, composeAuthorities(trusted)),
    );
  },
  (command) => command.argument('<file.pdf>').option('--trust <dir-or-pem>', 'chứng thư gốc · roots'),
);

edxmlCommands(program, add);

add(
  program,
  'send',
  'gửi một gói edXML · send a package',
  (command) => withBridge((bridge) => sendOutcome(bridge, command.args[0] ?? '')),
  (command) => command.argument('<package.edxml>'),
);

const limitOption = (command: Command) => command.option('--limit <n>', 'số dòng · rows', wholeNumber, 50);
add(
  program,
  'outbox',
  'văn bản đi · outgoing letters',
  (command) => withBridge((bridge) => outboxOutcome(bridge, command.opts<{ limit: number }>().limit)),
  limitOption,
);

const inbox = limitOption(
  program.command('inbox').description('văn bản đến · incoming letters').addOption(jsonOption()),
);
inbox.action(() =>
  report(wantsJson(inbox), () =>
    withBridge((bridge) => inboxOutcome(bridge, inbox.opts<{ limit: number }>().limit)),
  ),
);
add(
  inbox,
  'answer',
  'trả lời · accept, refuse, assign, process, finish, agree, decline',
  (command) => {
    const [item = '', word = ''] = command.args;
    const answer = inboxAnswerSchema.safeParse(word);
    if (!answer.success) throw new KyguiError('USAGE', { problem: word });
    const { reason, entryNumber, entryDate } = command.opts<Words>();
    return withBridge((bridge) =>
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

await program.parseAsync();
