import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DeskSettings, deskSettingsSchema, EMPTY_DESK } from '../../shared/desk/settings.ts';
import { KyguiError } from '../../shared/errors.ts';
import { systemCode, writeDurably } from '../store/durable-file.ts';
import type { Home } from './home.ts';

/** What the person has set on the screens: `desk.json`, and PNGs named by their digest in `pictures/`. */
export interface Desk {
  current(): DeskSettings;
  /** Durable when it resolves; changes follow one another. */
  change(next: (now: DeskSettings) => DeskSettings): Promise<void>;
  /** Keeps the bytes of a picture and gives their SHA-256. They count only once a change names them. */
  keepPicture(png: Uint8Array): Promise<string>;
  /** @throws STAMP_IMAGE_MISSING when the file is gone or is no longer what was kept */
  readPicture(sha256: string): Promise<Uint8Array>;
}

async function readDesk(file: string): Promise<DeskSettings> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return EMPTY_DESK;
    throw new KyguiError('SETTINGS_INVALID', { problem: 'desk.json' }, { cause });
  }
  try {
    return deskSettingsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new KyguiError('SETTINGS_INVALID', { problem: 'desk.json' }, { cause });
  }
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/**
 * Opens the person's own settings; an absent file means none.
 * @throws SETTINGS_INVALID when the file is damaged; it is never overwritten then
 */
export async function openDesk(home: Pick<Home, 'desk' | 'pictures'>): Promise<Desk> {
  let settings = await readDesk(home.desk);
  let writing: Promise<void> = Promise.resolve();
  /** Kept and not yet named by a change: another change that lets go of the same bytes leaves them. */
  const unnamed = new Set<string>();
  const pathOf = (sha256: string) => join(home.pictures, `${sha256}.png`);

  const write = (path: string, content: string | Uint8Array) =>
    writeDurably(path, async (temporary) => {
      await writeFile(temporary, content, { mode: 0o600 });
      return path;
    });

  return {
    current: () => settings,
    change(next) {
      const written = writing.then(async () => {
        const changed = deskSettingsSchema.parse(next(settings));
        await write(home.desk, `${JSON.stringify(changed, null, 2)}\n`);
        const gone = unused(settings, changed).filter((sha256) => !unnamed.has(sha256));
        settings = changed;
        for (const { sha256 } of changed.pictures) unnamed.delete(sha256);
        // A seal that nobody uses any more does not lie about; failing to remove it undoes nothing.
        for (const sha256 of gone) await rm(pathOf(sha256), { force: true }).catch(() => undefined);
      });
      writing = written.catch(() => undefined);
      return written;
    },
    async keepPicture(png) {
      const sha256 = digest(png);
      unnamed.add(sha256);
      await write(pathOf(sha256), png);
      return sha256;
    },
    async readPicture(sha256) {
      const role = settings.pictures.find((one) => one.sha256 === sha256)?.role ?? '?';
      const png = await readFile(pathOf(sha256)).catch((cause: unknown) => {
        throw new KyguiError('STAMP_IMAGE_MISSING', { role }, { cause });
      });
      if (digest(png) !== sha256) throw new KyguiError('STAMP_IMAGE_MISSING', { role });
      return png;
    },
  };
}

function unused(before: DeskSettings, after: DeskSettings): string[] {
  const used = new Set(after.pictures.map(({ sha256 }) => sha256));
  return before.pictures.map(({ sha256 }) => sha256).filter((sha256) => !used.has(sha256));
}
