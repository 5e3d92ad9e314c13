import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { KyguiError } from '../../shared/errors.ts';
import { writeDurably } from '../store/durable-file.ts';
import type { Home } from './home.ts';
import { type Settings, settingsSchema } from './schema.ts';

function readWritten(home: Home): object {
  if (!existsSync(home.settings)) return {};
  try {
    return JSON.parse(readFileSync(home.settings, 'utf8').replace(/^\uFEFF/u, ''));
  } catch (error) {
    throw new KyguiError('SETTINGS_INVALID', { problem: 'JSON' }, { cause: error });
  }
}

/** Reads and checks `settings.json`; an absent file means the defaults. @throws SETTINGS_INVALID */
export function loadSettings(home: Home): Settings {
  const parsed = settingsSchema.safeParse(readWritten(home));
  if (!parsed.success) {
    throw new KyguiError('SETTINGS_INVALID', {
      problem: z.prettifyError(parsed.error).replace(/\s+/gu, ' '),
    });
  }
  return parsed.data;
}

/**
 * Entries of `settings.json` that nothing reads, by their path (`poll.inboxSecond`): slips of the pen, or of another
 * version. They are told and stop nothing. @throws SETTINGS_INVALID
 */
export function unknownSettings(home: Home): string[] {
  const written = readWritten(home);
  const parsed = settingsSchema.safeParse(written);
  return parsed.success ? [...unread(written, parsed.data, '')] : [];
}

/** A schema leaves out what it does not know. */
function* unread(written: unknown, read: unknown, path: string): Generator<string> {
  if (typeof written !== 'object' || written === null || typeof read !== 'object' || read === null) return;
  for (const [key, value] of Object.entries(written)) {
    const place = path === '' ? key : `${path}.${key}`;
    if (key === '$schema') continue;
    if (!Object.hasOwn(read, key)) yield place;
    else yield* unread(value, (read as Record<string, unknown>)[key], place);
  }
}

/**
 * The port of this person's bridge. Several people share 127.0.0.1 on a terminal server, so it is chosen free
 * once by `choose` and kept, instead of being one number for everybody. @throws STORE_DISK_FULL, STORE_UNREACHABLE
 */
export async function settlePort(
  home: Home,
  settings: Settings,
  choose: () => Promise<number>,
): Promise<number> {
  if (settings.port !== undefined) return settings.port;
  const port = await choose();
  // What IT has written is written anew here: a power cut must not cost it.
  await writeDurably(home.settings, async (temporary) => {
    const written = readWritten(home);
    await writeFile(temporary, `${JSON.stringify({ ...written, port }, null, 2)}\n`, { mode: 0o600 });
    return home.settings;
  });
  return port;
}
