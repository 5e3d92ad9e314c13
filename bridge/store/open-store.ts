import type { StoreSettings } from './settings.ts';
import { openSqliteStore } from './sqlite.ts';
import type { Store } from './store.ts';

export interface StoreParts {
  /** The file of the embedded database. */
  database: string;
  /** Reads a file of the settings: a password, a root certificate. Throws when it cannot. */
  readText(file: string): string;
}

/** The database that the settings name. @throws STORE_…, and what `readText` throws */
export async function openStore(settings: StoreSettings, parts: StoreParts): Promise<Store> {
  if (settings.kind === 'sqlite') return openSqliteStore(parts.database);
  const { openPostgresStore } = await import('./postgres.ts');
  const { url, passwordFile, caFile } = settings;
  return openPostgresStore({
    url,
    ...(passwordFile === undefined ? {} : { password: parts.readText(passwordFile).replace(/\r?\n$/u, '') }),
    ...(caFile === undefined ? {} : { certificateAuthority: parts.readText(caFile) }),
  });
}
