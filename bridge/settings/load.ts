import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { KyguiError } from '../../shared/errors.ts';
import type { Home } from './home.ts';
import { type Settings, settingsSchema } from './schema.ts';

/** Reads and checks `settings.json`; an absent file means the defaults. @throws SETTINGS_INVALID */
export function loadSettings(home: Home): Settings {
  if (!existsSync(home.settings)) return settingsSchema.parse({});
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(home.settings, 'utf8').replace(/^\uFEFF/u, ''));
  } catch (error) {
    throw new KyguiError('SETTINGS_INVALID', { problem: 'JSON' }, { cause: error });
  }
  const parsed = settingsSchema.safeParse(text);
  if (!parsed.success) {
    throw new KyguiError('SETTINGS_INVALID', {
      problem: z.prettifyError(parsed.error).replace(/\s+/gu, ' '),
    });
  }
  return parsed.data;
}

/**
 * The port of this person's bridge. Several people share 127.0.0.1 on a terminal server, so it is chosen free
 * once by `choose` and kept, instead of being one number for everybody.
 */
export async function settlePort(
  home: Home,
  settings: Settings,
  choose: () => Promise<number>,
): Promise<number> {
  if (settings.port !== undefined) return settings.port;
  const port = await choose();
  const written: Record<string, unknown> = existsSync(home.settings)
    ? JSON.parse(readFileSync(home.settings, 'utf8').replace(/^\uFEFF/u, ''))
    : {};
  const temporary = `${home.settings}.new`;
  writeFileSync(temporary, `${JSON.stringify({ ...written, port }, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, home.settings);
  return port;
}
