import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { appendAudit, exportAudit, lastStampedAt, stampHead } from './chain.ts';
import { verifyAudit } from './verify.ts';

let folder = '';
let store: Store;
let file = '';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  store = await openSqliteStore(join(folder, 'a.sqlite'));
  file = join(folder, 'record.jsonl');
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const decide = (writer: string, messageId: string) =>
  store.transaction((sql) => appendAudit(sql, writer, { kind: 'decided', messageId, decision: 'resend' }));
const written = async (): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of exportAudit(store)) lines.push(line);
  writeFileSync(file, lines.join(''));
  return lines;
};

describe('the record', () => {
  it('is intact as written, with a chain for each writer', async () => {
    for (let index = 0; index < 600; index += 1) await decide(index % 3 === 0 ? 'b' : 'a', String(index));
    await written();
    const verdict = await verifyAudit(file);
    expect(verdict).toMatchObject({ intact: true, rows: 600, faults: [] });
    expect(verdict.heads.map(({ writer, seq }) => [writer, seq])).toEqual([
      ['a', 400],
      ['b', 200],
    ]);
  });

  it.each([
    ['a changed value', (lines: string[]) => [lines[0], lines[1]?.replace('"1"', '"9"'), lines[2]], 'hash'],
    ['a row taken out', (lines: string[]) => [lines[0], lines[2]], 'gap'],
    ['rows exchanged', (lines: string[]) => [lines[1], lines[0], lines[2]], 'gap'],
    ['a first row cut off', (lines: string[]) => lines.slice(1), 'link'],
    ['a line that is no row', (lines: string[]) => [...lines, '{"seq":4}\n'], 'unreadable'],
  ])('shows %s', async (_name, change, problem) => {
    for (let index = 0; index < 3; index += 1) await decide('a', String(index));
    const lines = await written();
    writeFileSync(file, change(lines).join(''));
    const verdict = await verifyAudit(file);
    expect(verdict.intact).toBe(false);
    expect(verdict.faults.map((fault) => fault.problem)).toContain(problem);
  });

  it('is not written when the act it records is taken back', async () => {
    await expect(
      store.transaction(async (sql) => {
        await appendAudit(sql, 'a', { kind: 'decided', messageId: 'x', decision: 'cancel' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await written()).toEqual([]);
  });

  it('refuses fields that are not on the list, such as a subject', async () => {
    const entry = { kind: 'decided', messageId: 'x', decision: 'cancel', subject: 'V/v mật' } as const;
    await expect(store.transaction((sql) => appendAudit(sql, 'a', entry))).rejects.toThrow();
  });

  it('has its head stamped once, and a token that does not fit is shown', async () => {
    await decide('a', '1');
    const stamp = async (imprint: Uint8Array) => Buffer.concat([Buffer.from('token '), imprint]);
    expect((await stampHead(store, 'a', stamp))?.seq).toBe(2);
    expect(await stampHead(store, 'a', stamp)).toBeNull();
    await written();
    const check = async (stamped: Uint8Array, token: Uint8Array) =>
      Buffer.compare(Buffer.from(token).subarray(6), createHash('sha256').update(stamped).digest()) === 0
        ? '2026-01-05T00:00:00Z'
        : null;
    expect((await verifyAudit(file, { checkToken: check })).heads[0]).toMatchObject({
      stampedUpTo: 1,
      stampedAt: '2026-01-05T00:00:00Z',
    });
    const wrong = await verifyAudit(file, { checkToken: async () => null });
    expect(wrong.faults.map(({ problem }) => problem)).toEqual(['stamp']);
    expect(readFileSync(file, 'utf8')).toContain('head-stamped');
  });

  it('holds when an act is committed while the authority is asked, and a stamp of another row is shown', async () => {
    await decide('a', '1');
    await stampHead(store, 'a', async (imprint) => {
      await decide('a', '2');
      return imprint;
    });
    expect(await lastStampedAt(store, 'a')).toMatch(/^\d{4}-/u);
    expect(await lastStampedAt(store, 'b')).toBeNull();
    const lines = await written();
    expect(await verifyAudit(file)).toMatchObject({ intact: true, heads: [{ seq: 3, stampedUpTo: 1 }] });
    const [, second = ''] = lines;
    const other = (JSON.parse(second) as { hash: string }).hash;
    const first = (JSON.parse(lines[0] ?? '') as { hash: string }).hash;
    writeFileSync(file, lines.join('').replaceAll(`"hash":"${first}","kind"`, `"hash":"${other}","kind"`));
    const moved = await verifyAudit(file);
    expect(moved.faults.map(({ problem }) => problem)).toContain('stamp');
  });
});
