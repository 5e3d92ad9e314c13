import { z } from 'zod';

const hexKeySchema = z.string().regex(/^[0-9a-f]{64}$/u);

/** What the extension keeps of a pairing. */
const storedPairingSchema = z.object({
  pairingId: z.uuid(),
  /** Pairing key, 32 bytes in hexadecimal. */
  key: hexKeySchema,
  port: z.number().int().min(1).max(65_535),
  label: z.string(),
  pairedAt: z.iso.datetime({ offset: true }),
});
export type StoredPairing = z.infer<typeof storedPairingSchema>;

export interface KeyStore {
  load(): Promise<StoredPairing | undefined>;
  save(pairing: StoredPairing): Promise<void>;
  clear(): Promise<void>;
}

/** `storage.local` of the browser; guard-storage.ts keeps content scripts out of it. */
export interface StorageArea {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
}

const STORAGE_KEY = 'pairing';

/** Keeps the pairing in a storage area; a damaged entry counts as none. */
export function storageKeyStore(area: StorageArea): KeyStore {
  return {
    async load() {
      const stored = await area.get(STORAGE_KEY);
      return storedPairingSchema.safeParse(stored[STORAGE_KEY]).data;
    },
    save: (pairing) => area.set({ [STORAGE_KEY]: pairing }),
    clear: () => area.remove(STORAGE_KEY),
  };
}
