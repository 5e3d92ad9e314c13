import { GROUP_COUNT, type GroupContent } from '../../shared/agency/group-file.ts';
import { type ErrorDetails, KyguiError } from '../../shared/errors.ts';
import {
  CHILDREN_LIMIT,
  type GroupDetail,
  type GroupSummary,
} from '../../shared/protocol/commands/directory.ts';
import type { AxisTransport } from '../axis/transport.ts';
import type { Clock } from '../clock/clock.ts';
import type { Store } from '../store/store.ts';
import {
  type GroupChange,
  groupNamed,
  listGroups,
  type RecipientGroup,
  removeGroup,
  saveGroups,
} from './groups.ts';
import { collect, merge } from './merge.ts';
import { rankUses, recipientUses } from './recent.ts';
import { type Resolved, resolveRecipient } from './resolve.ts';
import { readState, readUnits, writeState, writeUnits } from './rows.ts';
import { SearchIndex, searchTokens } from './search-index.ts';
import type { DirectoryEntry, Unit } from './unit.ts';

export interface DirectoryOptions {
  store: Store;
  transport: Pick<AxisTransport, 'directory'>;
  clock: Clock;
  /** Our agency, for warnings about our own code. */
  ownCode?: string;
  /** Groups that IT gives in the settings. */
  givenGroups?: readonly GroupContent[];
  /** This person's bridge, whose recipients are remembered; see {@link recipientUses}. */
  owner?: string;
}

/** Part of the tree: a unit with those right below it. */
export interface Branch {
  unit: DirectoryEntry | null;
  /** Units above it, the top first. */
  path: DirectoryEntry[];
  units: (DirectoryEntry & { below: number })[];
  closed: number;
  total: number;
}

export interface Suggestions {
  /** False before the first synchronisation: nothing is known then. */
  fetched: boolean;
  groups: GroupSummary[];
  units: (DirectoryEntry & { below: number; used: boolean })[];
}

export interface SyncResult {
  units: number;
  changed: number;
  closed: number;
}

/** Something about a code that a person should know; texts come from the closed list of errors. */
export interface DirectoryWarning {
  code:
    | 'DIRECTORY_OWN_CODE_MISSING'
    | 'DIRECTORY_OWN_CODE_CLOSED'
    | 'DIRECTORY_UNIT_UNKNOWN'
    | 'DIRECTORY_UNIT_CLOSED';
  details: ErrorDetails;
}

/** The units of the axis, kept locally: refreshed daily, searched at every key, never on the user's click. */
export interface Directory {
  /**
   * Fetches the whole directory as a stream and replaces it in one transaction. A list that is empty or lacks
   * more than half of the known units is not believed: DIRECTORY_EMPTY, and the old one stays.
   */
  sync(signal?: AbortSignal): Promise<SyncResult>;
  search(text: string, limit: number): Promise<DirectoryEntry[]>;
  /** The unit of a present or an old code; null when there is none. */
  find(code: string): Promise<DirectoryEntry | null>;
  /** Present and earlier codes of the unit that has this code; the code alone when it is not known. */
  codesOf(code: string): Promise<readonly string[]>;
  /**
   * Open units right below; with null the tops of the tree, without a code those below our own agency, or beside it
   * when it has none. @throws DIRECTORY_UNIT_UNKNOWN
   */
  children(code?: string | null): Promise<Branch>;
  /** Groups, units this person lately sent to, and units found; an empty text gives the first two. */
  suggest(text: string, limit: number): Promise<Suggestions>;
  /** The unit that each recipient means, or units that may be meant. */
  resolve(
    recipients: readonly { code: string; name: string }[],
  ): Promise<{ fetched: boolean; recipients: Resolved[] }>;
  /** Our own code, and each given recipient, unknown or closed. Nothing before the first synchronisation. */
  warnings(recipients?: readonly string[]): Promise<DirectoryWarning[]>;
  /** When the directory was last fetched, ISO 8601; null before the first time. */
  syncedAt(): Promise<string | null>;
  /** Those of IT first. */
  groups(): Promise<GroupSummary[]>;
  /** By id or by name. @throws DIRECTORY_GROUP_UNKNOWN */
  group(name: string): Promise<GroupDetail>;
  /** All of the changes or none. @throws DIRECTORY_GROUP_LOCKED, _UNKNOWN, _NAME_TAKEN, DIRECTORY_GROUP_FILE when there would be too many */
  saveGroups(changes: readonly GroupChange[]): Promise<GroupDetail[]>;
  /** @throws DIRECTORY_GROUP_LOCKED */
  removeGroup(groupId: string): Promise<void>;
}

/** Groups offered while typing; more are found by more letters. */
const OFFERED_GROUPS = 5;
/** Units of the last letters offered before those that only fit the text. */
const OFFERED_USES = 3;
/** What was sent a moment ago is known at the next opening of the field, not at the next key. */
const USES_FRESH_MS = 15_000;

/** Another process may have refreshed the directory: looked after at most this often. */
const LOOK_AGAIN_MS = 30_000;

export function createDirectory(options: DirectoryOptions): Directory {
  const { store, clock } = options;
  let loaded: { index: SearchIndex; syncedAt: string } | null = null;
  let loading: Promise<SearchIndex> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const given = options.givenGroups ?? [];
  let used: { codes: readonly string[]; at: number } | null = null;

  const usedCodes = async (isOpening: boolean): Promise<readonly string[]> => {
    if (options.owner === undefined) return [];
    if (used === null || isOpening || clock.monotonicMs() - used.at > USES_FRESH_MS) {
      const codes = rankUses(await recipientUses(store, options.owner), Date.parse(clock.now()));
      used = { codes, at: clock.monotonicMs() };
    }
    return used.codes;
  };
  const detail = (index: SearchIndex, group: RecipientGroup): GroupDetail => {
    const members = group.codes.map((code) => {
      const unit = index.find(code);
      return { code, unit: unit === undefined ? null : index.entry(unit) };
    });
    const closed = index.size === 0 ? 0 : members.filter(({ unit }) => unit?.closed !== false).length;
    const { groupId, name, locked } = group;
    return { groupId, name, locked, size: members.length, closed, members };
  };
  const summary = (index: SearchIndex, group: RecipientGroup): GroupSummary => {
    const { members: _, ...rest } = detail(index, group);
    return rest;
  };

  const load = async (): Promise<SearchIndex> => {
    const state = await readState(store);
    const syncedAt = state?.syncedAt ?? '';
    lookedAt = clock.monotonicMs();
    if (loaded !== null && loaded.syncedAt === syncedAt) return loaded.index;
    const index = await SearchIndex.build(state === null ? [] : await readUnits(store));
    loaded = { index, syncedAt };
    return index;
  };
  /** The index in use; a newer one is loaded beside it while the old one answers. */
  const current = async (): Promise<SearchIndex> => {
    if (clock.monotonicMs() - lookedAt > LOOK_AGAIN_MS && loading === null) {
      loading = load().finally(() => {
        loading = null;
      });
      // A failed refresh shows in the next call that has nothing loaded to answer from.
      loading.catch(() => undefined);
    }
    return loaded?.index ?? (await (loading ?? load()));
  };

  return {
    async sync(signal) {
      const received = await collect(options.transport.directory(signal));
      const before = await readUnits(store);
      const openBefore = before.filter((unit) => !unit.closed).length;
      if (received.size === 0 || received.size * 2 < openBefore) {
        throw new KyguiError('DIRECTORY_EMPTY', { received: received.size, known: openBefore });
      }
      const syncedAt = clock.now();
      const { units, changed } = merge(before, received, syncedAt);
      await store.transaction(async (transaction) => {
        await writeUnits(transaction, changed);
        await writeState(transaction, syncedAt, units.length);
      });
      // An index that nobody asked for yet is left to the first search.
      if (loaded !== null) {
        const index = changed.length === 0 ? loaded.index : await SearchIndex.build(units);
        loaded = { index, syncedAt };
      }
      return {
        units: units.length,
        changed: changed.length,
        closed: units.filter((unit) => unit.closed).length,
      };
    },
    async search(text, limit) {
      return (await current()).search(text, limit);
    },
    async find(code) {
      const index = await current();
      const unit = index.find(code);
      return unit === undefined ? null : index.entry(unit);
    },
    async codesOf(code) {
      const unit = (await current()).find(code);
      return unit === undefined ? [code] : [unit.code, ...unit.oldCodes];
    },
    async children(asked) {
      const index = await current();
      const code = asked === undefined ? ownPlace(index, options.ownCode) : asked;
      const above = code === null ? undefined : index.find(code);
      if (code !== null && above === undefined) throw new KyguiError('DIRECTORY_UNIT_UNKNOWN', { code });
      const below = index.children(code);
      const open = below
        .filter((unit) => !unit.closed)
        .sort((left, right) => byName.compare(left.name, right.name));
      return {
        unit: above === undefined ? null : index.entry(above),
        path: above === undefined ? [] : index.path(above).map((unit) => index.entry(unit)),
        units: open
          .slice(0, CHILDREN_LIMIT)
          .map((unit) => ({ ...index.entry(unit), below: openBelow(index, unit.code) })),
        closed: below.length - open.length,
        total: open.length,
      };
    },
    async suggest(text, limit) {
      const index = await current();
      const tokens = searchTokens(text);
      const isOpening = tokens.length === 0;
      const known = (await usedCodes(isOpening)).flatMap((code) => index.find(code) ?? []);
      const lately = [...new Set(known)].filter((unit) => !unit.closed);
      const fitting = isOpening ? lately : lately.filter((unit) => index.fits(unit, text));
      const first = fitting.slice(0, isOpening ? limit : OFFERED_USES).map((unit) => index.entry(unit));
      const rest = isOpening ? [] : index.search(text, limit);
      const isLately = new Set(lately.map(({ code }) => code));
      const units = [...first, ...rest.filter(({ code }) => !first.some((unit) => unit.code === code))];
      const all = await listGroups(store, given);
      return {
        fetched: index.size > 0,
        groups: (isOpening ? all : all.filter(({ name }) => nameFits(name, tokens)))
          .slice(0, OFFERED_GROUPS)
          .map((group) => summary(index, group)),
        units: units.slice(0, limit).map((unit) => ({
          ...unit,
          below: openBelow(index, unit.code),
          used: isLately.has(unit.code),
        })),
      };
    },
    async resolve(recipients) {
      const index = await current();
      return {
        fetched: index.size > 0,
        recipients: recipients.map((recipient) => resolveRecipient(index, recipient, options.ownCode)),
      };
    },
    async warnings(recipients = []) {
      const index = await current();
      if (index.size === 0) return [];
      const found: DirectoryWarning[] = [];
      const own = options.ownCode;
      if (own !== undefined) {
        const unit = index.find(own);
        if (unit === undefined) found.push({ code: 'DIRECTORY_OWN_CODE_MISSING', details: { code: own } });
        else if (unit.closed)
          found.push({ code: 'DIRECTORY_OWN_CODE_CLOSED', details: closure(index, unit) });
      }
      for (const code of recipients) {
        const unit = index.find(code);
        if (unit === undefined) found.push({ code: 'DIRECTORY_UNIT_UNKNOWN', details: { code } });
        else if (unit.closed) found.push({ code: 'DIRECTORY_UNIT_CLOSED', details: closure(index, unit) });
      }
      return found;
    },
    async syncedAt() {
      return (await readState(store))?.syncedAt ?? null;
    },
    async groups() {
      const index = await current();
      return (await listGroups(store, given)).map((group) => summary(index, group));
    },
    async group(name) {
      const index = await current();
      const found = groupNamed(await listGroups(store, given), name);
      if (found === undefined) throw new KyguiError('DIRECTORY_GROUP_UNKNOWN');
      return detail(index, found);
    },
    async saveGroups(changes) {
      const index = await current();
      const before = await listGroups(store, given);
      const fresh = changes.filter(({ groupId }) => !before.some((group) => group.groupId === groupId));
      if (before.length + fresh.length > given.length + GROUP_COUNT)
        throw new KyguiError('DIRECTORY_GROUP_FILE', { place: String(GROUP_COUNT) });
      const saved = await saveGroups(store, clock, given, changes);
      return saved.map((group) => detail(index, group));
    },
    removeGroup: (groupId) => removeGroup(store, groupId),
  };
}

/** Where our own agency stands: its own branch, or the one it is part of. */
function ownPlace(index: SearchIndex, ownCode: string | undefined): string | null {
  const own = ownCode === undefined ? undefined : index.find(ownCode);
  if (own === undefined) return null;
  return openBelow(index, own.code) > 0 ? own.code : (index.parent(own)?.code ?? null);
}

const openBelow = (index: SearchIndex, code: string): number =>
  index.children(code).reduce((count, unit) => count + (unit.closed ? 0 : 1), 0);

/** As people look through a list: Vietnamese alphabet, numbers by their value. */
const byName = new Intl.Collator('vi', { numeric: true });

/** Every word typed begins a word of the group's name. */
function nameFits(name: string, tokens: readonly string[]): boolean {
  const known = searchTokens(name);
  return tokens.every((token) => known.some((word) => word.startsWith(token)));
}

function closure(index: SearchIndex, unit: Unit): ErrorDetails {
  return { code: unit.code, successor: index.successor(unit)?.code ?? '?' };
}
