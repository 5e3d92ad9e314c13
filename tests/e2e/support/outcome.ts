import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { runProgram } from '../../sandbox/program.ts';
import type { Workplace } from './workplace.ts';

/** What must have become of a letter, looked up where it counts: in the document system, the outbox, the axis. */

const PATIENCE = { timeout: 60_000, interval: 200 };
/** Each look costs a process. */
const COMMAND_PATIENCE = { timeout: 60_000, interval: 2000 };

/** The newest file of a letter in the document system. */
export function fileOf({ sandbox }: Workplace, code: string): Uint8Array {
  const held = sandbox.qlvb.dump().find((one) => `${one.number}/${one.notation}` === code);
  const bytes = held && sandbox.qlvb.file(held.id);
  if (!bytes) throw new Error(`${code} is not in the document system`);
  return bytes;
}

/** How many uploads the document system took for a letter. */
export function uploadsOf({ sandbox }: Workplace, code: string): number {
  const held = sandbox.qlvb.dump().find((one) => `${one.number}/${one.notation}` === code);
  if (!held) throw new Error(`${code} is not in the document system`);
  return held.history.length - 1;
}

/** Valid signatures of a letter's file as pdfsig counts them, and whether the last one covers the whole file. */
export async function signaturesOf(
  workplace: Workplace,
  code: string,
): Promise<{ valid: number; whole: boolean }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kygui-pdfsig-'));
  try {
    const file = path.join(folder, 'signed.pdf');
    await writeFile(file, fileOf(workplace, code));
    const { stdout } = await runProgram('pdfsig', ['-nocert', file]);
    const signatures = stdout.split(/Signature #\d+:/u).slice(1);
    return {
      valid: signatures.filter((text) => text.includes('Signature is Valid')).length,
      whole: signatures.at(-1)?.includes('Total document signed') ?? false,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface ListedLetter {
  letterId: string;
  code: string;
  state: string;
  error: { code: string } | null;
}

/** Letters of this code in the sender's list of outgoing letters. */
export async function outboxOf({ sandbox }: Workplace, code: string): Promise<ListedLetter[]> {
  const { stdout } = await sandbox.sender.command('outbox', '--json');
  const { letters } = JSON.parse(stdout) as { letters: ListedLetter[] };
  return letters.filter((letter) => letter.code === code);
}

/** Packages of this code on the axis, with the recipients each was passed on to. */
export function packagesOf({ sandbox }: Workplace, code: string): { docId: string; to: string[] }[] {
  const { packages, items } = sandbox.axis.dump();
  return packages
    .filter((one) => one.messageType === 'edoc' && one.code === code)
    .map(({ docId }) => ({
      docId,
      to: items
        .filter(({ senderDocId }) => senderDocId === docId)
        .map(({ to }) => to)
        .sort(),
    }));
}

/** Waits for the axis' receipt, then holds everything against "once": signature, upload, letter, package. */
export async function expectDoneOnce(workplace: Workplace, code: string): Promise<void> {
  await expect.poll(() => packagesOf(workplace, code).length, PATIENCE).toBe(1);
  await expect
    .poll(async () => (await outboxOf(workplace, code)).map(({ state }) => state), COMMAND_PATIENCE)
    .toEqual(['receipted']);
  expect(packagesOf(workplace, code)).toMatchObject([{ to: ['G99', 'H99.02'] }]);
  expect(workplace.sandbox.axis.dump().duplicates).toEqual([]);
  expect(uploadsOf(workplace, code)).toBe(1);
  expect(await signaturesOf(workplace, code)).toEqual({ valid: 2, whole: true });
}

/** Nothing of this letter was signed, uploaded, queued or sent. */
export async function expectNothingDone(workplace: Workplace, code: string): Promise<void> {
  expect(uploadsOf(workplace, code)).toBe(0);
  expect(packagesOf(workplace, code)).toEqual([]);
  expect(await outboxOf(workplace, code)).toEqual([]);
}
