import { openPostgresStore } from '../../../bridge/store/postgres.ts';
import { openSqliteStore } from '../../../bridge/store/sqlite.ts';
import type { Store } from '../../../bridge/store/store.ts';

/** A database that a test hands to another process. */
export type StoreSpec =
  | { kind: 'sqlite'; file: string; lockTimeoutMs?: number }
  | { kind: 'postgres'; url: string };

export function openStore(spec: StoreSpec): Promise<Store> {
  return spec.kind === 'sqlite' ? openSqliteStore(spec.file, spec) : openPostgresStore({ url: spec.url });
}
