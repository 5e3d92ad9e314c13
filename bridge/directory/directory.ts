import { type ErrorDetails, KyguiError } from '../../shared/errors.ts';
import type { AxisTransport } from '../axis/transport.ts';
import type { Clock } from '../clock/clock.ts';
import type { Store } from '../store/store.ts';
import { listGroups, type RecipientGroup, removeGroup, saveGroup } from './groups.ts';
import { collect, merge } from './merge.ts';
import { readState, readUnits, writeState, writeUnits } from './rows.ts';
import { SearchIndex } from './search-index.ts';
import type { DirectoryEntry, Unit } from './unit.ts';

export interface DirectoryOptions {
  store: Store;
  transport: Pick<AxisTransport, 'directory'>;
  clock: Clock;
  /** Our agency, for warnings about our own code. */
  ownCode?: string;
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
  /** Units right below; with null the tops of the tree. */
  children(code: string | null): Promise<DirectoryEntry[]>;
  /** Our own code, and each given recipient, unknown or closed. Nothing before the first synchronisation. */
  warnings(recipients?: readonly string[]): Promise<DirectoryWarning[]>;
  /** When the directory was last fetched, ISO 8601; null before the first time. */
  syncedAt(): Promise<string | null>;
  groups(): Promise<RecipientGroup[]>;
  saveGroup(name: string, codes: readonly string[]): Promise<RecipientGroup>;
  removeGroup(groupId: string): Promise<void>;
}

/** Another process may have refreshed the directory: looked after at most this often. */
const LOOK_AGAIN_MS = 30_000;

export function createDirectory(options: DirectoryOptions): Directory {
  const { store, clock } = options;
  let loaded: { index: SearchIndex; syncedAt: string } | null = null;
  let loading: Promise<SearchIndex> | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;

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
    async children(code) {
      const index = await current();
      return index.children(code).map((unit) => index.entry(unit));
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
    groups: () => listGroups(store),
    saveGroup: (name, codes) => saveGroup(store, clock, name, codes),
    removeGroup: (groupId) => removeGroup(store, groupId),
  };
}

function closure(index: SearchIndex, unit: Unit): ErrorDetails {
  return { code: unit.code, successor: index.successor(unit)?.code ?? '?' };
}
