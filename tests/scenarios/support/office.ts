import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AxisTransport } from '../../../bridge/axis/transport.ts';
import { readPackageFile } from '../../../bridge/edxml/read-file.ts';
import type { InboxOptions } from '../../../bridge/receiving/context.ts';
import { createInbox, type Inbox } from '../../../bridge/receiving/inbox.ts';
import { createOutbox, type Outbox, type OutboxOptions } from '../../../bridge/sending/outbox.ts';
import type { Store } from '../../../bridge/store/store.ts';
import type { Organisation } from '../../../shared/edxml/model.ts';
import { plainBuilder } from './plain-package.ts';

/** One agency on a store of its own: outbox and inbox put together as the product does. */
export interface TestOffice {
  store: Store;
  outbox: Outbox;
  inbox: Inbox;
  close(): Promise<void>;
}

export interface OfficeParts {
  store: Store;
  transport: AxisTransport;
  folder: string;
  agency: Organisation;
  outbox?: Partial<OutboxOptions>;
  inbox?: Partial<InboxOptions>;
}

export async function openOffice(parts: OfficeParts): Promise<TestOffice> {
  const { store, transport, folder, agency } = parts;
  mkdirSync(folder, { recursive: true });
  const outbox = await createOutbox({
    store,
    transport,
    packagesDir: join(folder, 'packages'),
    build: plainBuilder,
    httpTimeoutMs: 400,
    settleMs: 40,
    trustSentList: true,
    random: () => 0.5,
    ...parts.outbox,
  });
  const inbox = createInbox({
    store,
    transport,
    sending: outbox,
    inboxDir: join(folder, 'inbox'),
    agency,
    readPackage: readPackageFile,
    judge: async () => null,
    ...parts.inbox,
  });
  return {
    store,
    outbox,
    inbox,
    async close() {
      await outbox.close();
      await store.close();
    },
  };
}

/** Makes every waiting row due, as if the waits were over, and works until nothing is left. */
export async function workOff(office: Pick<TestOffice, 'store' | 'outbox'>, rounds = 6): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await office.outbox.tick();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await office.store.transaction((sql) =>
      sql.run(`UPDATE outbox SET next_at = ? WHERE next_at IS NOT NULL AND absent_at IS NULL`, [
        '2020-01-01T00:00:00.000Z',
      ]),
    );
  }
}
