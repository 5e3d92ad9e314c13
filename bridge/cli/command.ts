import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { KyguiError } from '../../shared/errors.ts';
import { assertRegularFile } from '../files/regular-file.ts';
import { type Outcome, printFailure, report } from './output.ts';

/** How commands are declared: every one takes `--json`, and nothing leaves one but an outcome or a failure. */

/** Options of a command that are texts. */
export type Words = Record<string, string | undefined>;

export type Run = (command: Command) => Promise<Outcome>;

/** Adds a command below `parent`; `shape` gives it arguments and options. */
export type Add = (
  parent: Command,
  signature: string,
  about: string,
  run: Run,
  shape?: (command: Command) => Command,
) => Command;

const jsonOption = () => new Option('--json', 'in kết quả dạng JSON · print JSON');

/** `--json` may stand before or after the command. */
export const wantsJson = (command: Command): boolean => command.optsWithGlobals().json === true;

export const add: Add = (parent, signature, about, run, shape = (command) => command) => {
  const command = shape(parent.command(signature).description(about).addOption(jsonOption()));
  command.action(() => report(wantsJson(command), () => run(command)));
  return command;
};

/** What is wrong with the words of a command, by Commander's codes, in both languages. */
const MISTAKES: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'không có lệnh này / unknown command',
  'commander.unknownOption': 'không có tùy chọn này / unknown option',
  'commander.missingArgument': 'còn thiếu / missing',
  'commander.missingMandatoryOptionValue': 'còn thiếu tùy chọn / missing option',
  'commander.optionMissingArgument': 'tùy chọn chưa có giá trị / option without a value',
  'commander.excessArguments': 'thừa / too many arguments',
  'commander.invalidArgument': 'giá trị không hợp lệ / invalid value',
};

/** The mistake with the words that Commander quotes: the option, the argument, what was allowed. */
function problemOf(error: CommanderError): string {
  const said = error.message
    .replace(/^error:\s*/u, '')
    .replace(/\s+/gu, ' ')
    .trim();
  const known = MISTAKES[error.code];
  if (known === undefined) return said;
  const quoted = [...said.matchAll(/'([^']+)'/gu)].map(([, words]) => words);
  // Behind the quotes stand the values that fit, or the words of our own parsers.
  const rest =
    error.code === 'commander.invalidArgument' ? (/(?:is invalid\.|\.)\s*(.+)$/u.exec(said)?.[1] ?? '') : '';
  return [`${known}:`, quoted.join(', '), rest.replace(/^Allowed choices are /u, '')]
    .filter((part) => part !== '')
    .join(' ');
}

/** The program `kygui` without commands; wrong usage is answered like every other failure, with status 2. */
export function createProgram(version: string): Command {
  return new Command('kygui')
    .description(
      'Ký Gửi: ký số và gửi văn bản từ hệ thống đang dùng · sign and send from the system you have',
    )
    .version(version)
    .addOption(jsonOption())
    .configureOutput({ outputError: () => {} })
    .exitOverride((error) => {
      throw error;
    });
}

/** Parses the command line and runs what it names; the exit status is set. */
export async function runProgram(program: Command, words: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof KyguiError) {
      printFailure(words.includes('--json'), thrown);
      return;
    }
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return;
    // `kygui` alone, or a group alone, prints the help and nothing more.
    if (thrown.code === 'commander.help') {
      process.exitCode = 2;
      if (words.includes('--json'))
        printFailure(true, new KyguiError('USAGE', { problem: 'chưa có lệnh / no command' }));
      return;
    }
    printFailure(words.includes('--json'), new KyguiError('USAGE', { problem: problemOf(thrown) }));
  }
}

/** For arguments and options that name a file to read. @throws INPUT_NOT_A_FILE */
export const inputFile = (path: string): string => {
  assertRegularFile(path);
  return path;
};

/** Digits alone: `1e3` is a slip of the hand. */
export const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!/^\d{1,9}$/u.test(text) || value < 1)
    throw new InvalidArgumentError('số nguyên dương · a positive whole number');
  return value;
};

export const webAddress = (text: string): string => {
  if (URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('địa chỉ http(s)://… · an http(s) address');
};

export const millimetres = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 200)) throw new InvalidArgumentError('0-200 mm');
  return value;
};
