import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ERRORS, type ErrorCode } from '../../../shared/errors.ts';
import { kyguiProgram } from '../../sandbox/office.ts';
import { runProgram } from '../../sandbox/program.ts';

/** What a script sees of one `kygui … --json`. */
export interface Answered {
  status: number;
  /** The one JSON value on standard output. */
  json: Record<string, unknown>;
  stderr: string;
}

export interface Runner {
  /** KYGUI_HOME of this runner. */
  home: string;
  /** Runs the built command with `--json` behind the words; standard output must be one JSON value. */
  run(words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Writes settings.json. */
  settle(settings: unknown): Promise<void>;
}

/** Runs the built command as a script would: nothing of this process is shared but the environment. */
export const raw = (words: readonly string[], environment: Readonly<Record<string, string>>) =>
  runProgram(process.execPath, [kyguiProgram, ...words], environment);

const STACK = /\n\s+at .+:\d+:\d+\)?/u;

export async function createRunner(
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Runner> {
  if (!existsSync(new URL('../../../dist/bridge/main.js', import.meta.url)))
    throw new Error('not built: npm run build:bridge');
  await mkdir(home, { recursive: true, mode: 0o700 });
  return {
    home,
    async run(words, more = {}) {
      const { status, stdout, stderr } = await raw([...words, '--json'], {
        KYGUI_HOME: home,
        ...environment,
        ...more,
      });
      expect(`${stdout}${stderr}`).not.toMatch(STACK);
      let json: Record<string, unknown>;
      try {
        json = JSON.parse(stdout) as Record<string, unknown>;
      } catch {
        throw new Error(`kygui ${words.join(' ')} ended with ${status}, no JSON: ${stdout}${stderr}`);
      }
      expect(stdout).toBe(`${JSON.stringify(json, null, 2)}\n`);
      return { status, json, stderr };
    },
    settle: (settings) => writeFile(join(home, 'settings.json'), JSON.stringify(settings), { mode: 0o600 }),
  };
}

/** A refusal as scripts read it: its code, both languages with a next step, and the status the list gives it. */
export function expectRefusal(answered: Answered, code: ErrorCode, status: 1 | 2 | 3): void {
  expect({ code: answered.json.code, status: answered.status }, JSON.stringify(answered.json)).toEqual({
    code,
    status,
  });
  expect(ERRORS[code].exit).toBe(status);
  for (const key of ['message', 'next', 'messageEn', 'nextEn']) {
    const text = answered.json[key];
    expect(typeof text === 'string' && text.trim() !== '', key).toBe(true);
    // A detail that nobody filled in would be shown as {name}.
    expect(text, key).not.toMatch(/\{\w+\}/u);
  }
  expect(answered.json.message).not.toBe(answered.json.messageEn);
}

/** The PIN-try count that a home keeps; all tokens of the home together. */
export function keptTries(home: string): number[] {
  const file = join(home, 'pin-tries.json');
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(/:\s*(\d+)/gu)].map((match) => Number(match[1]));
}
