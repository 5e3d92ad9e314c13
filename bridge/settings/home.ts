import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { KyguiError } from '../../shared/errors.ts';

/** Where one person's bridge keeps everything. On a terminal server each person has an own one. */
export interface Home {
  root: string;
  settings: string;
  /** What the person sets on the screens. */
  desk: string;
  pictures: string;
  pairings: string;
  control: string;
  database: string;
  documents: string;
  packages: string;
  inbox: string;
  pinTries: string;
}

/**
 * The folder named by `KYGUI_HOME`, or the system's place for settings of a program; made with mode 0700.
 * @throws HOME_UNUSABLE
 */
export function openHome(environment: NodeJS.ProcessEnv = process.env): Home {
  // Set to nothing, as scripts unset variables, it names no folder: joined to names it would be the working folder.
  const named = environment.KYGUI_HOME?.trim();
  const root = named ? resolve(named) : envPaths('kygui', { suffix: '' }).config;
  const home: Home = {
    root,
    settings: join(root, 'settings.json'),
    desk: join(root, 'desk.json'),
    pictures: join(root, 'pictures'),
    pairings: join(root, 'pairings.json'),
    control: join(root, 'control'),
    database: join(root, 'kygui.sqlite'),
    documents: join(root, 'documents'),
    packages: join(root, 'packages'),
    inbox: join(root, 'inbox'),
    pinTries: join(root, 'pin-tries.json'),
  };
  try {
    for (const folder of [root, home.documents, home.packages, home.inbox, home.pictures]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    accessSync(root, constants.R_OK | constants.W_OK);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? '?';
    throw new KyguiError('HOME_UNUSABLE', { folder: root, reason }, { cause });
  }
  return home;
}
