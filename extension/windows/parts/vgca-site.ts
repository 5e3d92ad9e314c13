import browser from 'webextension-polyfill';
import { type VgcaSite, vgcaSiteSchema } from '../../../shared/profile/vgca.ts';

/** Sites whose calls to the VGCA Sign Service are answered, as the clerk has switched them on. */
export const VGCA_SITES = 'vgcaSites';

export async function keptVgcaSites(): Promise<VgcaSite[]> {
  const held = await browser.storage.local.get({ [VGCA_SITES]: [] });
  const kept = vgcaSiteSchema.array().safeParse(held[VGCA_SITES]);
  return kept.success ? kept.data : [];
}

/**
 * Changes the sites as they stand now, and answers what they are then. Windows have no worker between them: the browser's
 * own lock lets the changes of two follow one another.
 */
export const changeVgcaSites = (
  change: (kept: readonly VgcaSite[]) => readonly VgcaSite[],
): Promise<readonly VgcaSite[]> =>
  navigator.locks.request(VGCA_SITES, async () => {
    const next = change(await keptVgcaSites());
    await browser.storage.local.set({ [VGCA_SITES]: next });
    return next;
  });

/** The sites with one more, in place of an earlier one of the same address. */
export const withVgcaSite = (sites: readonly VgcaSite[], pattern: string): VgcaSite[] => [
  ...sites.filter((site) => !site.addresses.includes(pattern)),
  { addresses: [pattern], answers: 'ours', messagesPerConsent: 20, filesPerConsent: 20 },
];
