import { readFile, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { KyguiError } from '../../shared/errors.ts';
import { systemCode, writeDurably } from '../store/durable-file.ts';

/** Pairings kept; the oldest gives way. One person has a handful of browsers and profiles. */
const MOST_PAIRINGS = 32;

const pairingSchema = z.object({
  id: z.uuid(),
  origin: z.string(),
  /** 32 bytes in base64. */
  key: z
    .base64()
    .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
    .refine((key) => key.length === 32),
  createdAt: z.iso.datetime({ offset: true }),
  label: z.string(),
  personalPhrase: z.string().nullable(),
});
const fileSchema = z.object({ version: z.literal(1), pairings: z.array(pairingSchema) });

/** One extension in one browser profile that proved a code once. `key` is the secret of the channel. */
export type Pairing = z.output<typeof pairingSchema>;

/** The keys of one person's extensions. */
export interface PairingStore {
  list(): readonly Pairing[];
  find(id: string): Pairing | undefined;
  /** Durable when it resolves. @throws STORE_DISK_FULL, STORE_UNREACHABLE */
  add(pairing: Pairing): Promise<void>;
  /** @throws as {@link PairingStore.add} */
  remove(id: string): Promise<void>;
}

async function readPairings(file: string): Promise<Pairing[]> {
  const invalid = (problem: string, cause?: unknown) =>
    new KyguiError('PAIRING_STORE_INVALID', { problem, file }, { cause });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
    // A key that others could read is no secret any more; Windows guards the folder by its access list instead.
    if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0)
      throw invalid('other accounts may read it');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error instanceof KyguiError ? error : invalid('it cannot be read', error);
  }
  try {
    return fileSchema.parse(JSON.parse(text)).pairings;
  } catch (error) {
    throw invalid('its contents are damaged', error);
  }
}

async function writePairings(file: string, pairings: readonly Pairing[]): Promise<void> {
  const contents = {
    version: 1,
    pairings: pairings.map((pairing) => ({ ...pairing, key: Buffer.from(pairing.key).toString('base64') })),
  };
  await writeDurably(file, async (temporary) => {
    await writeFile(temporary, `${JSON.stringify(contents, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
    return file;
  });
}

/**
 * Opens the file of pairing keys (JSON, mode 0600); it is made at the first pairing.
 * @throws PAIRING_STORE_INVALID when it is damaged or readable by others; it is never overwritten then.
 */
export async function openPairingStore(file: string): Promise<PairingStore> {
  let pairings = await readPairings(file);
  let writing: Promise<void> = Promise.resolve();

  const change = (next: (current: Pairing[]) => Pairing[]): Promise<void> => {
    const written = writing.then(async () => {
      const changed = next(pairings);
      await writePairings(file, changed);
      pairings = changed;
    });
    writing = written.catch(() => undefined);
    return written;
  };

  return {
    list: () => pairings,
    find: (id) => pairings.find((pairing) => pairing.id === id),
    add: (pairing) => change((current) => [...current, pairing].slice(-MOST_PAIRINGS)),
    remove: (id) => change((current) => current.filter((pairing) => pairing.id !== id)),
  };
}
