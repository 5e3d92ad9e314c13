import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { groupContentSchema, readGroups, writeGroups } from '../../shared/agency/group-file.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { GroupDetail } from '../../shared/protocol/commands/directory.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import type { Directory } from '../directory/directory.ts';
import type { DirectoryEntry } from '../directory/unit.ts';
import type { Outcome } from './output.ts';

/** The directory, fetched first when it never was. */
async function fetched(bridge: Bridge): Promise<Directory> {
  const { directory } = requireExchange(bridge);
  if ((await directory.syncedAt()) === null) await directory.sync();
  return directory;
}

/** `kygui directory sync`: fetches the whole directory of the axis now. */
export async function syncOutcome(bridge: Bridge): Promise<Outcome> {
  const synced = await requireExchange(bridge).directory.sync();
  return {
    json: synced,
    lines: [
      `${synced.units} đơn vị, ${synced.changed} thay đổi, ${synced.closed} đã đóng · ${synced.units} units, ${synced.changed} changed, ${synced.closed} closed`,
    ],
  };
}

const unitLine = ({ code, name, parentName, closed, successor }: DirectoryEntry): string =>
  `${code} · ${name}${parentName ? ` · ${parentName}` : ''}${closed ? ` · đã đóng / closed${successor ? ` → ${successor}` : ''}` : ''}`;

/** `kygui directory search TEXT`: by name with or without marks, abbreviation, or code. */
export async function searchOutcome(bridge: Bridge, text: string, limit: number): Promise<Outcome> {
  const directory = await fetched(bridge);
  const units = await directory.search(text, limit);
  return { json: { syncedAt: await directory.syncedAt(), units }, lines: units.map(unitLine) };
}

/** `kygui directory tree [CODE]`: the open units right below one, or the tops. */
export async function treeOutcome(bridge: Bridge, code: string | null): Promise<Outcome> {
  const branch = await (await fetched(bridge)).children(code);
  const above = [...branch.path, ...(branch.unit ? [branch.unit] : [])];
  return {
    json: branch,
    lines: [
      ...above.map((unit, depth) => `${'  '.repeat(depth)}${unitLine(unit)}`),
      ...branch.units.map(
        ({ below, code: unit, name }) =>
          `${'  '.repeat(above.length)}${unit} · ${name}${below > 0 ? ` (${below})` : ''}`,
      ),
      ...(branch.closed > 0 ? [`${branch.closed} đơn vị đã đóng · ${branch.closed} closed units`] : []),
    ],
  };
}

const groupLines = ({ name, locked, members }: GroupDetail): string[] => [
  `${name} (${members.length})${locked ? ' · do CNTT đặt / given by IT' : ''}`,
  ...members.map(({ code, unit }) =>
    unit ? `   ${unitLine(unit)}` : `   ${code} · không có trong danh bạ / not in the directory`,
  ),
];

const groupOutcome = (group: GroupDetail): Outcome => ({ json: group, lines: groupLines(group) });

export async function listOutcome(bridge: Bridge): Promise<Outcome> {
  const groups = await (await fetched(bridge)).groups();
  return {
    json: { groups },
    lines: groups.map(
      ({ name, size, closed, locked }) =>
        `${name} · ${size}${closed > 0 ? ` · ${closed} đã đóng hoặc không rõ / closed or unknown` : ''}${locked ? ' · do CNTT đặt / given by IT' : ''}`,
    ),
  };
}

/** Makes the group of a name, or gives it other members. */
export async function saveOutcome(bridge: Bridge, name: string, codes: readonly string[]): Promise<Outcome> {
  const content = groupContentSchema.safeParse({ name, codes });
  if (!content.success) throw new KyguiError('USAGE', { problem: content.error.issues[0]?.message ?? name });
  const directory = await fetched(bridge);
  const known = (await directory.groups()).length > 0 ? await existing(directory, name) : null;
  const change = { ...content.data, groupId: known?.groupId ?? randomUUID(), isNew: known === null };
  const [saved] = await directory.saveGroups([{ ...change, name: known?.name ?? change.name }]);
  return groupOutcome(saved ?? (await directory.group(change.groupId)));
}

async function existing(directory: Directory, name: string): Promise<GroupDetail | null> {
  try {
    return await directory.group(name);
  } catch (error) {
    if (error instanceof KyguiError && error.code === 'DIRECTORY_GROUP_UNKNOWN') return null;
    throw error;
  }
}

/** `kygui directory group show NAME`. */
export async function showOutcome(bridge: Bridge, name: string): Promise<Outcome> {
  return groupOutcome(await (await fetched(bridge)).group(name));
}

/** `kygui directory group rename NAME NEW`. */
export const renameOutcome = (bridge: Bridge, name: string, wanted: string): Promise<Outcome> =>
  changeOutcome(bridge, name, () => ({ name: wanted }));

/** `kygui directory group renew NAME`: closed members become those that took over from them. */
export const renewOutcome = (bridge: Bridge, name: string): Promise<Outcome> =>
  changeOutcome(bridge, name, (group) => ({ codes: renewed(group) }));

/** `kygui directory group delete NAME`. */
export async function deleteOutcome(bridge: Bridge, wanted: string): Promise<Outcome> {
  const directory = await fetched(bridge);
  const { groupId, name } = await directory.group(wanted);
  await directory.removeGroup(groupId);
  return { json: { groupId, name }, lines: [name] };
}

async function changeOutcome(
  bridge: Bridge,
  name: string,
  change: (group: GroupDetail) => { name?: string; codes?: string[] },
): Promise<Outcome> {
  const directory = await fetched(bridge);
  const group = await directory.group(name);
  const content = groupContentSchema.safeParse({
    name: group.name,
    codes: group.members.map(({ code }) => code),
    ...change(group),
  });
  if (!content.success) throw new KyguiError('USAGE', { problem: content.error.issues[0]?.message ?? name });
  const [saved] = await directory.saveGroups([{ groupId: group.groupId, isNew: false, ...content.data }]);
  return groupOutcome(saved ?? group);
}

/** The member's code, or that of the unit that took over from it. */
const renewed = ({ members }: GroupDetail): string[] =>
  members.map(({ code, unit }) => (unit?.closed && unit.successor !== null ? unit.successor : code));

export async function importOutcome(bridge: Bridge, file: string): Promise<Outcome> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new KyguiError('USAGE', { problem: file }, { cause });
  }
  const directory = await fetched(bridge);
  const changes = [];
  for (const content of readGroups(text)) {
    const known = await existing(directory, content.name);
    changes.push({ ...content, groupId: known?.groupId ?? randomUUID(), isNew: known === null });
  }
  const groups = await directory.saveGroups(changes);
  return { json: { groups }, lines: groups.flatMap(groupLines) };
}

export async function exportOutcome(
  bridge: Bridge,
  file: string | undefined,
  csv: boolean,
): Promise<Outcome> {
  const directory = await fetched(bridge);
  const groups: { name: string; members: { code: string; name: string | null }[] }[] = [];
  for (const { groupId } of await directory.groups()) {
    const { name, members } = await directory.group(groupId);
    groups.push({ name, members: members.map(({ code, unit }) => ({ code, name: unit?.name ?? null })) });
  }
  const text = writeGroups(groups, csv ? 'csv' : 'json');
  if (file !== undefined) {
    try {
      await writeFile(file, text, { flag: 'wx' });
    } catch (cause) {
      const reason = (cause as NodeJS.ErrnoException).code ?? 'write';
      throw new KyguiError('RECORD_UNWRITABLE', { reason }, { cause });
    }
  }
  return {
    json: { groups, ...(file !== undefined && { file }) },
    lines: file === undefined ? [text.trimEnd()] : [file],
  };
}
