import browser from 'webextension-polyfill';
import { inTurns } from './turns.ts';

/** In `storage.local`: profiles that the clerk made, and ids of those that she switched off. */
export interface OwnProfiles {
  profiles: { id?: unknown }[];
  switchedOffProfiles: unknown[];
}

const NONE: OwnProfiles = { profiles: [], switchedOffProfiles: [] };

/** Two windows may save at once: each change is made to what the one before it left. */
const inTurn = inTurns<'own'>();

export const changeOwnProfiles = (change: (own: OwnProfiles) => Partial<OwnProfiles>): Promise<void> =>
  inTurn('own', async () => {
    const own = (await browser.storage.local.get({ ...NONE })) as unknown as OwnProfiles;
    await browser.storage.local.set(change(own));
  });

/** The ids without one of them. */
export const without = (ids: readonly unknown[], id: string): unknown[] => ids.filter((one) => one !== id);
