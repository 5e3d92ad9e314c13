import browser from 'webextension-polyfill';
import type { VgcaRule } from '../../../shared/profile/vgca.ts';
import { inTurns } from '../turns.ts';

/** In `storage.local`: bare digests that were signed for each origin, so that a leave ends with its count. */
const USED = 'vgcaDigestsUsed';

async function usedBy(origin: string): Promise<number> {
  const held = await browser.storage.local.get({ [USED]: {} });
  return (held[USED] as Record<string, number>)[origin] ?? 0;
}

/** What is left of a site's leave to have bare digests signed; null when there is none. */
export async function leaveOf(
  rule: VgcaRule,
  origin: string,
): Promise<{ until: string; count: number } | null> {
  const { bareDigests } = rule;
  if (!bareDigests) return null;
  const count = Math.max(0, bareDigests.count - (await usedBy(origin)));
  return { until: `${bareDigests.until}T23:59:59+07:00`, count };
}

/** Calls that end at the same time are all counted. */
const inTurn = inTurns<typeof USED>();

export async function useLeave(origin: string, count: number): Promise<void> {
  if (count === 0) return;
  await inTurn(USED, async () => {
    const held = await browser.storage.local.get({ [USED]: {} });
    const used = held[USED] as Record<string, number>;
    await browser.storage.local.set({ [USED]: { ...used, [origin]: (used[origin] ?? 0) + count } });
  });
}
