import browser from 'webextension-polyfill';

/** Chromium's own call, which Firefox and the polyfill's types do not know. */
interface Guarded {
  setAccessLevel?(level: { accessLevel: 'TRUSTED_CONTEXTS' }): Promise<void>;
}

/**
 * Keeps content scripts out of the storage: Chromium lets them read `storage.local` unless told otherwise, and the
 * pairing key lies there. They ask the worker for everything they need.
 */
export async function guardStorage(): Promise<void> {
  const { local, session } = browser.storage;
  for (const area of [local, session] as Guarded[])
    await area.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}
