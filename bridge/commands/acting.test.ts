import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appendAudit, exportAudit } from '../audit/chain.ts';
import type { AuditRow } from '../audit/entry.ts';
import type { CommandContext, Handlers } from '../listener/handlers.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { asCommandLine, namedInRecord } from './acting.ts';

it('a record names the pairing that asked, the command line, or nobody where the program acts by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'acting-'));
  const store = await openSqliteStore(join(folder, 'a.sqlite'));
  try {
    const decide = (messageId: string) =>
      store.transaction((sql) =>
        appendAudit(sql, 'w', { kind: 'decided', messageId, decision: 'resend' as const }),
      );
    const handlers = namedInRecord<Required<Pick<Handlers, 'outbox.retry'>>>({
      'outbox.retry': async ({ letterId }) => {
        await decide(letterId);
        return {};
      },
    });
    const context = (pairingId: string, pairingLabel: string) =>
      ({ pairingId, pairingLabel }) as CommandContext;
    const retry = (letterId: string) => ({ jobKey: letterId, letterId, decision: 'resend' as const });
    await Promise.all([
      handlers['outbox.retry'](retry('1'), context('p-1', 'Chrome, văn thư')),
      handlers['outbox.retry'](retry('2'), context('p-2', 'Edge, một cửa')),
      asCommandLine(() => decide('3')),
      decide('4'),
    ]);
    const named = new Map<string, unknown>();
    for await (const line of exportAudit(store)) {
      const { entry } = JSON.parse(line) as AuditRow;
      if (entry.kind === 'decided') named.set(entry.messageId, entry.by);
    }
    const account = userInfo().username;
    expect(Object.fromEntries(named)).toEqual({
      '1': { pairing: 'p-1', label: 'Chrome, văn thư', account },
      '2': { pairing: 'p-2', label: 'Edge, một cửa', account },
      '3': { pairing: null, label: null, account },
      '4': undefined,
    });
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
