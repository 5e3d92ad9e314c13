import type { GroupContent } from '../../shared/agency/group-file.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { Clock } from '../clock/clock.ts';
import type { Store, Transaction } from '../store/store.ts';

/** Recipients that a clerk sends to together. */
export interface RecipientGroup {
  groupId: string;
  name: string;
  codes: readonly string[];
  /** Given by IT in the settings: nobody changes it here. */
  locked: boolean;
}

/** Ids of groups in the settings begin so; those that people make are UUIDs. */
const GIVEN = 'settings/';

const givenGroup = ({ name, codes }: GroupContent): RecipientGroup => ({
  groupId: `${GIVEN}${name}`,
  name,
  codes: [...new Set(codes)],
  locked: true,
});

/** Groups of IT in their own order, then those that people made, by name. */
export async function listGroups(store: Store, given: readonly GroupContent[]): Promise<RecipientGroup[]> {
  const own = await store.read(readGroups);
  return [...given.map(givenGroup), ...own];
}

async function readGroups(sql: Transaction): Promise<RecipientGroup[]> {
  const rows = await sql.all('SELECT group_id, name, codes FROM recipient_group');
  return rows
    .map((row) => ({
      groupId: String(row.group_id),
      name: String(row.name),
      codes: (JSON.parse(String(row.codes)) as unknown[]).map(String),
      locked: false,
    }))
    .sort((left, right) => left.name.localeCompare(right.name, 'vi'));
}

/** Names that a person cannot tell apart are one name. */
const nameKey = (name: string): string => name.normalize('NFC').trim().replace(/\s+/gu, ' ').toLowerCase();

/** Holds the names until the transaction ends: of two bridges that save one name at the same moment one is told. */
async function holdGroups(sql: Transaction): Promise<void> {
  const lock = 'recipient-groups';
  await sql.run(`INSERT INTO installation (name, value) VALUES (?, '') ON CONFLICT (name) DO NOTHING`, [
    lock,
  ]);
  await sql.get(`SELECT name FROM installation WHERE name = ? FOR UPDATE`, [lock]);
}

export interface GroupChange extends GroupContent {
  /** The group that is changed, or the id of a new one, chosen by the asker. */
  groupId: string;
  /** True for a group that is not there yet; saved twice under one id it is made once. */
  isNew: boolean;
}

/** Makes or changes groups, all of them or none. @throws DIRECTORY_GROUP_LOCKED, _UNKNOWN, _NAME_TAKEN */
export async function saveGroups(
  store: Store,
  clock: Clock,
  given: readonly GroupContent[],
  changes: readonly GroupChange[],
): Promise<RecipientGroup[]> {
  return await store.transaction(async (sql) => {
    await holdGroups(sql);
    const saved: RecipientGroup[] = [];
    for (const { groupId, isNew, name, codes } of changes) {
      refuseGiven(groupId);
      const title = name.normalize('NFC').trim();
      const known = await readGroups(sql);
      if (!isNew && !known.some((group) => group.groupId === groupId))
        throw new KyguiError('DIRECTORY_GROUP_UNKNOWN');
      const others = [...given.map(givenGroup), ...known].filter((group) => group.groupId !== groupId);
      if (others.some((other) => nameKey(other.name) === nameKey(title)))
        throw new KyguiError('DIRECTORY_GROUP_NAME_TAKEN', { name: title });
      const unique = [...new Set(codes)];
      await sql.run(
        `INSERT INTO recipient_group (group_id, name, codes, updated_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (group_id) DO UPDATE SET name = excluded.name, codes = excluded.codes,
           updated_at = excluded.updated_at`,
        [groupId, title, JSON.stringify(unique), clock.now()],
      );
      saved.push({ groupId, name: title, codes: unique, locked: false });
    }
    return saved;
  });
}

/** @throws DIRECTORY_GROUP_LOCKED */
export async function removeGroup(store: Store, groupId: string): Promise<void> {
  refuseGiven(groupId);
  await store.transaction((sql) => sql.run('DELETE FROM recipient_group WHERE group_id = ?', [groupId]));
}

function refuseGiven(groupId: string): void {
  if (groupId.startsWith(GIVEN)) throw new KyguiError('DIRECTORY_GROUP_LOCKED');
}

/** The group of a name as people write it, or of an id. */
export const groupNamed = (groups: readonly RecipientGroup[], name: string): RecipientGroup | undefined =>
  groups.find(({ groupId }) => groupId === name) ??
  groups.find((group) => nameKey(group.name) === nameKey(name));
