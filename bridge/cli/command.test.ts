import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { add, createProgram, inputFile, runProgram, webAddress, wholeNumber } from './command.ts';
import { verifyRecord } from './record.ts';

let printed = '';
let status: typeof process.exitCode;
beforeEach(() => {
  printed = '';
  status = process.exitCode;
  vi.spyOn(process.stdout, 'write').mockImplementation((words) => {
    printed += String(words);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = status;
});

/** What a script gets: status and JSON of `kygui … --json` with one command of every sort of option. */
async function run(...words: string[]) {
  const program = createProgram('0');
  add(
    program,
    'try',
    'thử · try',
    async () => ({ json: { done: true }, lines: [] }),
    (command) =>
      command
        .argument('<in>', 'tệp · file', inputFile)
        .option('--page <n>', 'trang · page', wholeNumber)
        .option('--tsa <url>', 'địa chỉ · address', webAddress)
        .addOption(new Option('--level <level>', 'mức · level').choices(['B-B', 'B-T'])),
  );
  await runProgram(program, [...words, '--json']);
  return { exit: process.exitCode, json: JSON.parse(printed) as Record<string, unknown> };
}

describe('words of a command that do not fit', () => {
  it.each([
    [['try'], 'còn thiếu / missing: in'],
    [['try', 'x', '--nothing'], 'không có tùy chọn này / unknown option: --nothing'],
    [['nothing'], 'không có lệnh này / unknown command: nothing'],
    [['try', 'x', 'y'], 'thừa / too many arguments:'],
    [['try', 'x', '--page', '1e3'], 'số nguyên dương'],
    [['try', 'x', '--tsa', 'notaurl'], 'http(s)://'],
    [['try', 'x', '--tsa', 'file:///etc/passwd'], 'http(s)://'],
    [['try', 'x', '--level', 'B-X'], 'B-X B-B, B-T'],
    [[], 'chưa có lệnh / no command'],
  ])('%j are told in both languages, as JSON', async (words, problem) => {
    const { exit, json } = await run(...words);
    expect(exit).toBe(2);
    expect(json.code).toBe('USAGE');
    expect(json.message).toContain(problem);
    expect(json.message).not.toMatch(/is invalid|error:/u);
  });

  it('leave what fits alone', async () => {
    const { exit, json } = await run(
      'try',
      'x',
      '--page',
      '12',
      '--tsa',
      'http://tsa.example.vn/',
      '--level',
      'B-T',
    );
    expect({ exit, json }).toEqual({ exit: 0, json: { done: true } });
  });

  it('name what is no file before anything is read', async () => {
    const { exit, json } = await run('try', tmpdir());
    expect(exit).toBe(3);
    expect(json).toMatchObject({ code: 'INPUT_NOT_A_FILE' });
  });
});

describe('kygui audit verify', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kygui-record-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('says of an empty record that there is nothing to verify, and of lines that are no rows that they are not', async () => {
    const file = join(dir, 'record.jsonl');
    await writeFile(file, '');
    await expect(verifyRecord(file, undefined)).rejects.toMatchObject({ code: 'RECORD_EMPTY' });
    await writeFile(file, '\n\n');
    await expect(verifyRecord(file, undefined)).rejects.toMatchObject({ code: 'RECORD_EMPTY' });
    await writeFile(file, 'không phải nhật ký\n');
    expect(await verifyRecord(file, undefined)).toMatchObject({ exit: 3, json: { intact: false, rows: 0 } });
    await expect(verifyRecord(dir, undefined)).rejects.toMatchObject({ code: 'RECORD_UNREADABLE' });
  });
});
