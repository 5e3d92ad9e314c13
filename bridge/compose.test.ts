import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { composeBridge } from './compose.ts';
import { createLog } from './logging/log.ts';
import { programPlaces } from './program/places.ts';
import { type Home, openHome } from './settings/home.ts';
import { settingsSchema } from './settings/schema.ts';
import { acquireProcessLock } from './store/process-lock.ts';

let folder = '';
let home: Home;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-compose-'));
  home = openHome({ KYGUI_HOME: join(folder, 'home') });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const compose = (settings: object = {}) =>
  composeBridge({
    home,
    settings: settingsSchema.parse({
      agency: { code: 'H99.01', name: 'Sở Mẫu' },
      axis: { kind: 'filedrop', folder: join(folder, 'axis') },
      tokens: { discover: false },
      ...settings,
    }),
    places: programPlaces(new URL('./main.ts', import.meta.url).href),
    log: createLog('fatal'),
    announce: () => {},
  });

/** A stage of the start that cannot be passed, and how it is mended. */
const STAGES: readonly [stage: string, block: () => { settings?: object; mend: () => void }][] = [
  ['the names of the folders', () => blockedBy(join(home.packages, 'shelf-id'))],
  ['the lock of the packages', () => blockedBy(join(home.packages, 'lock.sqlite'))],
  ['the mark of the sends', () => blockedBy(join(home.packages, 'sends-mark.json'))],
  ['the certificates', () => ({ settings: { intermediates: join(folder, 'missing') }, mend: () => {} })],
];

function blockedBy(path: string): { mend: () => void } {
  mkdirSync(path);
  writeFileSync(join(path, 'full'), '');
  return { mend: () => rmSync(path, { recursive: true }) };
}

it.each(STAGES)('a start that fails at %s lets the next one have everything', async (_, block) => {
  const { settings, mend } = block();
  await expect(compose(settings)).rejects.toThrow();
  mend();
  // Who does not get the lock of the folder cannot free what a dead predecessor had leased.
  const lock = acquireProcessLock(join(home.packages, 'lock.sqlite'));
  expect(lock).not.toBeNull();
  lock?.release();
  const bridge = await compose();
  await bridge.close();
});
