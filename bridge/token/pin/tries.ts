import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { withStoreErrors } from '../../store/durable-file.ts';

/**
 * Our own count of wrong PINs for each token, because many drivers never set CKF_USER_PIN_FINAL_TRY. It must
 * survive a restart and be raised before the PIN goes to the token: a driver that hangs may have spent a try.
 */
export interface PinTryStore {
  get(tokenId: string): Promise<number>;
  /**
   * With `below` the try is counted only while fewer than that many are; false: it was not. Reading and counting are
   * one step, because another window or process may be at the same token.
   */
  increment(tokenId: string, below?: number): Promise<boolean>;
  /** Takes one back, when the token is known not to have looked at the PIN. */
  decrement(tokenId: string): Promise<void>;
  reset(tokenId: string): Promise<void>;
}

/** What is left, from the flags of the token and from our own count. */
export interface TriesLeft {
  triesLeft: number;
  lastTry: boolean;
  locked: boolean;
}

/** A count that lasts as long as the process: for tests and single commands. */
export function memoryPinTries(): PinTryStore {
  const counts = new Map<string, number>();
  const change = (id: string, by: (count: number) => number) => {
    counts.set(id, Math.max(0, by(counts.get(id) ?? 0)));
  };
  return {
    get: async (id) => counts.get(id) ?? 0,
    increment: async (id, below = Number.POSITIVE_INFINITY) => {
      if ((counts.get(id) ?? 0) >= below) return false;
      change(id, (count) => count + 1);
      return true;
    },
    decrement: async (id) => change(id, (count) => count - 1),
    reset: async (id) => change(id, () => 0),
  };
}

const fileSchema = z.record(z.string(), z.number().int().nonnegative());
const LOCK_STALE_MS = 10_000;
const LOCK_PAUSE_MS = 20;

/**
 * The count in a small JSON file, written whole, synced and renamed; a lock file keeps two processes of the
 * same person apart. Keys are token ids (hashes), so no serial number lies on the disk. Where a try cannot be written
 * down none is made.
 * @throws STORE_DISK_FULL, STORE_UNREACHABLE from each of its calls
 */
export function filePinTries(path: string): PinTryStore {
  const read = async (): Promise<Record<string, number>> => {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
    return countsOf(text);
  };
  const change = (id: string, by: (count: number) => number, below = Number.POSITIVE_INFINITY) =>
    withStoreErrors(() =>
      locked(`${path}.lock`, async () => {
        const counts = await read();
        if ((counts[id] ?? 0) >= below) return false;
        const count = Math.max(0, by(counts[id] ?? 0));
        if (count === 0) delete counts[id];
        else counts[id] = count;
        await replaceFile(path, `${JSON.stringify(counts)}\n`);
        return true;
      }),
    );
  return {
    get: async (id) => (await withStoreErrors(read))[id] ?? 0,
    increment: (id, below) => change(id, (count) => count + 1, below),
    decrement: async (id) => void (await change(id, (count) => count - 1)),
    reset: async (id) => void (await change(id, () => 0)),
  };
}

/** A damaged file must not stop all signing; the tokens keep counts of their own. */
function countsOf(text: string): Record<string, number> {
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  try {
    const file = await open(fresh, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      // Empty: on a full disk its own words would be what does not fit, and the file would stay.
      await (await open(path, 'wx', 0o600)).close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const held = await stat(path).catch(() => null);
      // Also one from the future: the clock was put back since, and nobody would live to see it grow old.
      if (held !== null && Math.abs(Date.now() - held.mtimeMs) > LOCK_STALE_MS)
        await rm(path, { force: true });
      else await pause(LOCK_PAUSE_MS);
    }
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
