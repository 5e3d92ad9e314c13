import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { exchangeFigures } from './statistics.ts';

let folder = '';
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'figures-'));
  store = await openSqliteStore(join(folder, 'a.sqlite'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One letter that left at `at`, to these units. */
async function sent(id: string, date: string, at: string, to: readonly (readonly [string, string])[]) {
  await store.transaction(async (sql) => {
    await sql.run(
      `INSERT INTO outbox (outbox_id, message_type, request_key, shelf, from_code, to_codes, code, title, document_id,
        content, urgency, state, doubt, sends, refusals, waits, fence, created_at, updated_at)
        VALUES (?, 'edoc', ?, 's', 'H99.01', '[]', '', '', '', '', 0, 'receipted', 0, 1, 0, 0, 1, ?, ?)`,
      [id, id, at, at],
    );
    await sql.run(
      `INSERT INTO letter (letter_id, job_key, kind, document_id, code, code_key, subject, date, priority, search, created_at)
        VALUES (?, ?, 'new', '', '', '', '', ?, 0, '', ?)`,
      [id, id, date, at],
    );
    await sql.run(
      `INSERT INTO outbox_step (outbox_id, seq, step, at, fence, note) VALUES (?, 1, 'claimed', ?, 1, '')`,
      [id, at],
    );
    for (const [position, [code, name]] of to.entries())
      await sql.run(
        `INSERT INTO recipient (letter_id, code, position, name, state) VALUES (?, ?, ?, ?, 'sent')`,
        [id, code, position, name],
      );
  });
}

const unit = (code: string, oldCodes: readonly string[]) =>
  store.transaction((sql) =>
    sql.run(
      `INSERT INTO directory_unit (code, unit_id, parent_id, old_codes, name, former_names, mail, closed, last_seen)
        VALUES (?, '', '', ?, '', '[]', '', 0, '')`,
      [code, JSON.stringify(oldCodes)],
    ),
  );

const YEAR = { from: '2026-01-01', to: '2026-12-31' };

describe('the figures', () => {
  it('know Saturdays that are worked: what left on the Monday after was late', async () => {
    // Signed on Friday the 9th, sent on Monday the 12th at nine.
    await sent('a', '2026-01-09', '2026-01-12T02:00:00.000Z', [['H99.02', 'UBND xã Mẫu Hai']]);
    expect(await exchangeFigures(store, YEAR)).toMatchObject([{ sent: 1, sentInTime: 1 }]);
    expect(await exchangeFigures(store, { ...YEAR, workingDays: ['2026-01-10'] })).toMatchObject([
      { sent: 1, sentInTime: 0 },
    ]);
  });

  it('count old and new codes of a unit as one agency, under its present code and name', async () => {
    await unit('H99.02', ['000.00.02.H99', 'shared']);
    await unit('H99.03', ['shared']);
    await unit('H99.04', ['h99.02']);
    await sent('a', '2026-01-09', '2026-01-09T02:00:00.000Z', [
      ['000.00.02.h99', 'Tên cũ'],
      ['shared', 'Chưa rõ'],
    ]);
    await sent('b', '2026-01-09', '2026-01-09T02:00:00.000Z', [['H99.04', 'UBND xã Mẫu Bốn']]);
    expect(
      (await exchangeFigures(store, YEAR)).map(({ code, name, sent: letters }) => [code, name, letters]),
    ).toEqual([
      ['H99.04', 'UBND xã Mẫu Bốn', 2],
      ['shared', 'Chưa rõ', 1],
    ]);
  });
});
