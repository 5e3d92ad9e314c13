import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OutputFile } from './output-file.ts';

interface Turn {
  running: Promise<void>;
  /** Begins when `running` has ended; shared by all who came meanwhile. */
  next: Promise<void> | undefined;
}

const turns = new Map<string, Turn>();

/**
 * Makes the names in a folder durable. One flush counts for everyone whose name was there when it began, so that a
 * batch does not wait for the disk once more with each file. Windows opens no folders; NTFS journals the rename itself.
 */
export function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return Promise.resolve();
  const turn = turns.get(folder);
  if (!turn) return begin(folder);
  // The one under way may have passed over a name that is younger than it.
  turn.next ??= turn.running.catch(() => {}).then(() => begin(folder));
  return turn.next;
}

function begin(folder: string): Promise<void> {
  const turn: Turn = { running: Promise.resolve(), next: undefined };
  turns.set(folder, turn);
  turn.running = flush(folder).finally(() => {
    if (turn.next === undefined) turns.delete(folder);
  });
  return turn.running;
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a draft that is whole and flushed the name of its result; both outlast a power cut when this resolves. */
export async function nameResult({ path, draft }: OutputFile): Promise<void> {
  await rename(draft, path);
  await syncFolder(dirname(path));
}
