import type { Home } from '../settings/home.ts';
import type { Settings } from '../settings/schema.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { readText } from './read-text.ts';

/** The database of outbox, inbox and record. @throws SETTINGS_INVALID, STORE_… */
export function composeStore(home: Home, settings: Settings): Promise<Store> {
  return openStore(settings.store, { database: home.database, readText });
}
