import type { watchLists } from './choose.ts';

/**
 * What draws ticks and their bar is no part of the script that every page of a site pays for: the worker brings it into
 * a frame whose profile has lists, before it names the profile. It lies under this name of the extension's own world.
 */
const MARK = '__kyguiLists';
const world = globalThis as { [MARK]?: typeof watchLists };

export function offerLists(watch: typeof watchLists): void {
  world[MARK] = watch;
}

/** Undefined in a frame that it was not brought into. */
export const offeredLists = (): typeof watchLists | undefined => world[MARK];
