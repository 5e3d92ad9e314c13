import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Store } from '../store/store.ts';

/** Recipients that a clerk sends to together. */
export interface RecipientGroup {
  groupId: string;
  name: string;
  codes: readonly string[];
}

export async function listGroups(store: Store): Promise<RecipientGroup[]> {
  const rows = await store.read((transaction) =>
    transaction.all('SELECT group_id, name, codes FROM recipient_group ORDER BY name'),
  );
  return rows.map((row) => ({
    groupId: String(row.group_id),
    name: String(row.name),
    codes: (JSON.parse(String(row.codes)) as unknown[]).map(String),
  }));
}

/** Makes a group, or replaces the one of that name. */
export async function saveGroup(
  store: Store,
  clock: Clock,
  name: string,
  codes: readonly string[],
): Promise<RecipientGroup> {
  const title = name.normalize('NFC').trim();
  const unique = [...new Set(codes)];
  return await store.transaction(async (transaction) => {
    const known = await transaction.get('SELECT group_id FROM recipient_group WHERE name = ? FOR UPDATE', [
      title,
    ]);
    const groupId = known === undefined ? randomUUID() : String(known.group_id);
    await transaction.run(
      `INSERT INTO recipient_group (group_id, name, codes, updated_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (group_id) DO UPDATE SET codes = excluded.codes, updated_at = excluded.updated_at`,
      [groupId, title, JSON.stringify(unique), clock.now()],
    );
    return { groupId, name: title, codes: unique };
  });
}

export async function removeGroup(store: Store, groupId: string): Promise<void> {
  await store.transaction((transaction) =>
    transaction.run('DELETE FROM recipient_group WHERE group_id = ?', [groupId]),
  );
}
